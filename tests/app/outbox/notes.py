"""Notes to send in tests: invented calls, with one word that must never be seen in the clear."""

import itertools

from app.note.schema import Feeling, Note, NoteLine, Source

SECRET = "xylophone"
_COUNTER = itertools.count(1)


def make_note(note_id: str | None = None, *, ticket: str | None = None, subject: str = "") -> Note:
    return Note(
        id=note_id or f"note-{next(_COUNTER):04d}",
        created="2026-11-20T09:30:00+01:00",
        call_seconds=131.5,
        ticket=ticket,
        subject=subject or "Charged twice, third call",
        reason=(NoteLine("Third call about the same charge", Source("customer", 3, 12.5)),),
        wants=(NoteLine(f"A refund of $45 for the {SECRET}", Source("customer", 4, 20.0)),),
        feeling=Feeling(start="calm", lowest="upset", lowest_at=80.0, end="calmer"),
        next_step=(NoteLine("Refund the second charge today"),),
        agent_line="Zoë will call back at 5 pm <soon> & sure",
    )
