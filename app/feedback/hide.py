"""What is hidden from the words of an example: numbers as in a note, and names.

Names are those that were recognized as such in the call, and words that stand where names stand
("this is … calling", "mrs …"). Recognizers write no capitals, so a name that is spoken like any
other word cannot be found; that is why the person reads the lines before they are exported.
"""

import re
from collections.abc import Collection, Iterable

from app.privacy.mask import MASKED
from app.privacy.redact import redact

HIDDEN = "[name masked]"
MOST_LOOKS = 8

_NO_NAME = (
    "a|an|and|all|about|are|as|at|be|been|being|but|calling|can|could|did|do|does|done|don't|for|"
    "from|going|gone|good|great|had|has|have|he|hello|her|here|hi|him|his|how|i|i'm|i've|if|in|is|"
    "it|it's|just|like|me|my|no|not|now|of|off|okay|on|one|only|or|our|out|please|really|ridiculous|"
    "she|so|sorry|still|sure|than|thank|thanks|that|that's|the|their|them|then|there|these|they|"
    "this|to|too|unacceptable|under|us|very|was|we|well|were|what|when|where|which|who|why|will|"
    "with|would|wrong|yes|yet|you|your"
)
"""What may follow the words below and is no name."""
_NAME = rf"(?!(?:{_NO_NAME})\b)[a-z][a-z'-]+"
_PLACES = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"\b(?:my|the|his|her|their|maiden|first|last|full) name(?:'s| is| was) "
            rf"(?P<name>{_NAME}(?: {_NAME})?)"
        ),
        rf"\b(?:mister|mr|mrs|missus|miss|ms|doctor|dr|professor) (?P<name>{_NAME})",
        rf"\bthis is (?P<name>{_NAME}(?: {_NAME})?) (?:calling|speaking|here|again|from)\b",
        rf"\b(?:it's|i'm|i am) (?P<name>{_NAME}(?: {_NAME})?) (?:calling|speaking|from)\b",
        (
            rf"\b(?:spoke|speaking|talked|talking) (?:to|with) (?P<name>{_NAME})"
            r"(?= (?:yesterday|last|on|at|in|who|and|about|from|this|earlier|before)\b|$)"
        ),
        rf"\b(?:called|named) (?P<name>{_NAME})(?= (?:who|told|said|promised|in|from)\b)",
    )
)


def hidden(text: str, names: Collection[str] = (), *, before: str = "") -> str:
    """Return the text with numbers, addresses and names masked; doing it again changes nothing.

    `names`: of people in this call, each of one or more words. `before`: what was said just before,
    because a number may begin there.
    """
    for _ in range(MOST_LOOKS):  # a mask may show another name: "my name is mister …"
        before_this, text = text, redact(_without_names(text, names), before=before).text
        if text == before_this:
            break
    return text


def _without_names(text: str, names: Collection[str]) -> str:
    places = [match.span() for match in MASKED.finditer(text)]
    taken = list(places)
    found: list[tuple[int, int]] = []
    for start, end in _candidates(text, names):
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end))
            found.append((start, end))
    for start, end in sorted(found, reverse=True):
        text = f"{text[:start]}{HIDDEN}{text[end:]}"
    return text


def _candidates(text: str, names: Collection[str]) -> Iterable[tuple[int, int]]:
    lower = text.lower()
    if len(lower) != len(text):  # a letter whose small form is longer: places would not fit
        lower = text
    for name in sorted(_words(names), key=len, reverse=True):
        pattern = rf"(?<![\w']){re.escape(name)}(?:'s)?(?![\w'])"
        yield from (match.span() for match in re.finditer(pattern, lower))
    for place in _PLACES:
        yield from (match.span("name") for match in place.finditer(lower))


def _words(names: Collection[str]) -> set[str]:
    """Return every word of the names that is long enough to be one."""
    return {word for name in names for word in name.lower().split() if len(word) > 1}
