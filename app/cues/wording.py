"""What a good agent would not say: warnings for whoever writes a pack, never refusals.

The list follows what de-escalation training agrees on: do not make it small, do not drown it in
apologies, do not blame, do not promise what you do not control.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.cues.rules import NUDGES, Pack, Rule

SHORT = 100
"""Characters that can be taken in at a glance while somebody talks."""


class Doubt(NamedTuple):
    """One phrasing that may do harm, why, and what to do instead."""

    rule: str
    text: str
    why: str
    cure: str


class _Habit(NamedTuple):
    words: re.Pattern[str]
    why: str
    cure: str


def _habit(words: str, why: str, cure: str) -> _Habit:
    return _Habit(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), why, cure)


_HABITS = (
    _habit(
        r"just|only|simply|merely|no big deal|not a big deal|don't worry|at least",
        "makes it small",
        "take the word out, or name what it is",
    ),
    _habit(
        r"calm down|relax|take it easy|be reasonable|no need to be \w+",
        "tells them how to feel",
        "say that you hear it",
    ),
    _habit(
        r"you should have|you should've|you must have|you failed|you forgot|your fault|you need to"
        r"|you have to|why didn't you|as I (?:already )?said|like I said",
        "blames the customer",
        "say what you do next",
    ),
    _habit(
        r"guarantee\w*|I promise|we promise|definitely|will (?:certainly|always|never)|100 ?%"
        r"|won't happen again|never happen again|rest assured",
        "promises what you may not control",
        "say what you are doing now",
    ),
    _habit(
        r"so so sorry|(?:deeply|sincerely|terribly|extremely) (?:sorry|apologi[sz]e)"
        r"|sincere apologies|can't apologi[sz]e enough|any inconvenience",
        "apologizes so much that nothing follows",
        "one plain “I'm sorry”, then the next step",
    ),
    _habit(
        r"unfortunately|company policy|our policy|there's nothing (?:I|we) can do|not my department"
        r"|that's not possible",
        "closes the door",
        "say what is possible",
    ),
    _habit(
        r"I know how you feel|I know exactly|I completely understand|I totally understand",
        "claims to feel what they feel",
        "say what happened to them",
    ),
)
_SORRY = re.compile(r"\b(?:sorry|apologi[sz]e|apologies)\b", re.IGNORECASE)


def doubts(pack: Pack) -> Iterator[Doubt]:
    """Yield every phrasing that may do harm, in the order of the pack."""
    for rule in pack.rules:
        for text in rule.phrasings:
            yield from _of(rule, text)


def _of(rule: Rule, text: str) -> Iterator[Doubt]:
    for habit in _HABITS if rule.moment not in NUDGES else ():
        if found := habit.words.search(text):
            yield Doubt(rule.id, text, f"“{found[0]}” {habit.why}", habit.cure)
    if len(_SORRY.findall(text)) > 1:
        yield Doubt(rule.id, text, "says sorry twice", "once is heard, twice is about you")
    if len(text) > SHORT:
        yield Doubt(rule.id, text, f"has {len(text)} characters", f"{SHORT} are read at a glance")
    if "!" in text:
        yield Doubt(rule.id, text, "shouts", "end it with a period")
