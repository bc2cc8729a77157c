"""The note as rows of label and lines: what every rendering and the window show, in one order.

Ordered for a reader with twenty seconds: why, what they want, what is known; then what was tried
and promised, how they are and what to do; the course of the call and their own words come last.
"""

from typing import Literal

import msgspec

from app.call.clock import clock
from app.note.feeling import in_a_line
from app.note.schema import Note, NoteLine, Source

RowName = Literal[
    "reason", "wants", "facts", "tried", "promised", "feeling", "next_step", "tone", "quotes",
    "timeline", "root_cause", "agent_line",
]  # fmt: skip

LABELS: dict[RowName, str] = {
    "reason": "Reason",
    "wants": "Wants",
    "facts": "Facts",
    "tried": "Tried",
    "promised": "Promised now",
    "feeling": "How they are",
    "next_step": "Next step",
    "tone": "Tone",
    "quotes": "In their words",
    "timeline": "Timeline",
    "root_cause": "Root cause",
    "agent_line": "From the agent",
}


class Row(msgspec.Struct, frozen=True):
    """One row. `lines` is never empty: rows with nothing in them are left out."""

    name: RowName
    label: str
    lines: tuple[NoteLine, ...]


def rows(note: Note) -> tuple[Row, ...]:
    """Return the rows that hold something, in the order in which they are read."""
    found = []
    for name, label in LABELS.items():
        match name:
            case "feeling":
                lines: tuple[NoteLine, ...] = (NoteLine(in_a_line(note.feeling)),)
            case "tone":
                lines = _single(note.tone)
            case "root_cause":
                lines = _single(note.root_cause)
            case "agent_line":
                lines = _single(note.agent_line)
            case "quotes":
                lines = tuple(NoteLine(f"“{line.text}”", line.source) for line in note.quotes)
            case _:
                lines = getattr(note, name)
        lines = tuple(line for line in lines if line.text.strip())
        if lines:
            found.append(Row(name, label, lines))
    return tuple(found)


def about(note: Note) -> str:
    """Return the line below the subject: when, how long, and how much is masked."""
    day, _, rest = note.created.partition("T")
    when = f"{day} {rest[:5]}".strip()
    masked = f" · {note.masked} masked" if note.masked else ""
    return f"Call of {clock(note.call_seconds)} · {when}{masked}"


def place(source: Source | None) -> str:
    """Return "02:11", and whose line it was where that is not the customer; empty for none."""
    if source is None:
        return ""
    return clock(source.t) + (" agent" if source.channel == "agent" else "")


def _single(text: str) -> tuple[NoteLine, ...]:
    return tuple(NoteLine(part) for part in text.splitlines())
