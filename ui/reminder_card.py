"""The reminder: say back what you heard, with the customer's own facts to say."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from app.call.state import Fact, Reminder
from ui.card import Card
from ui.controls import announce, button, label, plain_tip
from ui.flow import FlowLayout
from ui.phrase import Phrase
from ui.theme import SMALL_GAP, Palette, font

OPENING = "“Let me make sure I have this right…”"
HINT = "ticks itself off as you say it, in your own words"
CHIP_CHARS = 40
"""A longer fact is cut; the whole of it is in the tool tip and the accessible name."""


class ReminderCard(Card):
    """Fed by one `Reminder` or None."""

    postponed = Signal()
    ticked = Signal(str)
    """Key of the fact that the agent ticked by hand."""

    def __init__(self, *, reduced_motion: bool = False) -> None:
        super().__init__()
        self._still = reduced_motion
        self._reminder: Reminder | None = None
        self.chips: dict[str, QPushButton] = {}
        self.setAccessibleName("Reminder")
        self.later = button("Later", "plain", name="Remind me later")
        self.later.clicked.connect(self.postponed)
        self._phrase = Phrase(font(16, QFont.Weight.Medium))
        self._phrase.set_text(OPENING)
        top = QHBoxLayout()
        top.addWidget(label("Say back what you heard", "key"))
        top.addStretch(1)
        top.addWidget(self.later)
        self._flow = FlowLayout(gap=SMALL_GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 8, 8, 12)
        column.setSpacing(5)
        column.addLayout(top)
        column.addWidget(self._phrase)
        column.addLayout(self._flow)
        column.addWidget(label(HINT, "small", wrap=True))
        self.hide()

    def set_colors(self, colors: Palette) -> None:
        super().set_colors(colors)
        self._phrase.set_color(colors.fg)
        self.set_stripe(colors.watch)

    def show_reminder(self, reminder: Reminder | None) -> None:
        if reminder == self._reminder:
            return
        before, self._reminder = self._reminder, reminder
        if reminder is None:
            self.hide()
            return
        self._show_facts(reminder.facts)
        if before is not None and before.t == reminder.t:
            return
        said = ", ".join(fact.words for fact in reminder.facts)
        self.setAccessibleDescription(f"Say back what you heard: {said}")
        self.appear(fade=not self._still)
        announce(self, f"Say back what you heard: {said}")

    def _show_facts(self, facts: tuple[Fact, ...]) -> None:
        keys = [fact.key for fact in facts]
        if keys != list(self.chips):
            for chip in self.chips.values():
                self._flow.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self.chips = {fact.key: self._chip(fact) for fact in facts}
            for chip in self.chips.values():
                self._flow.addWidget(chip)
                chip.show()
        for fact in facts:
            chip = self.chips[fact.key]
            done = fact.said_back is not None
            short = shortened(fact.words)
            chip.setText(f"✓ {short}" if done else short)
            chip.setToolTip(plain_tip(fact.words) if short != fact.words else "")
            chip.setAccessibleName(fact.words)
            chip.setAccessibleDescription("said back" if done else "not yet said back")
            chip.setChecked(done)
            chip.setEnabled(not done)

    def _chip(self, fact: Fact) -> QPushButton:
        chip = button(fact.words, "chip")
        chip.setCheckable(True)
        chip.setProperty("fact", fact.key)
        chip.clicked.connect(self._on_chip)
        return chip

    def _on_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.ticked.emit(str(chip.property("fact")))


def shortened(words: str) -> str:
    """Return words that fit on a chip."""
    return words if len(words) <= CHIP_CHARS else words[: CHIP_CHARS - 1].rstrip() + "…"
