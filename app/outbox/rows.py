"""Rows of the database and the values they stand for."""

from typing import TypeVar, cast

import msgspec

from app.helpdesk.adapter import Receipt
from app.note.schema import Note
from app.outbox.entry import Entry
from app.outbox.errors import OutboxError

_T = TypeVar("_T")
COLUMNS = "id, state, created, attempts, next_try, claimed_until, uncertain, error, receipt, note"
"""Of the table `entries`, in the order in which `entry_of` takes them."""


def entry_of(row: tuple[object, ...]) -> Entry:
    names = COLUMNS.split(", ")
    fields = dict(zip(names, row, strict=True))
    receipt, note = fields.pop("receipt"), fields.pop("note")
    return msgspec.structs.replace(
        msgspec.convert(fields, Entry, strict=False),
        receipt=decoded(receipt, Receipt) if receipt else None,
        note=decoded(note, Note) if note else None,
    )


def decoded(document: object, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(cast("bytes", document), type=kind)
    except msgspec.DecodeError as error:
        raise OutboxError(
            f"{kind.__name__} of another version",
            "The outbox holds a note that this version cannot read. Update Hearback to open it.",
        ) from error
