"""How the customer sounds, in a word, with the agent's say beside it. Never a face or a number."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.call.state import CallState
from ui.controls import button, plain_tip, restyle
from ui.not_so import NotSo
from ui.readings import last_struck, mood_reading, mood_word

UNSURE = "–"
QUIET = frozenset({"", "neutral"})
"""Moods that can wait to be read."""
HINT = "A guess from the words alone, for you only. Click to see what was heard."


class MoodLine(QWidget):
    """Fed by the call state; hidden until a first mood was read, then a quiet dash when unsure."""

    toggled = Signal(bool)
    """The word was pressed: show the reasons, or hide them."""
    not_so = Signal(str, object)
    taken_back = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.word = button(UNSURE, "mood", hint=HINT)
        self.word.setCheckable(True)
        self.word.toggled.connect(self.toggled)
        self.answer = NotSo()
        self.answer.said.connect(self.not_so)
        self.answer.taken_back.connect(self.taken_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.word)
        row.addStretch(1)
        row.addWidget(self.answer)
        self.hide()

    def show_call(self, state: CallState) -> None:
        reading = mood_reading(state)
        words = mood_word(state.mood)
        self.word.setText(words or UNSURE)
        restyle(self.word, quiet="yes" if state.mood.name in QUIET else "no")
        name = f"The customer {words.lower()}" if words else "How the customer sounds: not sure"
        told = f"{reading.words}. {HINT}" if reading else HINT
        self.word.setAccessibleName(name)
        self.word.setAccessibleDescription(told)
        self.word.setToolTip(plain_tip(told))
        self.answer.show_reading(reading or last_struck(state))
        self.setVisible(bool(state.moods) or state.mood.utterance is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """N says "not so" while the word has the keyboard."""
        if event.key() == Qt.Key.Key_N and not event.modifiers():
            self.answer.contradict()
            return
        super().keyPressEvent(event)
