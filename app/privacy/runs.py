"""Runs of digits in a text, written or spoken, mixed, grouped, and with pauses in between.

A run is what a listener would write down as one number: "4111-1111 1111 1111", "four triple one
uh one one one one". Dates, times and amounts are no part of a run, and end it.
"""

import re
from collections.abc import Sequence
from unicodedata import decimal

import msgspec

from app.call.spoken import BRIDGES, OH, SpokenNumber, numbers

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_FILLERS = frozenset(
    {
        "uh", "um", "er", "erm", "ah", "hmm", "dash", "hyphen", "minus", "space", "slash", "dot",
        "point", "comma", "stroke", "then", "and", "again", "plus", "oh", "o", "okay", "ok", "yes",
        "yeah", "yep", "right", "mhm", "mm", "hm", "uhuh", "i", "think", "wait", "sorry", "hang",
        "hold", "on", "go", "ahead", "next", "correct", "got", "it", "so", "well", "let", "me",
        "see", "just", "a", "moment", "second",
    }
)  # fmt: skip
"""Said between two parts of one number, by whoever reads it out or writes it down."""
_MISHEARD = frozenset(
    {"to", "too", "for", "fore", "won", "ate", "niner", "fife", "tree", "nil", "aught", "ought"}
)
"""What recognizers write for a digit; inside a run each counts as one."""
_MORE = {"quadruple": 3, "quintuple": 4}
"""How many digits the word adds to the one that it repeats."""
_PLURALS = frozenset(
    {"zeros", "zeroes", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights",
     "nines"}
)  # fmt: skip
"""In "four ones" the first word says how many."""
_MOST_BETWEEN = 4
"""Words that may stand between two parts of one run."""
_MOST_LETTERS = 6

_PROTECTED = re.compile(
    r"""
    [$€£¥]\s?\d{1,3}(?:,\d{3}){0,2}(?:\.\d{1,2})?(?![\d,.]*\d|[\s-]\d{3})
  | [$€£¥]\s?\d{4,7}(?:\.\d{1,2})?(?![\d,.]*\d|[\s-]\d{3})
  | (?<!\d)(?<!\d[\s.,-])\d{1,3}(?:,\d{3}){0,2}(?:\.\d{1,2})?
        \s?(?:%|dollars?\b|euros?\b|pounds?\b|cents?\b|bucks\b|percent\b|usd\b|eur\b|gbp\b)
  | (?<!\d)(?<!\d[-/.])(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])
        (?![-/.]?\d|\s\d{3})
  | (?<!\d)(?<!\d[-/.])(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|[12]\d|3[01])\2(?:19|20)?\d\d
        (?![-/.]?\d|\s\d{3})
  | (?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![:\d])
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Token(msgspec.Struct, frozen=True):
    """A word or a group of written digits, lower case, with its place in the text."""

    text: str
    start: int
    end: int

    def __repr__(self) -> str:
        return f"<Token {self.start}-{self.end}>"


class Run(msgspec.Struct, frozen=True):
    """One run. Token indexes; `digits` as far as they were understood."""

    first: int
    last: int
    """Index of its last token, inclusive."""
    digits: str
    size: int
    """How many digits it may hold, misheard ones counted in."""
    quantity: bool
    """One plain cardinal ("two hundred thousand"), not dictated in pieces."""
    written: bool

    def __repr__(self) -> str:
        return f"<Run of {self.size}>"


def tokens(text: str) -> list[Token]:
    """Return words and digit groups; what is masked already is no token."""
    return [Token(m[0].lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def protected(text: str) -> list[tuple[int, int]]:
    """Return the places of written amounts, dates and times: they stay readable."""
    return [match.span() for match in _PROTECTED.finditer(text)]


def runs(words: Sequence[Token], barriers: Sequence[tuple[int, int]]) -> list[Run]:
    """Return all runs of `words`. No run touches or crosses a barrier (places in `text`)."""
    shut = [any(a < word.end and word.start < b for a, b in barriers) for word in words]
    spoken = numbers(
        ["|" if shut[at] else _plain(word.text) for at, word in enumerate(words)],
    )
    found: list[Run] = []
    group: list[SpokenNumber] = []
    for number in spoken:
        if number.kind == "ordinal" and not group:
            continue
        if group and not _joined(words, shut, barriers, group[-1].end, number.start):
            found.append(_run(words, group))
            group = []
        group.append(number)
    if group:
        found.append(_run(words, group))
    return found


def _plain(text: str) -> str:
    """Return written digits as ASCII, so that full-width digits are digits too."""
    return "".join(str(decimal(sign)) for sign in text) if text.isdecimal() else text


def _joined(
    words: Sequence[Token],
    shut: Sequence[bool],
    barriers: Sequence[tuple[int, int]],
    left: int,
    right: int,
) -> bool:
    """Say whether what stands between two numbers lets them be one run."""
    between = words[left:right]
    if any(shut[left:right]):
        return False
    start, end = words[left - 1].end, words[right].start
    if any(a < end and start < b for a, b in barriers):
        return False
    written = words[left - 1].text.isdecimal() and words[right].text.isdecimal()
    if written and any(word.text in _MISHEARD for word in between):
        return False  # "from 10000 to 20000"
    letters = [word for word in between if len(word.text) == 1 and word.text.isalpha()]
    if len(letters) == len(between):
        return len(letters) <= _MOST_LETTERS
    return len(between) <= _MOST_BETWEEN and all(
        word.text in _FILLERS | _MISHEARD | _PLURALS | _MORE.keys() or word in letters
        for word in between
    )


def _run(words: Sequence[Token], group: Sequence[SpokenNumber]) -> Run:
    first, last = group[0].start, group[-1].end - 1
    while (ahead := _leading_zero(words, first)) < first:
        first = ahead
    while last + 1 < len(words) and words[last + 1].text in _PLURALS:
        last += 1
    inside = [word.text for word in words[first : last + 1]]
    size = sum(len(number.digits) for number in group)
    size += sum(word.text in OH for word in words[first : group[0].start])
    size += sum(text in _MISHEARD for text in inside) + sum(_MORE.get(t, 0) for t in inside)
    size += 3 * sum(text in _PLURALS for text in inside)
    return Run(
        first,
        last,
        "".join(number.digits for number in group),
        size,
        quantity=len(group) == 1 and group[0].kind == "cardinal",
        written=words[first].text.isdecimal(),
    )


def _leading_zero(words: Sequence[Token], first: int) -> int:
    """Return where the run begins if an "oh", perhaps with a pause after it, stands before it."""
    at = first - 1
    while at > 0 and words[at].text in BRIDGES:
        at -= 1
    return at if at >= 0 and words[at].text in OH else first
