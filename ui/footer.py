"""The bottom row: start, pause or go on, and hand the call over."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.call.state import CallState
from ui.controls import button, restyle
from ui.theme import SMALL_GAP

Phase = Literal["waiting", "listening", "paused", "ended"]


def phase(state: CallState) -> Phase:
    """Return what can be done next."""
    if state.ended:
        return "ended"
    if state.paused:
        return "paused"
    return "listening" if state.listening else "waiting"


class Footer(QWidget):
    """Fed by the call state."""

    start_clicked = Signal()
    """Listen: to the first call or to a new one."""
    pause_clicked = Signal()
    resume_clicked = Signal()
    end_clicked = Signal()
    escalate_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.start = button("Start listening", "primary")
        self.pause = button("Pause", "quiet", hint="Stop hearing for a while: nothing is kept")
        self.resume = button("Go on listening", "primary")
        self.end = button("End call", "quiet", hint="Stop listening; the note is kept")
        self.escalate = button("Escalate…", hint="Hand this call over with a note")
        self.start.clicked.connect(self.start_clicked)
        self.pause.clicked.connect(self.pause_clicked)
        self.resume.clicked.connect(self.resume_clicked)
        self.end.clicked.connect(self.end_clicked)
        self.escalate.clicked.connect(self.escalate_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 9, 12, 9)
        row.setSpacing(SMALL_GAP)
        for one in (self.start, self.pause, self.resume, self.end):
            row.addWidget(one)
        row.addStretch(1)
        row.addWidget(self.escalate)
        self.show_call(CallState())

    def show_call(self, state: CallState, *, starting: bool = False) -> None:
        now = phase(state)
        start = "New call" if now == "ended" else "Start listening"
        self.start.setText("Starting…" if starting else start)
        self.start.setEnabled(not starting)
        self.start.setAccessibleName(self.start.text())
        self.start.setVisible(now in {"waiting", "ended"})
        self.pause.setVisible(now == "listening")
        self.resume.setVisible(now == "paused")
        self.end.setVisible(now in {"listening", "paused"})
        self.escalate.setVisible(now != "waiting")
        self.escalate.setText("Open the note…" if now == "ended" else "Escalate…")
        self.escalate.setAccessibleName(self.escalate.text().rstrip("…"))
        urgent = state.risk.level == "high" and now != "waiting"
        restyle(self.escalate, kind="primary" if urgent else "normal")
