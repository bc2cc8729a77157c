"""Phrases as patterns over the words of an utterance, whatever their inflection.

A pattern is a short line of data: "call|phone ... back" matches "nobody ever called me back".

    word      any inflection of it ("charge" matches "charged", "charging", "charges")
    a|b       either
    a|b_c     "a" or "b c"
    word?     may be missing
    ...       up to three other words
    #         a number ("three", "45", "third")
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from typing import Generic, TypeVar

import msgspec

from app.call.spoken import NUMBER_WORDS
from app.cues.words import content as meaningful
from app.cues.words import opened, stem
from speech.events import Word

ASSUMED_CONFIDENCE = 0.75
"""For words of a listener that reports none."""
GAP = 3
"""Words that "..." may stand for."""
EDGE = "\"“”‘’'()[]{},.?!;:…-"
"""Punctuation that recognizers do not write, and transcripts made by hand do."""

_LITTLE_TEXT = """
uh um er mhm oh ah hi hello hey bye goodbye thank thanks really just also still only more much know
right sure yes yeah then than over off its us mine there here would may might must shall say said
tell any some
"""
_LITTLE = frozenset(stem(word) for word in _LITTLE_TEXT.split())
"""Said all the time beside the stop words of the packs: nothing is repeated by saying these."""


class Token(msgspec.Struct, frozen=True):
    """A stem to compare; `text` and `index` are of the recognizer's word that it came from."""

    text: str
    stem: str
    index: int
    confidence: float

    def __repr__(self) -> str:
        return f"<Token {self.index}>"


def tokens(text: str, words: Sequence[Word] = ()) -> tuple[Token, ...]:
    """Return the words of an utterance as stems, contractions opened ("don't" is two tokens)."""
    if words:
        heard: Iterable[tuple[str, float]] = ((word.text, word.confidence) for word in words)
    else:
        heard = ((word, ASSUMED_CONFIDENCE) for word in text.split())
    return tuple(
        Token(written.lower().strip(EDGE), piece, index, confidence)
        for index, (written, confidence) in enumerate(heard)
        for piece in opened(written)
    )


def is_number(token: Token) -> bool:
    """Return whether the token is (part of) a number, in words or digits."""
    return token.text in NUMBER_WORDS or token.text[:1].isdigit()


def content(found: Iterable[Token]) -> frozenset[str]:
    """Return the stems that carry meaning: no function words, no numbers."""
    return frozenset(
        meaningful(token.stem for token in found if len(token.stem) > 1 and not is_number(token))
        - _LITTLE
    )


class _Element(msgspec.Struct, frozen=True):
    stems: frozenset[str]
    optional: bool = False
    number: bool = False
    gap: bool = False

    def takes(self, token: Token) -> bool:
        return token.stem in self.stems or (self.number and is_number(token))


T = TypeVar("T")


class Match(msgspec.Struct, Generic[T], frozen=True):
    """`entry` matched the tokens `start` to `end` (exclusive), these `hits` among them."""

    entry: T
    start: int
    end: int
    hits: tuple[int, ...]


def compiled(pattern: str) -> Iterator[tuple[_Element, ...]]:
    """Yield the elements of a pattern line, once for each multi-word alternative in it.

    Raises ValueError if it does not begin with a word.
    """
    choices = [_choices(part) for part in pattern.lower().split()]
    for chosen in product(*choices):
        elements = tuple(chain.from_iterable(chosen))
        if not elements or elements[0].optional or elements[0].gap:
            msg = "a pattern begins with a word"
            raise ValueError(msg)
        yield elements


def _choices(part: str) -> list[tuple[_Element, ...]]:
    if part == "...":
        return [(_Element(frozenset(), gap=True),)]
    names = part.rstrip("?").split("|")
    if not all(names):
        msg = "an empty word in a pattern"
        raise ValueError(msg)
    optional = part.endswith("?")
    single = [name for name in names if "_" not in name]
    found = [
        tuple(_Element(frozenset({stem(word)})) for word in name.split("_"))
        for name in names
        if "_" in name
    ]
    if single:
        stems = frozenset(stem(name) for name in single if name != "#")
        found.append((_Element(stems, optional=optional, number="#" in single),))
    return found


class _Pattern(msgspec.Struct, Generic[T], frozen=True):
    elements: tuple[_Element, ...]
    entry: T
    needs: tuple[frozenset[str], ...]
    """Stems behind the first word; without one of each the pattern cannot match."""


def _pattern(elements: tuple[_Element, ...], entry: T) -> _Pattern[T]:
    open_ = (one.optional or one.gap or one.number for one in elements[1:])
    needs = (one.stems for one, may in zip(elements[1:], open_, strict=True) if not may)
    return _Pattern(elements, entry, tuple(needs))


class PatternIndex(Generic[T]):
    """Many patterns, found in one pass: only those whose words were said are tried."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._by_first: dict[str, list[_Pattern[T]]] = {}
        self._numbers: list[_Pattern[T]] = []
        expanded = ((one, entry) for pattern, entry in entries for one in compiled(pattern))
        for elements, entry in expanded:
            one = _pattern(elements, entry)
            for first in elements[0].stems:
                self._by_first.setdefault(first, []).append(one)
            if elements[0].number:
                self._numbers.append(one)

    def find(self, found: Sequence[Token]) -> Iterator[Match[T]]:
        """Yield every match, in order of their first word."""
        said = {token.stem for token in found}
        for at, token in enumerate(found):
            candidates: Sequence[_Pattern[T]] = self._by_first.get(token.stem, ())
            if self._numbers and is_number(token):
                candidates = [*candidates, *self._numbers]
            for one in candidates:
                for stems in one.needs:
                    if stems.isdisjoint(said):
                        break
                else:
                    hits = _matched(one.elements, found, at)
                    if hits is not None:
                        yield Match(one.entry, at, hits[-1] + 1, hits)


def _matched(
    elements: Sequence[_Element], found: Sequence[Token], at: int
) -> tuple[int, ...] | None:
    """Return the indexes of the tokens that `elements` take from `at` on."""
    if not elements:
        return ()
    first, rest = elements[0], elements[1:]
    if first.gap:
        for skipped in range(GAP + 1):
            hits = _matched(rest, found, at + skipped)
            if hits is not None:
                return hits
        return None
    if at < len(found) and first.takes(found[at]):
        hits = _matched(rest, found, at + 1)
        if hits is not None:
            return (at, *hits)
    return _matched(rest, found, at) if first.optional else None
