"""A shift of calls through the real window, as a process: prints memory after each call.

`python -m tests.bench.soak_window CALLS FILE…`: the recordings are taken in turn. Every third call
is handed over as a note; the others are left, as most calls are. `HEARBACK_SOAK_PROGRAM` (JSON)
starts another listener, for looking at the window alone.
"""

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.call.state import CallState
from app.folders import Folders
from app.settings import Settings
from speech.events import Utterance
from ui import bootstrap
from ui.call_source import recording
from ui.demo.trace import memory_mb
from ui.later import Later
from ui.workplace import Workplace

HANDED_OVER = 3
"""One call in so many."""
PAUSE_MS = 500
"""Milliseconds between a call and the next."""


class Shift(QObject):
    """Takes one call after the other, then leaves."""

    def __init__(self, workplace: Workplace, later: Later, calls: int, files: list[Path]) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._later = later
        self._left = calls
        self._files = files
        self._taken = 0
        self._listener_first: float | None = None
        self._listener = 0.0
        workplace.opened.connect(self._next)
        workplace.calls.fed.connect(self._on_fed)
        workplace.call_ended.connect(self._on_ended)
        workplace.listener.failed.connect(self._on_failed)

    def _next(self) -> None:
        file = self._files[self._taken % len(self._files)]
        self._listener_first = None
        self._workplace.use(recording(file, speed="max", recognizer="pocketsphinx", model=""))
        self._workplace.begin_call()

    def _on_fed(self, item: object, _state: CallState) -> None:
        """Look at the listener while it lives."""
        pid = self._workplace.listener.pid
        if isinstance(item, Utterance) and pid and (rss := memory_mb(pid)):
            self._listener = rss
            self._listener_first = self._listener_first or rss

    def _on_failed(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")
        QTimer.singleShot(0, self, lambda: sys.exit(1))

    def _on_ended(self, state: CallState) -> None:
        self._taken += 1
        self._left -= 1
        if self._taken % HANDED_OVER == 0:
            self._hand_over()
        QTimer.singleShot(PAUSE_MS, self, lambda: self._say(state))

    def _hand_over(self) -> None:
        if self._later.handoff is None:
            QTimer.singleShot(50, self, self._hand_over)
            return
        self._workplace.overlay.footer.escalate.click()
        if self._later.handoff.window is not None:
            self._later.handoff.window.send()

    def _say(self, state: CallState) -> None:
        line = {
            "call": self._taken,
            "seconds": round(state.t, 1),
            "lines": len(state.lines),
            "window_mb": memory_mb(),
            "listener_mb": self._listener,
            "listener_first_mb": self._listener_first,
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        if self._left:
            self._next()
        else:
            bootstrap.leave()


if __name__ == "__main__":
    app = bootstrap.make_application()
    folders, settings = Folders.find(), Settings()
    place = bootstrap.make_workplace(app, settings, folders, theme="dark")
    if program := os.environ.get("HEARBACK_SOAK_PROGRAM"):
        place.listener._program = json.loads(program)
    Shift(place, Later(place, folders, settings), int(sys.argv[1]), [Path(a) for a in sys.argv[2:]])
    sys.exit(bootstrap.run(app, place))
