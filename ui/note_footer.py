"""The last row of the note window: discard (asked once, undoable), mask, send."""

from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from ui.controls import announce, button, label

UNDO_SECONDS = 8
"""For so long a discarded note can be had back."""

Face = Literal["ready", "asking", "discarded"]
_FACES: tuple[Face, ...] = ("ready", "asking", "discarded")


class NoteFooter(QWidget):
    """One of three faces. `discarded` comes when nothing can be undone any more."""

    send_clicked = Signal()
    mask_clicked = Signal()
    face_changed = Signal(str)
    """Face: with "discarded" the form is shut, with "ready" open again."""
    discarded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.discard = button("Discard", "quiet", hint="Throw this note away; asks first")
        self.mask_button = button("Mask selection", "quiet", hint="Hide what is selected (Ctrl+M)")
        self.send = button("Send to helpdesk", "primary", hint="Send the note (Ctrl+Enter)")
        self.count = label("", "small")
        self.keep = button("Keep it")
        self.throw = button("Discard the note")
        self.undo = button("Undo")
        self._left = label("", "muted")
        self._seconds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._faces = QStackedLayout(self)
        self._faces.addWidget(_row(self.discard, self.mask_button, None, self.count, self.send))
        asked = label("Discard this note? The call's draft goes with it.", "strong")
        self._faces.addWidget(_row(asked, None, self.keep, self.throw))
        self._faces.addWidget(_row(self._left, None, self.undo))
        self.discard.clicked.connect(self._ask)
        self.keep.clicked.connect(self._be_ready)
        self.throw.clicked.connect(self._throw)
        self.undo.clicked.connect(self._be_ready)
        self.mask_button.clicked.connect(self.mask_clicked)
        self.send.clicked.connect(self.send_clicked)

    @property
    def face(self) -> Face:
        return _FACES[self._faces.currentIndex()]

    def stops(self) -> list[QWidget]:
        """Return what Tab visits on the usual face, in order."""
        return [self.discard, self.mask_button, self.send]

    def show_count(self, masked: int) -> None:
        """Say how many items are masked."""
        words = {0: "nothing masked", 1: "1 item masked"}.get(masked, f"{masked} items masked")
        if words != self.count.text():
            self.count.setText(words)

    def show_sending(self, sending: bool) -> None:
        """Keep a second click from sending again."""
        self.send.setText("Sending…" if sending else "Send to helpdesk")
        for part in (self.send, self.discard, self.mask_button):
            part.setEnabled(not sending)

    def settle(self) -> None:
        """Take away the time to undo: the window goes."""
        if self.face == "discarded" and self._timer.isActive():
            self._timer.stop()
            self.discarded.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.face == "asking":
            self._be_ready()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self._turn("asking")
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _be_ready(self) -> None:
        self._timer.stop()
        self._turn("ready")
        self.discard.setFocus(Qt.FocusReason.OtherFocusReason)

    def _throw(self) -> None:
        self._seconds = UNDO_SECONDS
        self._show_left()
        self._turn("discarded")
        self.undo.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"Discarded. Undo within {UNDO_SECONDS} seconds.")
        self._timer.start()

    def _tick(self) -> None:
        self._seconds -= 1
        self._show_left()
        if self._seconds <= 0:
            self.settle()

    def _show_left(self) -> None:
        self._left.setText(f"Discarded. Gone for good in {max(self._seconds, 0)} s.")

    def _turn(self, face: Face) -> None:
        self._faces.setCurrentIndex(_FACES.index(face))
        self.face_changed.emit(face)


def _row(*parts: QWidget | None) -> QWidget:
    """Return the parts side by side; None is the gap that takes what is left."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(12, 9, 12, 9)
    row.setSpacing(8)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return made
