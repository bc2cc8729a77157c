"""Writes down when things reached the screen, for measuring: one JSON object a line.

`mono` is `time.monotonic()`, the same clock as in the listener's events on this machine.
"""

import json
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from app.call.state import CallState, Cue
from models.errors import BadInputError
from speech.events import Ready
from ui.workplace import Workplace


class Trace(QObject):
    """Lines: `window` (first painted), `listening`, `cue` (painted), `memory` (the call ended)."""

    def __init__(self, file: Path, workplace: Workplace) -> None:
        """Open the file. Raises BadInputError where it cannot be made."""
        super().__init__(workplace)
        try:
            self._out = file.open("w", encoding="utf-8")
        except OSError as error:
            raise BadInputError(
                f"trace: {error.strerror}", f"{file} cannot be written: {error.strerror}."
            ) from error
        self._overlay = workplace.overlay
        self._overlay.installEventFilter(self)
        self._overlay.cue.painted.connect(self._on_cue)
        workplace.calls.fed.connect(self._on_fed)
        workplace.call_ended.connect(self._on_ended)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._overlay and event.type() == QEvent.Type.Paint:
            self._overlay.removeEventFilter(self)
            QTimer.singleShot(0, self, self._on_painted)
        return False

    def close(self) -> None:
        """Nothing is measured any more."""
        self._out.close()

    def _on_ended(self, _state: CallState) -> None:
        self._write("memory", rss_mb=memory_mb())

    def _on_painted(self) -> None:
        self._write("window")

    def _on_fed(self, item: object, _state: CallState) -> None:
        if isinstance(item, Ready):
            self._write("listening", t=item.t, said=item.mono, recognizer=item.recognizer)

    def _on_cue(self, cue: Cue) -> None:
        self._write(
            "cue", cue=cue.id, rule=cue.rule, t=cue.t, noticed=cue.noticed, channel=cue.channel,
            utterance=cue.utterance, trigger_word=cue.trigger_word, trigger_end=cue.trigger_end,
        )  # fmt: skip

    def _write(self, what: str, **more: object) -> None:
        line = {"what": what, "mono": time.monotonic(), **more}
        self._out.write(json.dumps(line) + "\n")
        self._out.flush()


def memory_mb(pid: int | None = None) -> float | None:
    """Return what a process, or this one, has in memory now, in MB; None where nobody says."""
    try:
        status = Path(f"/proc/{pid or 'self'}/status").read_text("utf-8")
    except OSError:
        return None
    resident = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return round(int(resident[0]) / 1024, 1) if resident else None
