"""Numbers in recognizer text: "four seven two nine", "double four", "forty five", "twenty first".

Recognizers write what was said in lower-case words, so an order number, an amount and a card
number all arrive as words, now and then mixed with written digits. Facts and redaction both read
them here. Nothing is decided about what a number means: "four" is a number in "four weeks" and in
"the four of us" alike, and so is "one" in "that one"; the caller knows the words around it.
"""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

NumberKind = Literal["digits", "cardinal", "ordinal"]

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
UNITS = {name: value for value, name in enumerate(_ONES)} | {"nought": 0, "naught": 0}
TEENS = {
    name: value
    for value, name in enumerate(
        (
            "ten", "eleven", "twelve", "thirteen", "fourteen",
            "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ),
        start=10,
    )
}  # fmt: skip
TENS = {
    name: value * 10
    for value, name in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
} | {"fourty": 40}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
ORDINAL_UNITS = {
    name: value
    for value, name in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
        start=1,
    )
}
ORDINALS = (
    ORDINAL_UNITS
    | {"tenth": 10, "eleventh": 11, "twelfth": 12}
    | {f"{name}th": value for name, value in TEENS.items() if value > 12}
    | {f"{name[:-1]}ieth": value for name, value in TENS.items() if name != "fourty"}
)
REPEATS = {"double": 2, "triple": 3, "treble": 3}
OH = frozenset({"oh", "o"})
BRIDGES = frozenset({"uh", "um", "er", "dash", "hyphen", "space", "slash"})
"""May stand between two digits of one number."""
NUMBER_WORDS = frozenset(UNITS) | TEENS.keys() | TENS.keys() | SCALES.keys() | ORDINALS.keys()
"""Words that are (part of) a number by themselves, for callers that compare content words."""

_BEGINS = frozenset({"a", *OH, *REPEATS, *UNITS, *TEENS, *TENS, *ORDINALS})
"""Words that a number may begin with; written ones begin with a digit or a currency sign."""

SOUNDS_LIKE = {"to": "2", "too": "2", "for": "4", "fore": "4", "won": "1", "ate": "8"}
"""What recognizers write for a digit in the middle of dictation: "four seven to nine one"."""
_DICTATED_AROUND = 2
"""Single digits on both sides that make such a word a digit."""

_LONGEST_VALUE = 15
"""Digits; a longer run is a code and not a quantity."""
_WRITTEN = re.compile(r"[$€£]?(\d[\d,.]*)(st|nd|rd|th)?%?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_SPLIT = re.compile(r"[-–/]")
_CURRENCIES = "$€£"
_EDGE = "\"'“”‘’()[]{},:"
_STOPS = ".?!;"


class SpokenNumber(msgspec.Struct, frozen=True):
    """One number of a word sequence; its `repr` shows no digit, it may be a card number."""

    start: int
    """Index of its first word."""
    end: int
    """Index after its last word."""
    digits: str
    """As written: "47291", "45", "1999"; for "45.50" the digits alone, "4550"."""
    value: int | None
    """None for what is no quantity: a leading zero, or more than 15 digits. Whole units."""
    kind: NumberKind
    """`digits`: dictated in pieces; `cardinal`: one quantity; `ordinal`: "third", "21st"."""
    parts: tuple[str, ...] = ()
    """The pieces as they were said: ("45", "99") for "forty five ninety nine" and "45.99"."""

    def __repr__(self) -> str:
        return f"<SpokenNumber {self.kind} {self.start}-{self.end}, {len(self.digits)} digits>"


class _Token(msgspec.Struct, frozen=True):
    text: str
    index: int
    stops: bool
    """A full stop or question mark follows: no number goes on behind it."""


def numbers(words: Sequence[str]) -> tuple[SpokenNumber, ...]:
    """Return all numbers of `words` in order; indexes refer to `words`.

    A hyphenated word counts as its parts ("forty-five"). "oh" is a zero only among digits.
    """
    tokens = _tokens(words)
    found: list[SpokenNumber] = []
    at = 0
    while at < len(tokens):
        text = tokens[at].text
        if text not in _BEGINS and not text[0].isdecimal() and text[0] not in _CURRENCIES:
            at += 1
            continue
        run = _Run(tokens, at)
        number = run.read()
        if number is None:
            at += 1
        else:
            found.append(number)
            at = run.at
    return tuple(found)


def _tokens(words: Sequence[str]) -> list[_Token]:
    tokens = []
    for index, word in enumerate(words):
        if word.isalpha():  # nearly all are: nothing to take off or apart
            tokens.append(_Token(word.lower(), index, stops=False))
            continue
        bare = word.strip(_EDGE).lower()
        stops = bare.endswith(tuple(_STOPS))
        pieces = [piece for piece in _SPLIT.split(bare.rstrip(_STOPS + _EDGE)) if piece]
        for place, piece in enumerate(pieces, start=1):
            tokens.append(_Token(piece, index, stops and place == len(pieces)))
    return tokens


class _Run:
    """Reads one number from `at` on: pieces follow each other until something else is said."""

    def __init__(self, tokens: Sequence[_Token], at: int) -> None:
        self.tokens = tokens
        self.first = at
        self.at = at
        self.pieces: list[str] = []
        self.ordinal = False
        self.dictated = False
        self.whole: int | None = None

    def read(self) -> SpokenNumber | None:
        """Return the number that begins here, if one does; `at` is then behind it."""
        while self._piece():
            if self.ordinal or self.tokens[self.at - 1].stops:
                break
            bridged = self.at
            while self._text(bridged) in BRIDGES:
                bridged += 1
            if bridged > self.at and not self._digit(bridged):
                break
            self.at = bridged
        if not self.pieces:
            return None
        digits = "".join(self.pieces)
        value = self.whole if len(self.pieces) == 1 or self.whole is not None else None
        if value is None and len(digits) <= _LONGEST_VALUE and not digits.startswith("0"):
            value = int(digits)
        dictated = self.dictated or (len(self.pieces) > 1 and self.whole is None)
        kind: NumberKind = "digits" if dictated else "cardinal"
        return SpokenNumber(
            self.tokens[self.first].index,
            self.tokens[self.at - 1].index + 1,
            digits,
            value,
            "ordinal" if self.ordinal else kind,
            tuple(self.pieces),
        )

    def _text(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def _digit(self, at: int) -> bool:
        text = self._text(at)
        return text in UNITS or text in OH or text.isdecimal()

    def _digits_ahead(self, at: int) -> int:
        count = 0
        while self._digit(at + count):
            count += 1
        return count

    def _take(self, piece: str, tokens: int) -> bool:
        self.pieces.append(piece)
        self.at += tokens
        self.whole = None
        return True

    def _piece(self) -> bool:
        text = self._text(self.at)
        if not text:
            return False
        if text in REPEATS and self._digit(self.at + 1):
            digit = self._text(self.at + 1)
            self.dictated = True
            return self._take(_zero_or(digit) * REPEATS[text], 2)
        if text in OH:
            # At the front "oh" is an exclamation unless a real run of digits follows.
            ahead = self._digits_ahead(self.at + 1)
            return (bool(self.pieces) or ahead >= 2) and self._take("0", 1)
        if text in SOUNDS_LIKE:
            before = len(self.pieces) >= _DICTATED_AROUND and all(
                len(piece) == 1 for piece in self.pieces[-_DICTATED_AROUND:]
            )
            after = self._digits_ahead(self.at + 1) >= _DICTATED_AROUND
            return before and after and self._take(SOUNDS_LIKE[text], 1)
        if text[0].isdecimal() or text[0] in _CURRENCIES:
            return self._written(text)
        return self._cardinal()

    def _written(self, text: str) -> bool:
        match = _WRITTEN.fullmatch(text)
        if match is None:
            return False
        body = match[1].rstrip(".,")
        if match[2]:
            return not self.pieces and self._end_ordinal(int(re.sub(r"\D", "", body)), 1)
        if _GROUPED.fullmatch(body):
            body = body.replace(",", "")
        whole, _, cents = body.partition(".")
        if re.fullmatch(r"\d+\.\d{1,2}", body) and not self.pieces:
            self._take(whole, 1)
            self.pieces.append(cents.ljust(2, "0"))
            self.whole = int(whole)
            return True
        digits = re.sub(r"\D", "", body)
        scale = SCALES.get(self._text(self.at + 1))
        if scale and not self.pieces and len(digits) <= 6:
            return self._cardinal()
        return self._take(digits, 1)

    def _below_hundred(self, at: int) -> tuple[int, int] | None:
        """Return value and token count of "seven", "seventeen", "forty", "forty seven"."""
        text = self._text(at)
        if text in UNITS:
            return UNITS[text], 1
        if text in TEENS:
            return TEENS[text], 1
        if text in TENS:
            unit = UNITS.get(self._text(at + 1), 0)
            stops = self.tokens[at].stops
            return (TENS[text] + unit, 2) if unit and not stops else (TENS[text], 1)
        if text.isdecimal() and len(text) <= 6:
            return int(text), 1
        return None

    def _cardinal(self) -> bool:
        at, total, group = self.at, 0, -1
        scaled = False
        if self._text(at) in {"a", "one"} and self._text(at + 1) in SCALES:
            group, at = 1, at + 1
        elif (small := self._below_hundred(at)) is not None:
            group, at = small[0], at + small[1]
        while group >= 0 and (scale := SCALES.get(self._text(at))):
            scaled = True
            at += 1
            if scale == 100:
                group *= 100
            else:
                total, group = total + group * scale, 0
            at, group = self._rest(at, group)
        if group < 0:
            return self._ordinal_word(0, self.at)
        if scaled:
            if self._text(at - 1) in TENS and self._ordinal_word(total + group, at):
                return True
            return self._take(str(total + group), at - self.at)
        if self._text(at - 1) in TENS and self._text(at) in ORDINAL_UNITS and not self.pieces:
            return self._ordinal_word(group, at)
        return self._take(str(group), at - self.at)

    def _rest(self, at: int, group: int) -> tuple[int, int]:
        """Add what follows "hundred" or "thousand": "and twenty", "five"; not dictated digits."""
        after = at + 1 if self._text(at) == "and" else at
        if self._digits_ahead(after) >= 3:
            return at, group
        small = self._below_hundred(after)
        if small is None:
            return at, group
        end = after + small[1]
        if self._text(end) == "hundred" and group:  # "two hundred five hundred": another number
            return at, group
        return end, group + small[0]

    def _ordinal_word(self, base: int, at: int) -> bool:
        value = ORDINALS.get(self._text(at))
        if value is None or self.pieces:
            return False
        return self._end_ordinal(base + value, at - self.at + 1)

    def _end_ordinal(self, value: int, tokens: int) -> bool:
        self._take(str(value), tokens)
        self.ordinal = True
        return True


def _zero_or(digit: str) -> str:
    return "0" if digit in OH else digit if digit.isdecimal() else str(UNITS[digit])
