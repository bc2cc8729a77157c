"""One phrase to listen for, and where an utterance holds it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.cues.words import content, stems

NEGATIONS: frozenset[str] = frozenset({"not", "never", "no", "nobody", "none", "without"})
"""No gap jumps over one of these: "this is not a joke" is not "this is a joke"."""


class Trigger(NamedTuple):
    """A phrase to listen for, of the rule number `owner`."""

    owner: int
    stems: tuple[str, ...]
    gap: int = 2
    """Other words allowed between two neighbors."""
    any_order: bool = False


def listen_for(owner: int, phrase: str, gap: int, *, any_order: bool = False) -> Trigger:
    """Return the trigger of a written phrase.

    The fewer of its words carry meaning, the closer they must stand: one such word allows one
    other word in between, none allows none. Otherwise "that is all" is in half of all sentences.
    """
    wanted = stems(phrase)
    telling = len(content(wanted))
    return Trigger(owner, wanted, gap if telling > 1 else min(gap, telling), any_order)


class Span(NamedTuple):
    """Positions of the first and the last stem that matched."""

    first: int
    last: int


def find(trigger: Trigger, said: Sequence[str]) -> Span | None:
    """Return where the trigger first ends in `said`, None if it is not there.

    In order: each word follows its neighbor with at most `gap` others between. Any order: all
    words lie in one stretch with at most `gap` others per step. None of the others is a negation.
    """
    if not trigger.stems:
        return None
    return (_unordered if trigger.any_order else _ordered)(trigger, said)


def _ordered(trigger: Trigger, said: Sequence[str]) -> Span | None:
    starts = {at: at for at, stem in enumerate(said) if stem == trigger.stems[0]}
    for wanted in trigger.stems[1:]:
        if not starts:
            return None
        before = list(starts)
        reached: dict[int, int] = {}
        for at in range(before[0] + 1, min(len(said), before[-1] + trigger.gap + 2)):
            if said[at] == wanted:
                nearest = before[bisect_left(before, at) - 1]
                if at - nearest <= trigger.gap + 1 and NEGATIONS.isdisjoint(said[nearest + 1 : at]):
                    reached[at] = starts[nearest]
        starts = reached
    return next((Span(first, last) for last, first in starts.items()), None)


def _unordered(trigger: Trigger, said: Sequence[str]) -> Span | None:
    wanted = Counter(trigger.stems)
    missing = len(trigger.stems)
    reach = missing + trigger.gap * (missing - 1)
    first = 0
    for at, stem in enumerate(said):
        if stem in NEGATIONS and stem not in wanted:
            first = at + 1
            wanted, missing = Counter(trigger.stems), len(trigger.stems)
            continue
        if at - reach >= first and (left := said[at - reach]) in wanted:
            wanted[left] += 1
            missing += wanted[left] > 0
        if stem in wanted:
            missing -= wanted[stem] > 0
            wanted[stem] -= 1
            if missing == 0:
                return Span(_tightest(trigger, said, at), at)
    return None


def _tightest(trigger: Trigger, said: Sequence[str], last: int) -> int:
    wanted = Counter(trigger.stems)
    missing = len(trigger.stems)
    at = last + 1
    while missing:
        at -= 1
        if wanted[said[at]] > 0:
            missing -= 1
        wanted[said[at]] -= 1
    return at
