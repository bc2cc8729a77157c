"""What makes a well-typed rule useless: it could never fire, would always, or says nothing."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.cues.phrase import find, listen_for
from app.cues.rules import LEVELS, LONGEST_PHRASING, Rule
from app.cues.words import content, stems


class Mistake(NamedTuple):
    """What the types cannot tell. `words` is the text it is about, for finding its line."""

    key: str
    what: str
    cure: str
    words: str = ""


def mistakes(rule: Rule) -> Iterator[Mistake]:
    """Yield what is wrong with a rule, in the order of its kinds."""
    yield from _phrasing_mistakes(rule)
    yield from _trigger_mistakes(rule)
    yield from _heard_mistakes(rule)
    if LEVELS.index(rule.level.min) > LEVELS.index(rule.level.max):
        yield Mistake("level", "level.min is above level.max.", "Swap them.")


def _phrasing_mistakes(rule: Rule) -> Iterator[Mistake]:
    if not rule.phrasings:
        yield Mistake("phrasings", "there is no phrasing.", "Write at least one.")
    for text in rule.phrasings:
        if not text.strip():
            yield Mistake("phrasings", "a phrasing is empty.", "Write it or take it out.")
        elif len(text) > LONGEST_PHRASING:
            what = f"a phrasing has {len(text)} characters."
            cure = f"Say it in at most {LONGEST_PHRASING}: it is read while somebody talks."
            yield Mistake("phrasings", what, cure, text)


def _trigger_mistakes(rule: Rule) -> Iterator[Mistake]:
    unsaid = rule.not_said_within.phrases if rule.not_said_within else ()
    for key, phrases in (
        ("said", rule.said),
        ("except", rule.exceptions),
        ("not_said_within.phrases", unsaid),
    ):
        for phrase in phrases:
            found = stems(phrase)
            if not found:
                yield Mistake(key, "a phrase has no word.", "Write it or take it out.")
            elif len(found) == 1 and not content(found):
                what = f"{phrase!r} alone would always match."
                cure = "Make it a longer phrase: this one is said all the time."
                yield Mistake(key, what, cure, f'"{phrase}"')
    for phrase in rule.exceptions:
        silence = listen_for(0, phrase, rule.gap)
        for trigger in rule.said:
            if find(silence, stems(trigger)):
                what = f"the exception {phrase!r} always silences {trigger!r}."
                cure = "Inflection does not tell them apart: make the exception longer."
                yield Mistake("except", what, cure, f'"{phrase}"')
    if rule.not_said_within and not unsaid:
        yield Mistake("not_said_within", "it has no phrases.", "Write at least one.")
    if not (rule.said or rule.signal or rule.not_said_within):
        cure = "Add said, signal or not_said_within."
        yield Mistake("id", "nothing can trigger it.", cure)


def _heard_mistakes(rule: Rule) -> Iterator[Mistake]:
    for key in ("also", "also_high"):
        if getattr(rule, key) and not rule.signal:
            yield Mistake(key, "it stands beside no signal.", "Make the first one the signal.")
    if unknown := set(re.findall(r"\{[^}]*\}?|\}", rule.reason)) - {"{heard}"}:
        yield Mistake("reason", f"the reason holds {min(unknown)!r}.", "Only {heard} is filled in.")
    elif not rule.reason.strip():
        yield Mistake("reason", "the reason is empty.", "Say why, or leave it out.")
    if "{heard}" in rule.reason and not (rule.said or rule.signal):
        cure = "Write the reason out."
        yield Mistake("reason", "nothing is heard that {heard} could quote.", cure)
