"""Redaction: what a note may not carry is replaced before anyone reads the preview.

Hidden are card numbers, phone numbers, e-mail addresses, national ids, bank accounts and security
codes, in written and in spoken form, and any long run of digits that is not an order, ticket,
reference, case or confirmation number. In doubt it hides: a note that lost a number can be
completed by hand, a note that leaked one cannot be called back.
"""

from collections.abc import Iterable

import msgspec

from app.privacy import mail, numbers
from app.privacy.mask import MASKED, Mask, label


class Redaction(msgspec.Struct, frozen=True):
    """The readable text, and what was hidden in it."""

    text: str
    masks: tuple[Mask, ...] = ()

    def __repr__(self) -> str:
        return f"<Redaction, {len(self.masks)} masks>"


def redact(text: str, *, before: str = "", after: str = "") -> Redaction:
    """Return `text` with everything private replaced. Redacting the result changes nothing.

    `before` and `after` are what was said around it: a number may begin or go on there, and the
    question ("the code on the back?") tells what the answer is. They are not part of the result.
    """
    head = f"{before}\n" if before else ""
    whole = f"{head}{text}\n{after}" if after else f"{head}{text}"
    done = [match.span() for match in MASKED.finditer(whole)]
    first = [numbers.Found("email", *place) for place in mail.addresses(whole)]
    first += numbers.shaped(whole)
    found = _merged(first, done)
    taken = done + [(item.start, item.end) for item in found]
    found = _merged([*found, *numbers.dictated(whole, taken)], done)
    masks = []
    for item in found:
        start, end = max(0, item.start - len(head)), min(len(text), item.end - len(head))
        if start < end and text[start:end].strip():
            masks.append(Mask(item.kind, start, end, label(item.kind, item.digits)))
    return Redaction(_replaced(text, masks), tuple(masks))


def _merged(found: Iterable[numbers.Found], done: Iterable[tuple[int, int]]) -> list[numbers.Found]:
    """Return places in order that do not overlap; what is masked already is left alone."""
    merged: list[numbers.Found] = []
    shut = list(done)
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if any(start < item.end and item.start < end for start, end in shut):
            continue
        if merged and item.start < merged[-1].end:
            if item.end > merged[-1].end:
                merged[-1] = msgspec.structs.replace(merged[-1], end=item.end)
            continue
        merged.append(item)
    return merged


def _replaced(text: str, masks: Iterable[Mask]) -> str:
    pieces, at = [], 0
    for mask in masks:
        pieces += [text[at : mask.start], mask.replacement]
        at = mask.end
    return "".join([*pieces, text[at:]])
