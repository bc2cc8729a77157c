"""The top row: the name, how long the call is, both ears, and what can be done with the window."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.call.clock import clock, spoken
from app.call.state import CallState
from speech.events import CHANNELS
from ui.controls import button, label, plain_tip
from ui.ears import EarMeter
from ui.theme import Palette, figures

NAME = "Hearback"
CALLER_WIDTH = 90
"""Pixels that a caller's name may take; the rest is in the tool tip."""


class Header(QWidget):
    """Fed by the call state; draws only its time and ears."""

    collapse_clicked = Signal()
    menu_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._time = label("", "muted")
        self._time.setFont(figures(12))
        self.ears = {channel: EarMeter(channel) for channel in CHANNELS}
        self.menu = button("⋯", "plain", name="Menu", hint="More: captions, theme, quit")
        self.menu.clicked.connect(self.menu_clicked)
        self.collapse = button("–", "plain", name="Collapse", hint="Collapse to a strip")
        self.collapse.clicked.connect(self.collapse_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 7, 7)
        row.setSpacing(10)
        self._name = label(NAME, "name")
        row.addWidget(self._name)
        row.addWidget(self._time)
        row.addStretch(1)
        for ear in self.ears.values():
            row.addWidget(ear)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.menu)
        buttons.addWidget(self.collapse)
        row.addLayout(buttons)

    def set_colors(self, colors: Palette) -> None:
        for ear in self.ears.values():
            ear.set_colors(colors)

    def show_caller(self, who: str) -> None:
        """Put the caller where the program's name is; "" brings that back."""
        shown = self._name.fontMetrics().elidedText(who, Qt.TextElideMode.ElideRight, CALLER_WIDTH)
        self._name.setText(shown or NAME)
        self._name.setToolTip(plain_tip(who))
        self._name.setAccessibleName(f"Call with {who}" if who else NAME)

    def show_call(self, state: CallState) -> None:
        text = clock(state.t) if state.t > 0 or state.listening else ""
        if text != self._time.text():
            self._time.setText(text)
            self._time.setAccessibleName(f"Call time {spoken(state.t)}" if text else "")
        sick = sum(ear.health != "ok" for ear in state.ears.values())
        self._name.setVisible(not sick)
        for channel, ear in self.ears.items():
            ear.set_short(sick > 1)
            ear.show_ear(state.ears[channel])
            ear.setVisible(state.listening or state.ended)
