"""What the outbox keeps: drafts while a call runs, entries once the agent has pressed Send.

All three values are frozen; a change is a new value read from the store.
"""

from enum import StrEnum

import msgspec

from app.call.state import Line
from app.helpdesk.adapter import Receipt
from app.note.schema import Note


class State(StrEnum):
    """The life of an entry: queued → sending → sent, or back to queued, or failed."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A call that is not handed over yet, as it is found again after a crash."""

    call_id: str
    started: str
    """Wall time of the call's start, ISO 8601 with offset."""
    note: Note | None = None
    """As the agent last edited it; None while the note has not been opened."""
    lines: tuple[Line, ...] = ()
    """The transcript, so that the links of the note still lead somewhere."""
    updated: str = ""
    """Wall time of the last save, ISO 8601 with offset."""
    quiet: bool = False
    """The call ended calmly and nobody opened its note: kept, and not asked about by itself."""

    def __repr__(self) -> str:
        return f"<Draft {self.call_id}>"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One note on its way. Times are seconds since the epoch, by the wall clock."""

    id: str
    """The note's own id: one note is one entry, for good."""
    state: State
    created: float
    attempts: int = 0
    next_try: float = 0.0
    claimed_until: float = 0.0
    """Until when the process that holds it may work on it; 0 when nobody does."""
    uncertain: bool = False
    """An earlier attempt may have arrived: look at the helpdesk before sending again."""
    error: str = ""
    """The last failure, as a sentence for the person."""
    destination: str = ""
    """Of an uncertain one: the helpdesk, by its name, where it may have arrived."""
    receipt: Receipt | None = None
    note: Note | None = None
    """None once it is sent: the receipt stays, what was said does not. None too, with a sentence
    in `error`, where a newer Hearback wrote it and this one cannot read it."""

    def __repr__(self) -> str:
        return f"<Entry {self.id} {self.state.value}>"
