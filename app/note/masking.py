"""Counting what is masked in a whole note, after composing and after every edit."""

from collections.abc import Iterator

import msgspec

from app.note.schema import SECTIONS, Note
from app.privacy import mask
from app.privacy.redact import redact


def texts(note: Note) -> Iterator[str]:
    """Yield every text of the note that a reader will see."""
    yield note.subject
    for field, _ in SECTIONS:
        yield from (line.text for line in getattr(note, field))
    yield from (note.feeling.start, note.feeling.lowest, note.feeling.end)
    yield from (note.tone, note.root_cause, note.agent_line)


def with_count(note: Note) -> Note:
    """Return the note with `masked` as it is now."""
    masked = sum(mask.count(text) for text in texts(note))
    return msgspec.structs.replace(note, masked=masked)


def redacted(note: Note) -> Note:
    """Return the note with every text redacted again: what the agent typed is checked too."""
    lines = {
        field: tuple(
            msgspec.structs.replace(line, text=redact(line.text).text)
            for line in getattr(note, field)
        )
        for field, _ in SECTIONS
    }
    feeling = msgspec.structs.replace(
        note.feeling,
        start=redact(note.feeling.start).text,
        lowest=redact(note.feeling.lowest).text,
        end=redact(note.feeling.end).text,
    )
    return with_count(
        msgspec.structs.replace(
            note,
            **lines,
            subject=redact(note.subject).text,
            feeling=feeling,
            tone=redact(note.tone).text,
            root_cause=redact(note.root_cause).text,
            agent_line=redact(note.agent_line).text,
        )
    )
