"""Words as they are compared: lower case, contractions opened, inflection taken off.

Triggers and speech go through the same steps, so "wasn't charged" and "was not charging" meet.
The stems come from Snowball's English stemmer (Porter 2, https://snowballstem.org); what it
cannot know, irregular verbs, is listed here. Stems are for comparing, never for showing.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_STEMMER = EnglishStemmer()

_FILLERS = frozenset({"um", "uh", "uhm", "er", "erm", "hmm", "mm", "mhm"})
"""Left out before comparing: they stand between words that belong together."""

_TAILS = {"'m": "am", "'re": "are", "'ll": "will", "'ve": "have", "'d": "would", "n't": "not"}
_WHOLE = {
    "won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"),
    "shan't": ("shall", "not"), "ain't": ("be", "not"), "let's": ("let", "us"),
    "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("got", "to"),
}  # fmt: skip
_IS_AFTER = frozenset({
    "it", "that", "this", "what", "where", "who", "how", "when", "there", "here", "he", "she",
    "everything", "nothing", "something", "everyone", "nobody",
})  # fmt: skip
"""After these "'s" is "is"; after a name it is whose, and is dropped."""

_IRREGULAR = {
    "am": "be", "is": "be", "are": "be", "was": "be", "were": "be", "been": "be", "being": "be",
    "has": "have", "had": "have", "does": "do", "did": "do", "done": "do", "went": "go",
    "gone": "go", "said": "say", "told": "tell", "paid": "pay", "spoke": "speak",
    "spoken": "speak", "sent": "send", "got": "get", "gotten": "get", "lost": "lose",
    "came": "come", "heard": "hear", "kept": "keep", "broke": "break", "broken": "break",
    "bought": "buy", "took": "take", "taken": "take", "gave": "give", "given": "give",
    "made": "make", "felt": "feel", "thought": "think", "understood": "understand",
    "stole": "steal", "stolen": "steal", "wrote": "write", "written": "write", "sued": "sue",
    "suing": "sue", "hung": "hang", "spent": "spend", "found": "find", "forgot": "forget",
    "forgotten": "forget", "knew": "know", "known": "know", "saw": "see", "seen": "see",
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six",
    "7": "seven", "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve",
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth",
}  # fmt: skip

_STOP_WORDS = """
a about after again all also an and any as at be because before but by can could do down for from
get go have he her here him his how i if in into it its let like many may me might more much must
my no not now of off okay ok on one or our out over please really right shall she should so some
sorry than that the their them then there these they this those to too up us very want we well what
when where which who why will with would yes yeah you your
"""
"""Words so common that alone they say nothing."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the compared form of one plain word ("charged" → "charg", "told" → "tell")."""
    word = word.lower()
    return _IRREGULAR.get(word) or str(_STEMMER.stemWord(word))


@lru_cache(maxsize=50_000)
def opened(written: str) -> tuple[str, ...]:
    """Return the stems of one written word: none for a filler, two for "didn't" or "forty-five"."""
    found: list[str] = []
    for word in _WORD.findall(written.lower().replace("’", "'")):
        found += (stem(part) for part in _parts(word))
    return tuple(found)


def _parts(word: str) -> Iterable[str]:
    if word in _FILLERS:
        return ()
    if word in _WHOLE:
        return _WHOLE[word]
    for tail, full in _TAILS.items():
        if word.endswith(tail) and len(word) > len(tail):
            return (word.removesuffix(tail), full)
    if word.endswith("'s"):
        owner = word.removesuffix("'s")
        return (owner, "is") if owner in _IS_AFTER else (owner,)
    return (word.replace("'", ""),)


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text, in order."""
    return tuple(part for written in text.split() for part in opened(written))


def traced(written: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the stems of written words and, for each stem, the index of the word it is from."""
    found: list[str] = []
    source: list[int] = []
    for index, word in enumerate(written):
        parts = opened(word)
        found += parts
        source += [index] * len(parts)
    return tuple(found), tuple(source)


def content(of: Iterable[str]) -> frozenset[str]:
    """Return the stems that carry meaning: all but stop words."""
    return frozenset(of) - _STOP_STEMS


_STOP_STEMS = frozenset(stems(_STOP_WORDS))
