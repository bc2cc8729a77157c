"""Facts with a number or a date in them: amounts, days, order numbers, how often they called.

Each reader takes the words of one customer utterance and yields what it found, in the short
neutral form that an agent can say back.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from app.call.spoken import SpokenNumber, numbers
from app.call.state import FactKind
from app.call.wording import EDGE
from app.cues.words import stem


class Found(msgspec.Struct, frozen=True):
    """A fact in one utterance; `last` is the index of its last word."""

    kind: FactKind
    key: str
    value: str
    words: str
    last: int

    def __repr__(self) -> str:
        return f"<Found {self.kind}>"


CURRENCIES = {
    "dollar": "$", "buck": "$", "usd": "$", "euro": "€", "pound": "£", "quid": "£",
}  # fmt: skip
ID_KINDS: dict[str, FactKind] = {
    "order": "order", "invoice": "order", "booking": "order", "confirmation": "order",
    "tracking": "order", "ticket": "ticket", "case": "ticket", "reference": "ticket",
    "claim": "ticket", "complaint": "ticket", "account": "account", "customer": "account",
    "policy": "account", "member": "account", "membership": "account", "contract": "account",
    "card": "card", "phone": "phone", "telephone": "phone", "mobile": "phone", "cell": "phone",
}  # fmt: skip
"""The word before "number" and what it numbers."""
ID_WORDS = {"order": "order", "ticket": "case", "account": "account", "phone": "phone"}
ID_REACH = 8
"""Words between "order number" and its digits."""
ID_DIGITS = 3
"""Fewer digits are a quantity."""
CARD_DIGITS = 13
"""From this many on a number is a payment card's (ISO/IEC 7812: 12 to 19 digits)."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
SPANS = ("week", "month", "year", "night", "weekend", "time", *WEEKDAYS)
CONTACT_STEMS = frozenset(
    map(stem, ("call", "phone", "ring", "rang", "speak", "talk", "contact", "write", "email",
               "message", "chat", "ask", "explain", "complain", "visit", "try", "here", "tell"))
)  # fmt: skip
COUNTED_CALLS = frozenset(map(stem, ("call", "phone", "ring", "rang")))
WAITED = frozenset(map(stem, ("wait", "hold", "been")))
UNITS_OF_TIME = frozenset(map(stem, ("minute", "hour", "day", "week", "month", "year")))
STREETS = frozenset(
    {"street", "road", "avenue", "lane", "drive", "court", "square", "boulevard", "terrace",
     "crescent", "close", "way", "place", "highway"}
)  # fmt: skip
TIMES = {"1": "once", "2": "twice", "3": "three times", "4": "four times", "5": "five times"}
URGENT = frozenset({"today", "tonight", "tomorrow", "immediately", "now"})
WANTS = frozenset({"want", "need", "demand", "expect", "must", "refund", "back"})


class Said:
    """The words of an utterance in the forms that the readers need, made once."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = [word.lower().strip(EDGE) for word in words]
        self.stems = [stem(word) for word in self.words]
        self.numbers = numbers(words)
        self.by_start = {number.start: number for number in self.numbers}
        self.by_end = {number.end: number for number in self.numbers}

    def word(self, at: int) -> str:
        """Return the word at `at`, "" beyond either end."""
        return self.words[at] if 0 <= at < len(self.words) else ""


def amounts(said: Said) -> Iterator[Found]:
    """Yield sums of money: "forty five dollars", "$45.50", "forty five ninety nine dollars"."""
    for number in said.numbers:
        after = stem(said.word(number.end))
        sign = CURRENCIES.get(after) or said.word(number.start)[:1]
        if sign not in {"$", "€", "£"} or number.value is None or number.kind == "ordinal":
            continue
        whole, cents = number.digits, ""
        if len(number.parts) == 2 and len(number.parts[1]) == 2:
            whole, cents = number.parts
        end = number.end + (after in CURRENCIES)
        start = end + (said.word(end) == "and")
        rest = said.by_start.get(start)
        if rest and not cents and len(rest.digits) <= 2 and stem(said.word(rest.end)) == "cent":
            cents, end = rest.digits.zfill(2), rest.end + 1
        value = f"{int(whole)}.{cents or '00'}"
        shown = f"{sign}{int(whole):,}" + (f".{cents}" if cents.strip("0") else "")
        yield Found("amount", f"amount:{value}", value, shown, end - 1)


def ids(said: Said, asked: FactKind | None = None) -> Iterator[Found]:
    """Yield order, ticket, account, card and phone numbers.

    `asked` is what the agent has just asked for; it names a number that nothing else names.
    """
    for number in said.numbers:
        if number.kind == "ordinal" or len(number.digits) < ID_DIGITS:
            continue
        if stem(said.word(number.end)) in CURRENCIES or said.word(number.start)[:1] in "$€£":
            continue
        kind = _named(said, number) or (asked if asked in ID_KINDS.values() else None)
        if len(number.digits) >= CARD_DIGITS:
            kind = "card"
        if kind == "card":
            if len(number.digits) >= 8:
                last = number.digits[-4:]
                yield Found("card", f"card:{last}", last, f"card ending {last}", number.end - 1)
        elif kind is not None:
            words = f"{ID_WORDS[kind]} {number.digits}"
            yield Found(kind, f"{kind}:{number.digits}", number.digits, words, number.end - 1)


def _named(said: Said, number: SpokenNumber) -> FactKind | None:
    for at in range(number.start - 1, max(-1, number.start - 1 - ID_REACH), -1):
        kind = ID_KINDS.get(said.stems[at]) or ID_KINDS.get(said.words[at])
        if kind and (kind != "phone" or len(number.digits) >= 7):
            return kind
    return None


def dates(said: Said) -> Iterator[Found]:
    """Yield days as they were named: "Tuesday", "June 1", "last week", "yesterday"."""
    for at, word in enumerate(said.words):
        before, after = said.word(at - 1), said.by_start.get(at + 1)
        if word in WEEKDAYS:
            shown = word.title()
            shown = f"{before} {shown}" if before in {"last", "next"} else shown
            yield _date(shown, at)
        elif word in MONTHS:
            number = after
            if before == "of" and (of := said.by_end.get(at - 1)):
                number = of
            elif direct := said.by_end.get(at):
                number = direct
            if number and number.value and number.value <= 31:
                end = max(at, number.end - 1)
                yield _date(f"{word.title()} {number.value}", end)
            elif before in {"in", "since", "last", "next"} and word not in {"may", "march"}:
                yield _date(word.title(), at)
        elif word == "yesterday":
            yield _date(word, at)
        elif word in SPANS and word != "time" and before in {"last", "next"}:
            yield _date(f"{before} {word}", at)


def _date(shown: str, at: int) -> Found:
    return Found("date", f"date:{shown.lower()}", shown.lower(), shown, at)


def deadlines(said: Said) -> Iterator[Found]:
    """Yield by when it must be: "by Friday", "money back today"."""
    for at, word in enumerate(said.words):
        after = said.word(at + 1)
        if word in {"by", "before", "until"} and (after in WEEKDAYS or after in URGENT):
            if after != "now":
                shown = after.title() if after in WEEKDAYS else after
                yield Found("deadline", f"deadline:{after}", after, f"{word} {shown}", at + 1)
        elif word == "end" and said.words[at + 1 : at + 3] in (["of", "the"], ["of", "this"]):
            span = said.word(at + 3)
            if span in {"day", "week", "month"}:
                shown = f"by the end of the {span}"
                yield Found("deadline", f"deadline:{span}", f"end of {span}", shown, at + 3)
        elif word in URGENT - {"now"} and _wanted(said, at):
            yield Found("deadline", f"deadline:{word}", word, word, at)


def _wanted(said: Said, at: int) -> bool:
    before = slice(max(0, at - 7), at)
    refused = any(word == "not" or word.endswith("n't") for word in said.words[before])
    return bool(WANTS & set(said.stems[before])) and not refused


def contacts(said: Said) -> Iterator[Found]:
    """Yield how often they were in touch: "third time I am calling", "called twice"."""
    if not CONTACT_STEMS & set(said.stems):
        return
    called = "called" if COUNTED_CALLS & set(said.stems) else "in touch"
    for at, word in enumerate(said.stems):
        count = None
        number = said.by_end.get(at)
        if word == "time" and number and number.value and 2 <= number.value <= 30:
            ordinal, plural = number.kind == "ordinal", said.words[at] == "times"
            before = set(said.stems[max(0, number.start - 5) : number.start])
            if ordinal or (plural and CONTACT_STEMS & before):
                count = number.value
        elif word == "twice" and CONTACT_STEMS & set(said.stems[max(0, at - 5) : at]):
            count = 2
        if count:
            times = TIMES.get(str(count), f"{count} times")
            yield Found("contacts", "contacts", str(count), f"{called} {times}", at)


def waits(said: Said) -> Iterator[Found]:
    """Yield how long they waited: "waiting for three weeks"."""
    for at, word in enumerate(said.stems):
        if word not in UNITS_OF_TIME or not WAITED & set(said.stems[max(0, at - 6) : at]):
            continue
        number = said.by_end.get(at)
        if number and number.value:
            unit = said.words[at].rstrip("s") + ("s" if number.value > 1 else "")
            shown = f"waited {number.value} {unit}"
            yield Found("wait", "wait:wait", f"{number.value} {unit}", shown, at)


def places(said: Said) -> Iterator[Found]:
    """Yield street addresses: "forty seven King Street"."""
    for at, word in enumerate(said.words):
        if word not in STREETS:
            continue
        for start in range(at - 3, at):
            number = said.by_end.get(start)
            if number and number.kind != "ordinal" and len(number.digits) <= 5:
                street = " ".join(said.words[start : at + 1]).title()
                shown = f"{number.digits} {street}"
                yield Found("place", f"place:{shown.lower()}", shown.lower(), shown, at)
                break


READERS: tuple[Callable[[Said], Iterator[Found]], ...] = (
    amounts, dates, deadlines, contacts, waits, places,
)  # fmt: skip
"""All readers that need nothing but the words."""
