"""One sentence that the person should know, shown for a while in the window itself."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import announce, button, label
from ui.theme import SMALL_GAP

SECONDS = 10


class Toast(QWidget):
    """Fed by `say`; an offer (with choices) stays until it is answered."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Message")
        self._text = label("", wrap=True)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(SMALL_GAP)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        self._offer: tuple[str, tuple[str, ...]] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 9)
        column.addWidget(self._text)
        column.addLayout(self._choices)
        self.hide()

    def text(self) -> str:
        """Return the sentence on show, "" if none is."""
        return "" if self.isHidden() else self._text.text()

    def say(self, sentence: str, choices: tuple[str, ...] = ()) -> None:
        """Show a sentence; with `choices` as buttons that emit `chosen`, until one is clicked.

        A sentence that comes while an offer waits is shown first, then the offer again.
        """
        if choices:
            self._offer = (sentence, choices)
        while (item := self._choices.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for index, choice in enumerate(choices):
            made = button(choice, "primary" if index == 0 else "quiet")
            made.clicked.connect(self._on_choice)
            self._choices.addWidget(made)
        if choices:
            self._choices.addStretch(1)
            self._timer.stop()
        else:
            self._timer.start(SECONDS * 1000)
        self._text.setText(sentence)
        self.setAccessibleDescription(sentence)
        self.show()
        announce(self, sentence)

    def _on_time(self) -> None:
        if self._offer is None:
            self.hide()
        else:
            self.say(*self._offer)

    def _on_choice(self) -> None:
        choice = self.sender().text()  # type: ignore[attr-defined]
        self._offer = None
        self.hide()
        self.chosen.emit(choice)
