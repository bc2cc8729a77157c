"""One call on its way to a note, as the window keeps it in memory."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from app.call.state import CallState
from app.note.compose import compose
from app.note.schema import Note
from app.outbox.entry import Draft
from ui.note_window import NoteWindow


@dataclass(slots=True)
class Case:
    """One call on its way to a note."""

    call_id: str
    started: datetime
    note_id: str
    state: CallState
    edited: Note | None = None
    """As the agent left it; None while it was never changed."""
    opened: bool = False
    ticket: str = ""
    """Where the softphone said that the note goes; "" opens a new ticket."""
    sent: bool = False
    window: NoteWindow | None = None

    @property
    def was_high(self) -> bool:
        """Whether this was a call that somebody may still want to hand over."""
        return any(point.level == "high" for point in self.state.risk.track)

    def note(self) -> Note:
        """Return what would be sent now."""
        return self.composed() if self.edited is None else self.edited

    def composed(self) -> Note:
        """Return the note of the call as far as it has come."""
        return compose(
            self.state, note_id=self.note_id, created=iso(now()), ticket=self.ticket or None
        )

    def refresh(self) -> None:
        """Bring what was said since into the window, around what the agent changed."""
        if self.window is not None:
            self.window.refresh(self.composed(), self.state.lines)
            self.edited = self.window.note()

    def draft(self) -> Draft:
        return Draft(
            call_id=self.call_id,
            started=iso(self.started),
            note=self.note(),
            lines=self.state.lines,
            updated=iso(now()),
            quiet=self.state.ended and not (self.opened or self.was_high),
        )


def begun(state: CallState, ticket: str) -> Case:
    """Return the case of a call that begins now."""
    return Case(str(uuid4()), now(), str(uuid4()), state, ticket=ticket)


def recovered(draft: Draft) -> Case:
    """Return a case made from what was found again; without a note, from the words alone."""
    note = draft.note
    return Case(
        call_id=draft.call_id,
        started=datetime.fromisoformat(draft.started),
        note_id=note.id if note else str(uuid4()),
        state=CallState(lines=draft.lines, t=max((line.end for line in draft.lines), default=0.0)),
        edited=note,
    )


def now() -> datetime:
    return datetime.now(UTC).astimezone()


def iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
