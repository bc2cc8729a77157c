"""How the call is going: a word with its shape, its trend, how the customer sounds, and why."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.call.clock import clock
from app.call.state import CallState, RiskLevel
from ui.controls import button, plain_tip, restyle
from ui.mood_line import MoodLine
from ui.readings import Reading, readings
from ui.reason_list import NOTHING, ReasonList
from ui.theme import Palette
from ui.trend import TrendLine

SHAPES: dict[RiskLevel, str] = {"calm": "○", "watch": "●", "high": "▲"}
WORDS: dict[RiskLevel, str] = {"calm": "Calm", "watch": "Watch", "high": "High"}


def word(level: RiskLevel) -> str:
    """Return the level with its shape: "▲ High"."""
    return f"{SHAPES[level]} {WORDS[level]}"


def in_words(found: tuple[Reading, ...]) -> str:
    """Return the readings that stand, a line each, with when they were heard."""
    told = [f"{clock(one.t)}  {one.words}" for one in found if not one.struck]
    return "\n".join(told) or NOTHING


class RiskLine(QWidget):
    """Fed by the call state. A click on either word (or Space) opens the reasons in place."""

    not_so = Signal(str, object)
    """Kind and utterance of a reading that the agent contradicts."""
    taken_back = Signal(str, object)
    opened = Signal(bool)
    """The reasons are shown, or hidden again."""

    def __init__(self) -> None:
        super().__init__()
        self._told: object = None
        self.word = button(word("calm"), "level", hint="Why? Click to see the reasons.")
        self.word.setCheckable(True)
        self.word.toggled.connect(self.open_reasons)
        self.trend = TrendLine()
        self.mood = MoodLine()
        self.mood.toggled.connect(self.open_reasons)
        self.reasons = ReasonList()
        self.reasons.close_clicked.connect(self._on_close)
        self.reasons.hide()
        for part in (self.mood, self.reasons):
            part.not_so.connect(self.not_so)
            part.taken_back.connect(self.taken_back)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.word)
        row.addWidget(self.trend, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.mood)
        column.addSpacing(2)
        column.addWidget(self.reasons)
        self.show_call(CallState())

    def set_colors(self, colors: Palette) -> None:
        self.trend.set_colors(colors)

    def show_call(self, state: CallState) -> None:
        self.trend.show_risk(state.risk, state.t, state.marks)
        told = (state.risk.level, state.risk.reasons, state.mood, state.not_so)
        if told == self._told:
            return
        self._told = told
        self.mood.show_call(state)
        level, found = state.risk.level, readings(state)
        why = in_words(found)
        self.word.setText(word(level))
        restyle(self.word, level=level)
        self.word.setAccessibleName(f"How it is going: {WORDS[level]}")
        self.word.setAccessibleDescription(why)
        self.word.setToolTip(plain_tip(why))
        self.reasons.show_readings(found)

    @property
    def is_open(self) -> bool:
        """Whether the reasons are shown."""
        return not self.reasons.isHidden()

    @Slot(bool)
    def open_reasons(self, shown: bool) -> None:
        """Show the reasons in place, or hide them; both words show which."""
        self.reasons.setVisible(shown)
        for one in (self.word, self.mood.word):
            one.blockSignals(True)
            one.setChecked(shown)
            one.blockSignals(False)
        self.opened.emit(shown)

    @Slot()
    def _on_close(self) -> None:
        had = self.reasons.close_button.hasFocus()
        self.open_reasons(False)
        if had:
            (self.mood.word if self.mood.isVisible() else self.word).setFocus()
