"""The two buttons beside a reading: "Not so", and once that is said "Noted" with a way back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.controls import announce, button, label
from ui.readings import Reading

NOTED = "Noted"
HINT = "You hear the customer: say that this is not so, and it counts less in this call"


class NotSo(QWidget):
    """Fed by one `Reading`, or None."""

    said = Signal(str, object)
    """Kind and utterance of the reading."""
    taken_back = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._reading: Reading | None = None
        self.say = button("Not so", "plain", hint=HINT)
        self.noted = label(NOTED, "key")
        self.undo = button("Undo", "plain", hint="Take your “not so” back")
        self.say.clicked.connect(self.contradict)
        self.undo.clicked.connect(self._on_undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.say, self.noted, self.undo):
            row.addWidget(part)
        self.show_reading(None)

    def show_reading(self, reading: Reading | None) -> None:
        before, self._reading = self._reading, reading
        words = reading.words if reading else ""
        struck = reading is not None and reading.struck
        had = self.say.hasFocus() or self.undo.hasFocus()
        self.say.setVisible(reading is not None and not struck)
        self.noted.setVisible(struck)
        self.undo.setVisible(struck)
        self.say.setAccessibleName(f"Not so: {words}")
        self.undo.setAccessibleName(f"Undo not so: {words}")
        if struck and before is not None and reading is not None and not before.struck:
            announce(self, NOTED)
        if had and reading is not None:
            (self.undo if struck else self.say).setFocus()

    def contradict(self) -> None:
        """Say "not so" to what is shown, if it still stands."""
        if self._reading is not None and not self._reading.struck:
            self.said.emit(self._reading.kind, self._reading.utterance)

    def _on_undo(self) -> None:
        if self._reading is not None and self._reading.struck:
            self.taken_back.emit(self._reading.kind, self._reading.utterance)
