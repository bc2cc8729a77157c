"""What the agent did and promised, read from the agent's own lines.

Only what is a commitment in so many words: "I will …", "we'll …", "you will get …". Offers to
look, to help and to ask are none. Nothing is inferred, so a line can be checked at its moment.
"""

import re
from collections.abc import Iterator

import msgspec

from app.call.state import Line
from app.note.wording import clipped, reported

_BREAK = re.compile(
    r"[.?!;]+\s*|,\s+(?=(?:and |but |so )?(?:i|we|you|he|she|they)\b)"
    r"|\s+(?=(?:and |but |so |because |then )*(?:i|we)(?:['’](?:ll|ve|m|re)| will| have| am| are"
    r"| can| had)\b)"
    r"|\s+(?=(?:and |but |so )*you(?:['’]ll| will| do| can| are)\b)"
    r"|\s+(?=(?:okay|is that right|does that|do you|would you|anything else|thank you|goodbye)\b)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|okay|ok|yes|well|right|sure|now)\b[\s,]*)+", re.IGNORECASE
)
_PROMISE = re.compile(
    r"^(?:(?P<self>i|we)(?:['’]ll| will|['’]m going to| am going to|['’]re going to| are going to|"
    r" promise(?: you)?(?: (?:to|that (?:i|we) will|(?:i|we) will))?)"
    r"|(?P<you>you)(?:['’]ll| will)(?= (?:get|receive|hear|have|see|be (?:called|contacted))\b))"
    r"\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_NO_PROMISE = re.compile(
    r"^(?:not|never|have to|need|help|try|see|look|check|ask|take a look|just|say|say it|read|"
    r"repeat|wait|do my|have a look|explain|tell you|assume|hold|pull|start by|first|put you|"
    r"have one moment|be (?:happy|glad|right|honest|with you)|go (?:ahead|through|over)|"
    r"get back to you in a (?:moment|second|minute)|get (?:your|the|a) (?:details|name|number))\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"^(?:i|we)(?:['’]ve| have)?(?: just| now| already)?\s+(?P<verb>started|requested|checked|"
    r"transferred|refunded|canceled|cancelled|opened|closed|sent|asked|escalated|reset|restarted|"
    r"updated|changed|blocked|removed|added|credited|ordered|replaced|reported|forwarded|booked|"
    r"corrected|stopped|filed|reopened|processed|issued|tested|tried)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|now|right away|immediately|noon|midnight|"
    r"this (?:morning|afternoon|evening|week|month)|next (?:week|month|\w+day)|\w+day|"
    r"(?:by|before|until|within|after|in) (?:the )?(?:end of |next |\d|an? |one|two|three|four|"
    r"five|six|seven|ten|twelve|twenty|noon|midnight)|(?:hours?|minutes?|days?|weeks?)\b)",
    re.IGNORECASE,
)
_MOST_WORDS = 16
_FEWEST_WORDS = 2


class Said(msgspec.Struct, frozen=True):
    """A clause of the agent, as it is told in the note; `part` is what was said, word for word."""

    text: str
    part: str

    def __repr__(self) -> str:
        return "<Said>"


def clauses(text: str) -> Iterator[str]:
    """Yield what can stand alone, with or without punctuation in the text."""
    for piece in _BREAK.split(text):
        bare = _LEAD.sub("", piece).strip(" ,")
        if bare:
            yield bare


def promises(line: Line) -> Iterator[Said]:
    """Yield what the agent promised in this utterance, each with its date or the lack of one."""
    for part in clauses(line.text):
        match = _PROMISE.match(part)
        if match is None or len(match["rest"].split()) < _FEWEST_WORDS:
            continue
        rest = clipped(match["rest"], _MOST_WORDS)
        if _NO_PROMISE.match(rest) or (match["you"] and re.match(r"have to\b", rest)):
            continue
        told = f"they will {reported(rest)}" if match["you"] else f"will {reported(rest)}"
        yield Said(told if _WHEN.search(rest) else f"{told} (no date said)", part)


def done(line: Line) -> Iterator[Said]:
    """Yield what the agent said was done during the call."""
    for part in clauses(line.text):
        if match := _DONE.match(part):
            rest = clipped(match["rest"], _MOST_WORDS)
            yield Said(f"{match['verb']} {reported(rest)}", part)
