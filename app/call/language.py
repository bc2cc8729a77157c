"""What the core listens for, read from a data file: one value per language, made once.

The data holds words only (`resources/markers/en.toml` explains its own format); weights are in
app/call/weights.py and logic is in the reducers.
"""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec

import resources
from app.call.signals import SignalKind
from app.call.state import FactKind, MomentName
from app.call.wording import Match, PatternIndex, Token
from app.cues.words import stem

T = TypeVar("T")


class SignalData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing a customer may say, in its many wordings."""

    kind: SignalKind
    reason: str
    strength: float = 1.0
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class FactData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fact without a number in it, with the words that count as having said it back."""

    kind: FactKind
    key: str
    words: str
    phrases: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    signal: SignalKind | None = None
    """The fact is there whenever this signal is heard …"""
    because: str = ""
    """… for this reason; empty for any."""

    @property
    def name(self) -> str:
        """The key of the fact in the call: "aim:refund"."""
        return f"{self.kind}:{self.key}"


class MomentData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: MomentName
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()


class _Hold(msgspec.Struct, frozen=True):
    phrases: tuple[str, ...]


class _Synonyms(msgspec.Struct, frozen=True):
    groups: tuple[tuple[str, ...], ...]


class _Speech(msgspec.Struct, frozen=True):
    backchannel: frozenset[str]
    unfinished: frozenset[str]
    ask_again: tuple[str, ...]
    closing: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signal: tuple[SignalData, ...]
    fact: tuple[FactData, ...]
    moment: tuple[MomentData, ...]
    hold: tuple[_Hold, ...]
    synonyms: _Synonyms
    speech: _Speech


class Language:
    """The compiled data. Immutable after construction, so calls may share it."""

    def __init__(self, data: str) -> None:
        file = msgspec.convert(tomllib.loads(data), _File)
        self.signals = file.signal
        self.facts = file.fact
        self.signal_words = _index((entry, entry.words) for entry in file.signal)
        self.signal_phrases = _index((entry, entry.phrases) for entry in file.signal)
        self.signal_unless = _index((entry, entry.unless) for entry in file.signal)
        self.fact_phrases = _index((entry, entry.phrases) for entry in file.fact)
        self.fact_unless = _index((entry, entry.unless) for entry in file.fact)
        self.fact_said = _index((entry.name, entry.said) for entry in file.fact)
        self.told_by_data = frozenset(entry.name for entry in file.fact if entry.said)
        """Facts for which only the wordings of the data count as said back."""
        self.moment_phrases = _index((entry, entry.phrases) for entry in file.moment)
        self.moment_unless = _index((entry, entry.unless) for entry in file.moment)
        self.holds = _index((entry, entry.phrases) for entry in file.hold)
        self.closing = _index([("closing", file.speech.closing)])
        self.backchannel = frozenset(map(stem, file.speech.backchannel))
        self._unfinished = file.speech.unfinished
        self._ask_again = _index([("ask_again", file.speech.ask_again)])
        self._same = {
            stem(word): stem(group[0]) for group in file.synonyms.groups for word in group
        }

    def same(self, stems: Iterable[str]) -> frozenset[str]:
        """Return the stems with near synonyms made one."""
        return frozenset(self._same.get(one, one) for one in stems)

    def is_backchannel(self, found: Sequence[Token]) -> bool:
        """Return whether these words only say "I am listening"."""
        return all(token.stem in self.backchannel for token in found)

    def unfinished(self, found: Sequence[Token]) -> bool:
        """Return whether these words break off: no sentence ends with "the"."""
        return bool(found) and found[-1].text in self._unfinished

    def asks_again(self, found: Sequence[Token]) -> bool:
        """Return whether these words ask to hear something once more."""
        return any(True for _ in self._ask_again.find(found))


def _index(entries: Iterable[tuple[T, Iterable[str]]]) -> PatternIndex[T]:
    return PatternIndex((pattern, entry) for entry, patterns in entries for pattern in patterns)


@cache
def english() -> Language:
    """Return the English data that ships with Hearback; read once per process."""
    return Language(resources.path("markers/en.toml").read_text("utf-8"))


NEGATIONS = frozenset({"not", "never", "without", "hardly"})
"""Take back what follows within `NEGATION_REACH` words."""
NEGATION_REACH = 3
_ENDS_NEGATION = frozenset({"but", "and", "because", "only", "just", "why", "if", "sure", "know"})
_STARTS_CLAUSE = frozenset({"i", "you", "we", "they", "he", "she", "it", "this", "that"})


def negated(found: Sequence[Token], match: Match[Any]) -> bool:
    """Return whether the words before a match take it back: "not angry", "no complaints".

    "no" alone often is the answer to a question ("no, I want a manager"): it takes back only
    what follows closely and begins no clause of its own.
    """
    skipped = set(range(match.start, match.end)) - set(match.hits)
    if any(found[at].stem in NEGATIONS for at in skipped):
        return True
    for back in range(1, NEGATION_REACH + 1):
        at = match.start - back
        if at < 0 or found[at].stem in _ENDS_NEGATION:
            return False
        if found[at].stem in NEGATIONS:
            return True
        between = {token.stem for token in found[at : match.start + 1]}
        if found[at].stem == "no" and not between & _STARTS_CLAUSE:
            return True
    return False
