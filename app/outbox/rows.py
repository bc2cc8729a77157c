"""Rows of the database and the values they stand for.

A document that a newer Hearback wrote and this one cannot read is left where it is and passed over,
so that it holds up nothing else.
"""

from typing import TypeVar, cast

import msgspec

from app.helpdesk.adapter import Receipt
from app.note.schema import Note
from app.outbox.entry import Draft, Entry, State

_T = TypeVar("_T")
COLUMNS = (
    "id, state, created, attempts, next_try, claimed_until, uncertain, error, destination, "
    "receipt, note"
)
"""Of the table `entries`, in the order in which `entry_of` takes them."""
UNREADABLE = "A newer Hearback wrote this note. It is kept; update Hearback to send it."


class _Times(msgspec.Struct, frozen=True):
    """What is wanted of a draft of any version."""

    started: str = ""
    updated: str = ""


def entry_of(row: tuple[object, ...]) -> Entry:
    names = COLUMNS.split(", ")
    fields = dict(zip(names, row, strict=True))
    receipt, document = fields.pop("receipt"), fields.pop("note")
    entry = msgspec.convert(fields, Entry, strict=False)
    note = decoded(document, Note) if document else None
    return msgspec.structs.replace(
        entry,
        receipt=decoded(receipt, Receipt) if receipt else None,
        note=note,
        error=entry.error if note or entry.state is State.SENT else UNREADABLE,
    )


def last_change(document: object) -> str:
    """Return when a draft of whatever version says that it changed last; "" where it does not."""
    times = decoded(document, _Times) or _Times()
    return times.updated or times.started


def belongs(document: object, note_id: str) -> bool:
    """Return whether a draft holds this note."""
    draft = decoded(document, Draft)
    return bool(draft and draft.note and draft.note.id == note_id)


def decoded(document: object, kind: type[_T]) -> _T | None:
    """Return the value, None where this version cannot read it."""
    try:
        return msgspec.json.decode(cast("bytes", document), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
