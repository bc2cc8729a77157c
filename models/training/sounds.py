"""How words sound, and which words of the recognizer's sound like them.

Pronunciations and frequencies are the built-in recognizer's own (`resources/speech`), so a word
is only ever taken for one that it can write, and rather for a common one than for a rare one.
"""

import functools
import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

import resources
from models.training.form import recognizer_form
from resources.speech import trie

Phones = tuple[str, ...]
"""ARPAbet without stress."""

VOWELS: Final = frozenset(
    ["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"]
)
FAMILIES: Final[Mapping[str, str]] = {
    phone: family
    for family, phones in {
        "a": " ".join(sorted(VOWELS)), "p": "P B", "t": "T D", "k": "K G", "f": "F V TH DH",
        "s": "S Z", "c": "SH ZH CH JH", "n": "M N NG", "l": "L R W Y",
    }.items()
    for phone in phones.split()
}  # fmt: skip
"""Phones of one family are easily taken for each other; HH belongs nowhere, it is easily lost."""
NEAR, FAR, LOST = 0.35, 1.0, 0.6
"""Cost of a phone of the same family in its place, of any other, and of one lost or added."""
SHARPNESS: Final = 2.5
"""How fast likelihood falls with each unit of cost."""
FAVOR: Final = 0.5
"""Power of a word's frequency: common words are guessed more often, but not only they."""
AT_MOST: Final = 60
"""Candidates looked at for one sound, the most common ones."""
KEPT: Final = 24
LETTERS: Final = {
    "sch": "SH", "tch": "CH", "sh": "SH", "ch": "CH", "th": "TH", "ph": "F", "ck": "K", "qu": "K W",
    "ng": "NG", "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "ai": "EY", "ay": "EY",
    "oi": "OY", "oy": "OY", "er": "ER", "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH",
    "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N",
    "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH", "v": "V", "w": "W",
    "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
"""A rough reading of what stands in no dictionary, longest first."""

_LETTERS = re.compile("|".join(sorted(LETTERS, key=len, reverse=True)))
_VARIANT = re.compile(r"\(\d\)$")


class Sounds:
    """The words of a recognizer, by sound."""

    def __init__(self, spoken: Mapping[str, Sequence[Phones]], chance: Mapping[str, float]) -> None:
        """Take pronunciations and probability of each word that may be heard."""
        self._spoken = spoken
        self._chance = chance
        self._index: dict[str, list[tuple[str, Phones]]] = {}
        self._found: dict[Phones, list[tuple[str, float]]] = {}
        for word in sorted(spoken, key=lambda word: (-chance.get(word, 0.0), word)):
            for phones in spoken[word]:
                for key in _keys(phones):
                    held = self._index.setdefault(key, [])
                    if len(held) < AT_MOST:
                        held.append((word, phones))

    def __contains__(self, word: str) -> bool:
        """Whether the recognizer can write this word at all."""
        return word in self._spoken

    def phones(self, word: str) -> Phones:
        """Return how the word is mostly said, by its letters where nobody knows; never nothing."""
        if said := self._spoken.get(word):
            return said[0]
        found = " ".join(LETTERS[part] for part in _LETTERS.findall(word)).split()
        return tuple(found) or ("AH",)

    def like(self, phones: Phones) -> list[tuple[str, float]]:
        """Return words that `phones` may be taken for, likeliest first, and how near each is, 0…1.

        Likely are common ones; the second figure is of the sound alone.
        """
        if (known := self._found.get(phones)) is not None:
            return known
        near: dict[str, float] = {}
        for key in _keys(phones):
            for word, theirs in self._index.get(key, ()):
                weight = math.exp(-SHARPNESS * distance(phones, theirs))
                near[word] = max(near.get(word, 0.0), weight)
        likely = {word: near[word] * self._chance.get(word, 1e-6) ** FAVOR for word in near}
        best = sorted(likely, key=lambda word: (-likely[word], word))[:KEPT]
        found = [(word, near[word]) for word in best]
        self._found[phones] = found
        return found


def distance(one: Phones, other: Phones) -> float:
    """Return how unlike two sounds are: 0 if the same, at most about 1 a phone."""
    row = [LOST * at for at in range(len(other) + 1)]
    for at, phone in enumerate(one, 1):
        before, row[0] = row[0], LOST * at
        for to, theirs in enumerate(other, 1):
            if phone == theirs:
                change = 0.0
            else:
                change = NEAR if FAMILIES.get(phone) == FAMILIES.get(theirs) else FAR
            kept = min(before + change, row[to] + LOST, row[to - 1] + LOST)
            before, row[to] = row[to], kept
    return row[-1]


def _keys(phones: Phones) -> set[str]:
    """Return the sound in families, whole and with any one of them missing."""
    whole = ""
    for phone in phones:
        family = FAMILIES.get(phone, "")
        whole += family if not whole.endswith(family) or not family else ""
    return {whole, *(whole[:at] + whole[at + 1 :] for at in range(len(whole)))} - {""}


@functools.cache
def built_in() -> Sounds:
    """Return the sounds of the recognizer that needs nothing downloaded."""
    model = trie.read(resources.path("speech/support.lm.bin"))
    chance = {
        word: math.exp(weight) for word, weight in zip(model.words, model.single, strict=True)
    }
    spoken: dict[str, list[Phones]] = {}
    for line in resources.path("speech/support.dict").read_text("utf-8").splitlines():
        name, *phones = line.split()
        word = _VARIANT.sub("", name)
        if recognizer_form(word) == word:  # neither pieces of words nor spellings nobody speaks
            spoken.setdefault(word, []).append(tuple(phones))
    return Sounds(spoken, chance)
