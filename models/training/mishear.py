"""What a recognizer makes of a line: errors learned from what pocketsphinx really does to speech.

`misheard.json` holds how often words were misheard, as what, and how words go wrong in general. It
is learned by `python -m tests.bench.misheard` from 640 lines spoken by synthesizers, a sixth of
them over a telephone line. A word that was not among them is taken for one that sounds like it.

Errors measured, of words said: rms 19 %, awb 22 %, slt 26 %, kal16 26 %, kal16 by telephone 62 %,
espeak-ng 74 % (`measured`); only lines at most half wrong are learned from. Do learned errors do
the harm that real ones do? Learned from one half of the lines and tried on the other, at the same
19 %: the likeliest mood by TF-IDF changes in 16 % of lines, and in 15 % where they were really
misheard; words put in at random change it in 13 %.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.training import fluent, sounds
from models.training.fluent import END, START, Fluency
from models.training.sounds import Phones, Sounds

TABLE: Final = Path(__file__).with_name("misheard.json")
KINDS: Final = ("swap", "drop", "add", "split", "merge")
"""One word for another, for none, for itself and one more, for two; two words for one."""
SIZES: Final = (2, 4, 6)
"""Words of up to so many phones go wrong alike; the rest is one kind more, unknown ones another."""
PRIOR: Final = 4.0
"""Times that a word counts as its kind, beside the times that it was said itself."""
SPAN: Final = 3
"""Most words that are misheard as one."""
STEPS: Final = 60
"""Most halvings in the search for how hard to press."""
HARDEST: Final = 1e6


class Random(Protocol):
    """What both `random.Random` and `numpy.random.Generator` are."""

    def random(self) -> float:
        """Return a number from 0 up to, not including, 1."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was learned: words and how often, nothing else."""

    measured: dict[str, tuple[int, int]]
    """Voice and line → words said, errors made."""
    words: dict[str, tuple[int, int]]
    """Word → times said, times wrong."""
    sizes: tuple[tuple[int, int], ...]
    """The same by kind of word, see `size_of`."""
    kinds: tuple[tuple[int, ...], ...]
    """By kind of word, how often each of `KINDS` happened."""
    heard: dict[str, dict[str, int]]
    """One to `SPAN` words said → words heard, perhaps none → times."""
    added: dict[str, int]
    """Words heard where none was said."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What may happen from a word on: `span` words become `heard`, at `cost` errors."""

    span: int
    heard: tuple[str, ...] = field(repr=False)
    cost: int


def mishear(text: str, rate: float, rng: Random) -> str:
    """Return `text` with a word error rate of `rate` (0…1) on average, never empty.

    Errors over words said, as recognizers are measured. `text` is in recognizer form and stays
    so. Each text alone has more or fewer errors, as on calls: words that the recognizer gets wrong
    go wrong first. The same `rng` state gives the same text.
    """
    return _ears().mishear(text, rate, rng)


class Ears:
    """A learned table and the words that a recognizer can write."""

    def __init__(self, table: Table, sounds: Sounds, fluency: Fluency) -> None:
        self._table = table
        self._sounds = sounds
        self._fluency = fluency
        self._alike: dict[Phones, _Choices] = {}
        self._added = _Draw(table.added or {"the": 1})
        self._kinds = [_Draw(dict(zip(KINDS, row, strict=True))) for row in table.kinds]
        self._heard = {said: _Draw(heard) for said, heard in table.heard.items()}
        self._fitting = {
            said: _Choices.of(fluency, {text: n for text, n in heard.items() if text})
            for said, heard in table.heard.items()
            if any(heard)
        }

    def mishear(self, text: str, rate: float, rng: Random) -> str:
        """Return the text misheard; see `mishear`."""
        words = text.split()
        if not words or rate <= 0:
            return text
        slips = [self._slip(words, at, rng) for at in range(len(words))]
        chances = _pressed([self.trouble(word) for word in words], slips, rate * len(words))
        result: list[str] = []
        at = 0
        while at < len(words):
            slip = slips[at]
            if rng.random() < chances[at]:
                result += slip.heard
                at += slip.span
            else:
                result.append(words[at])
                at += 1
        return " ".join(result or words[-1:])

    def trouble(self, word: str) -> float:
        """Return how often the word goes wrong, 0…1; its kind speaks where it was rarely said."""
        said, wrong = self._table.words.get(word, (0, 0))
        kind_said, kind_wrong = self._table.sizes[size_of(word, self._sounds)]
        usual = (kind_wrong + 1) / (kind_said + 2)
        return (wrong + PRIOR * usual) / (said + PRIOR)

    def _slip(self, words: Sequence[str], at: int, rng: Random) -> Slip:
        """Draw what happens if something goes wrong from `at` on."""
        spans = [
            (span, said)
            for span in range(1, min(SPAN, len(words) - at) + 1)
            if (said := " ".join(words[at : at + span])) in self._heard
        ]
        dice = rng.random() * (PRIOR + sum(self._heard[said].total for _, said in spans))
        for span, said in spans:
            draw = self._heard[said]
            if dice < draw.total:
                text = draw.at(dice)
                if text:  # which one of those, what stands around decides too
                    text = self._fit(words, at, span, self._fitting[said], rng)
                return self._made(words, at, span, text.split(), rng)
            dice -= draw.total
        return self._unknown(words, at, rng)

    def _unknown(self, words: Sequence[str], at: int, rng: Random) -> Slip:
        word = words[at]
        sound = self._sounds.phones(word)
        kind = self._kinds[size_of(word, self._sounds)].at_share(rng.random())
        if kind == "merge" and at + 1 < len(words):
            both = (*sound, *self._sounds.phones(words[at + 1]))
            if heard := self._like(words, at, 2, both, rng):
                return self._made(words, at, 2, [heard], rng)
        if kind == "drop" and len(words) > 1:
            return self._made(words, at, 1, [], rng)
        if kind == "add":
            return self._made(words, at, 1, [word, self._added.at_share(rng.random())], rng)
        if kind == "split" and len(sound) > 2:
            cut = 1 + int(rng.random() * (len(sound) - 1))
            two = [self._like(words, at, 1, part, rng) for part in (sound[:cut], sound[cut:])]
            if all(two):
                return self._made(words, at, 1, two, rng)
        heard = self._like(words, at, 1, sound, rng)
        return self._made(words, at, 1, [heard] if heard else [], rng)

    def _like(self, words: Sequence[str], at: int, span: int, sound: Phones, rng: Random) -> str:
        """Draw a word that sounds so and is not the one at `at`; empty where there is none."""
        if (choices := self._alike.get(sound)) is None:
            choices = _Choices.of(self._fluency, dict(self._sounds.like(sound)))
            self._alike[sound] = choices
        return self._fit(words, at, span, choices, rng)

    def _fit(
        self, words: Sequence[str], at: int, span: int, choices: "_Choices", rng: Random
    ) -> str:
        """Draw one of the choices, by their weights and by how well they fit in; not the same."""
        if not choices.texts:
            return ""
        before = words[at - 1] if at else START
        after = words[at + span] if at + span < len(words) else END
        weights = choices.weights * self._fluency.weights(before, choices.ends, after)
        same = " ".join(words[at : at + span])
        weights[[place for place, text in enumerate(choices.texts) if text == same]] = 0.0
        ends = np.cumsum(weights)
        if not ends[-1]:
            return ""
        return choices.texts[int(np.searchsorted(ends, rng.random() * ends[-1], "right"))]

    def _made(
        self, words: Sequence[str], at: int, span: int, heard: Sequence[str], rng: Random
    ) -> Slip:
        """Return the slip, in whose place something is heard where nothing would be left."""
        if not heard and span == len(words):
            heard = [self._like(words, at, 1, self._sounds.phones(words[at]), rng) or "the"]
        return Slip(span, tuple(heard), errors(words[at : at + span], heard))


@dataclass(frozen=True, slots=True)
class _Choices:
    """Texts that may be heard, each with its weight and the places of its outer words."""

    texts: list[str] = field(repr=False)
    weights: NDArray[np.float64]
    ends: tuple[NDArray[np.int64], NDArray[np.int64]]

    @classmethod
    def of(cls, fluency: Fluency, weights: Mapping[str, float]) -> "_Choices":
        split = [text.split() for text in weights]
        firsts = fluency.places([words[0] for words in split])
        lasts = fluency.places([words[-1] for words in split])
        return cls(list(weights), np.array(list(weights.values()), np.float64), (firsts, lasts))


class _Draw:
    """Choices by weight."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._choices = list(weights)
        self._ends: list[float] = []
        total = 0.0
        for weight in weights.values():
            total += weight
            self._ends.append(total)
        self.total = total

    def at(self, place: float) -> str:
        """Return the choice at a place from 0 up to `total`."""
        return next(
            (choice for choice, end in zip(self._choices, self._ends, strict=True) if place < end),
            self._choices[-1],
        )

    def at_share(self, share: float) -> str:
        """Return the choice at a share of the whole, 0…1."""
        return self.at(share * self.total)


def size_of(word: str, known: Sounds) -> int:
    """Return the place in `sizes` and `kinds`: by phones, unknown words last."""
    if word not in known:
        return len(SIZES) + 1
    many = len(known.phones(word))
    return next((at for at, most in enumerate(SIZES) if many <= most), len(SIZES))


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Return the fewest words to change, add or leave out (Levenshtein 1966)."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(said, 1):
        before, row[0] = row[0], at
        for to, theirs in enumerate(heard, 1):
            kept = min(before + (word != theirs), row[to] + 1, row[to - 1] + 1)
            before, row[to] = row[to], kept
    return row[-1]


def _pressed(trouble: Sequence[float], slips: Sequence[Slip], wanted: float) -> list[float]:
    """Return the chance of each slip, so that `wanted` errors are expected altogether.

    Chances are min(1, pressure × trouble); a slip over several words leaves the later ones no turn,
    which is counted in. The pressure is found by halving.
    """
    low, high = 0.0, HARDEST
    for _ in range(STEPS):
        middle = (low * high) ** 0.5 if low else high / 1e6
        if _expected(trouble, slips, middle) < wanted:
            low = middle
        else:
            high = middle
        if low and high / low < 1 + 1e-4:
            break
    return [min(1.0, high * share) for share in trouble]


def _expected(trouble: Sequence[float], slips: Sequence[Slip], pressure: float) -> float:
    turns = [1.0] * (len(slips) + SPAN)
    total = 0.0
    for at, slip in enumerate(slips):
        chance = turns[at] * min(1.0, pressure * trouble[at])
        total += chance * slip.cost
        for later in range(at + 1, at + slip.span):
            turns[later] -= chance
    return total


@functools.cache
def _ears() -> Ears:
    table = msgspec.json.decode(TABLE.read_bytes(), type=Table)
    return Ears(table, sounds.built_in(), fluent.built_in())
