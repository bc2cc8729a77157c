"""Which numbers of a text are hidden: cards, phones, ids, accounts, codes, and long unknown ones.

Recognizers get digits wrong, so a long run is hidden even where its check digit fails; only what
is called an order, ticket, reference, case or confirmation number stays.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from app.privacy import checks, context
from app.privacy.mask import MaskKind
from app.privacy.runs import Run, Token, protected, runs, tokens

LONG = 9
"""Digits from which a run is hidden whatever it is."""
_WINDOW = 10
"""Words before and after a number that say what it is."""
_TELLING = 3
"""Digits after which the words before no longer speak for the next number."""
_LONGEST_REFERENCE = 19
_KINDS: dict[context.Meaning, MaskKind] = {
    "national-id": "national-id",
    "security-code": "security-code",
    "account": "account",
    "card": "number",
    "phone": "phone",
}
_CURRENCY = re.compile(r"(?:dollars?|euros?|pounds?|cents?|bucks|percent)\b")
_SSN = re.compile(r"\d{3}\W\d{2}\W\d{4}")
_SENTENCE_END = re.compile(r"[.;?!](?=\s)")
_LOCAL_PHONE = re.compile(r"(?<![\d-])\d{3}[-.]\d{4}(?![\d-])")
_NINO = re.compile(r"(?<![^\W_])[a-z]\W?[a-z]\W{0,2}(?:\d\W?){6}\W?[a-d](?![^\W_])", re.IGNORECASE)
_IBAN_START = re.compile(r"(?<![^\W_])[a-z]{2}\d{2}", re.IGNORECASE)
_IBAN_LENGTHS = range(34, 14, -1)
_SORT_CODE = re.compile(r"\bsort code\W+(?:is\W+|it'?s\W+)?(\d\d\W?\d\d\W?\d\d)\b", re.IGNORECASE)


class Found(msgspec.Struct, frozen=True):
    """A place in the text to hide. `digits` only for cards: the last four are kept."""

    kind: MaskKind
    start: int
    end: int
    digits: str = ""

    def __repr__(self) -> str:
        return f"<Found {self.kind} {self.start}-{self.end}>"


def shaped(text: str) -> Iterator[Found]:
    """Yield what its written shape gives away: IBAN, UK NINO, UK sort code."""
    for match in _NINO.finditer(text):
        yield Found("national-id", *match.span())
    for match in _SORT_CODE.finditer(text):
        yield Found("account", *match.span(1))
    for match in _IBAN_START.finditer(text):
        if end := _iban_end(text, match.start()):
            yield Found("iban", match.start(), end)


def dictated(text: str, hidden: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """Yield the runs of digits to hide; `hidden` places are taken already."""
    words = tokens(text)
    shut = [at for at, word in enumerate(words) if _inside(word, hidden)]
    previous = 0
    found_runs = runs(words, [*protected(text), *hidden])
    stops = sorted([*shut, *(run.first for run in found_runs)])
    for whole in found_runs:
        previous = max(previous, 1 + max((at for at in shut if at < whole.first), default=-1))
        for run in _split(text, words, whole, previous):
            further = next((at for at in stops if at > run.last), len(words))
            found = _judge(text, words, run, range(previous, further))
            if found is not None:
                yield found
            if run.size >= _TELLING:
                previous = run.last + 1


def _inside(word: Token, places: Sequence[tuple[int, int]]) -> bool:
    return any(start < word.end and word.start < end for start, end in places)


def _split(text: str, words: Sequence[Token], run: Run, previous: int) -> Iterator[Run]:
    """Cut the reference number off a run that goes on after it with something else."""
    named = not _card_in(run.digits) and _referred(text, words, run, previous)
    cut = _reference_end(text, words, run) if named else None
    if cut is None:
        yield run
        return
    for first, last in ((run.first, cut), (cut + 1, run.last)):
        part = words[first : last + 1]
        yield from (
            msgspec.structs.replace(piece, first=first + piece.first, last=first + piece.last)
            for piece in runs(part, [])
        )


def _before(words: Sequence[Token], first: int, previous: int) -> str:
    return " ".join(word.text for word in words[max(previous, first - _WINDOW) : first])


def _referred(text: str, words: Sequence[Token], run: Run, previous: int) -> bool:
    """Say whether the run is called a reference; letters written onto it ("ABC-123") are part."""
    first = run.first
    while first > previous and not any(
        sign.isspace() for sign in text[words[first - 1].end : words[first].start]
    ):
        first -= 1
    return any(context.reference(_before(words, at, previous)) for at in {first, run.first})


def _reference_end(text: str, words: Sequence[Token], run: Run) -> int | None:
    """Return the last token of the reference number if the run does not end with it."""
    for at in range(run.first, run.last):
        gap = text[words[at].end : words[at + 1].start]
        ended = _SENTENCE_END.match(gap) is not None
        chunk = run.written and run.size > 15 and " " in gap and at > run.first
        if ended or chunk:
            return at
    return None


def _judge(text: str, words: Sequence[Token], run: Run, telling: range) -> Found | None:
    """Return what to hide of this run. Only the words in `telling` can say what it is."""
    previous = telling.start
    before = _before(words, run.first, previous)
    behind = words[run.last + 1 : min(run.last + 1 + _WINDOW, telling.stop)]
    after = " ".join(word.text for word in behind)
    card = _card_in(run.digits)
    if run.size <= _LONGEST_REFERENCE and not card and _referred(text, words, run, previous):
        return None
    if (run.quantity and _CURRENCY.match(after)) or (run.size <= 4 and context.last_four(before)):
        return None
    if nino := _spelled_nino(words, run):
        return Found("national-id", *nino)
    meaning = context.meaning(before, after, run.size)
    start, end = _widened(text, words, run)
    plus = text[start] == "+"
    if card and meaning != "national-id":
        return Found("card", start, end, card)
    if run.size >= LONG:
        return Found(_long_kind(run, meaning, text[start:end]), start, end)
    if plus or _LOCAL_PHONE.fullmatch(text, start, end):
        meaning = "phone"
        least = context.LEAST["phone"]
    else:
        least = context.LEAST.get(meaning, LONG)
    return Found(_KINDS[meaning], start, end) if run.size >= least else None


def _long_kind(run: Run, meaning: context.Meaning, shown: str) -> MaskKind:
    """Name a long run as well as can be told; when in doubt it is just a number."""
    if meaning in {"national-id", "account"}:
        return _KINDS[meaning]
    if _SSN.fullmatch(shown):
        return "national-id"
    if shown[0] in "+(" or (meaning == "phone" and run.size <= 15):
        return "phone"
    if len(run.digits) == 10 or (len(run.digits) == 11 and run.digits[0] in "01"):
        return "phone"
    return "number"


def _card_in(digits: str) -> str:
    """Return the card number that these digits are or begin with; empty if there is none."""
    if checks.card(digits):
        return digits
    if len(digits) > max(checks.CARD_LENGTHS):
        for length in (16, 15):
            if checks.card(digits[:length]):
                return digits[:length]
    return ""


def _widened(text: str, words: Sequence[Token], run: Run) -> tuple[int, int]:
    """Return the place of the run with a "+" or "(" before it and letters spelled around it."""
    first, last = run.first, run.last
    while first and _letter(words[first - 1]) and run.first - first < 4:
        first -= 1
    if first < run.first and words[first].text in {"a", "i"}:
        first += 1
    if (
        last + 1 < len(words)
        and _letter(words[last + 1])
        and words[last + 1].text not in {"a", "i"}
    ):
        last += 1
    start = words[first].start
    if first and words[first - 1].text == "plus":
        start = words[first - 1].start
    signs = re.search(r"[+(][\s+(]*$", text[max(0, start - 3) : start])
    if signs:
        start -= len(signs[0])
    return start, words[last].end


def _spelled_nino(words: Sequence[Token], run: Run) -> tuple[int, int] | None:
    """Return the place of "q q one two three four five six c", if the run is the middle of one."""
    if run.size != 6 or run.first < 2 or run.last + 1 >= len(words):
        return None
    one, two, tail = words[run.first - 2], words[run.first - 1], words[run.last + 1]
    spelled = _letter(one) and _letter(two) and tail.text in {"a", "b", "c", "d"}
    return (one.start, tail.end) if spelled else None


def _letter(word: Token) -> bool:
    return len(word.text) == 1 and word.text.isalpha()


def _iban_end(text: str, start: int) -> int | None:
    """Return where the bank account that begins at `start` ends, if its check digits hold."""
    places = [at for at in range(start, min(len(text), start + 60)) if text[at].isalnum()]
    for length in _IBAN_LENGTHS:
        if length > len(places):
            continue
        compact = "".join(text[at] for at in places[:length])
        end = places[length - 1] + 1
        closed = end == len(text) or not text[end].isalnum()
        if closed and compact.isascii() and checks.iban(compact):
            return end
    return None
