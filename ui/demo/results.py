"""What a demo call leaves behind as files: the analysis and the note."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from app.call.state import CallState
from app.note import render
from app.note.compose import compose


def write_results(state: CallState, folder: Path) -> None:
    """Write analysis.json, note.json and note.md. Raises OSError."""
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    note = compose(state, note_id=str(uuid4()), created=now)
    (folder / "note.json").write_text(render.json(note), "utf-8")
    (folder / "note.md").write_text(render.markdown(note), "utf-8")
