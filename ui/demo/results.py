"""What a demo call leaves behind as files: the analysis and the note."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from app.call.analysis import Watcher
from app.note import render
from app.note.compose import compose


def write_results(call: Watcher, folder: Path) -> None:
    """Write analysis.json, note.json and note.md. Raises OSError."""
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    note = compose(call.state, note_id=str(uuid4()), created=now)
    found = msgspec.json.encode(call.result(note, source="demo"))
    (folder / "analysis.json").write_bytes(msgspec.json.format(found, indent=1) + b"\n")
    (folder / "note.json").write_text(render.json(note), "utf-8")
    (folder / "note.md").write_text(render.markdown(note), "utf-8")
