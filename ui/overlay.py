"""The overlay: puts the pieces together and shows them one call state."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.call.state import CallState
from ui.captions import Captions
from ui.card import Card
from ui.controls import label, rule
from ui.cue_card import CueCard
from ui.ear_line import EarLine
from ui.ear_trouble import trouble
from ui.ear_warning import EarWarning
from ui.floating import FloatingWindow
from ui.footer import Footer, phase
from ui.header import Header
from ui.moments import Moments
from ui.placement import Places
from ui.reminder_card import ReminderCard
from ui.risk_line import RiskLine
from ui.strip import Strip
from ui.theme import GAP, Palette
from ui.toast import Toast


class Overlay(FloatingWindow):
    """Fed by the call state (`show_call`); its parts' signals are the clicks."""

    menu_requested = Signal(QPoint)

    def __init__(
        self, places: Places, *, captions: bool = True, reduced_motion: bool = False
    ) -> None:
        super().__init__(places)
        self.setWindowTitle("Hearback")
        self.setAccessibleName("Hearback")
        self._folded = False
        self._captions_on = captions
        self._state = CallState()
        self._starting = False
        self.header = Header()
        self.warning = EarWarning()
        self.cue = CueCard(reduced_motion=reduced_motion)
        self.reminder = ReminderCard(reduced_motion=reduced_motion)
        self.quiet = label("", "quiet", wrap=True)
        self.risk = RiskLine()
        self.moments = Moments()
        self.captions = Captions()
        self.ear_line = EarLine()
        self.toast = Toast()
        self.footer = Footer()
        self.strip = Strip()
        self._full = QWidget()
        self._middle = QVBoxLayout()
        self._guests: list[Card] = []
        self._left_out: set[QWidget] = set()
        self._cards: tuple[bool, ...] = ()
        self._caption_rule = rule()
        self._compose()
        self.header.collapse_clicked.connect(self.fold)
        self.header.menu_clicked.connect(self._on_menu)
        self.strip.opened.connect(self.unfold)
        self.warning.known_changed.connect(self.refresh)
        self.risk.opened.connect(self.refresh)
        self.show_call(CallState())

    def _compose(self) -> None:
        middle = self._middle
        middle.setContentsMargins(GAP, GAP, GAP, GAP)
        middle.setSpacing(11)
        for part in (
            self.toast, self.warning, self.cue, self.reminder, self.quiet, self.risk,
            self.moments, self._caption_rule, self.captions, self.ear_line,
        ):  # fmt: skip
            middle.addWidget(part)
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(rule())
        column.addLayout(middle)
        column.addWidget(rule())
        column.addWidget(self.footer)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addWidget(self._full)
        outer.addWidget(self.strip)
        self.strip.hide()

    # What is shown

    def set_colors(self, colors: Palette) -> None:
        super().set_colors(colors)
        for part in (
            self.header, self.cue, self.reminder, self.risk, self.moments, self.captions,
            self.strip,
        ):  # fmt: skip
            part.set_colors(colors)
        for guest in self._guests:
            guest.set_colors(colors)
        self.strip.show_call(self._state, self.warning.known)

    def show_call(self, state: CallState) -> None:
        """Draw this state. One card at a time: a deaf ear first, then the cue, the reminder."""
        self._state = state
        found = trouble(state, self.warning.known)
        deaf = found is not None and found.signals_pause
        live = phase(state) != "waiting"
        self.header.show_call(state)
        self.warning.show_trouble(found)
        cue = None if deaf or state.paused else state.cue
        reminder = None if deaf or state.paused or cue is not None else state.reminder
        self.cue.show_cue(cue)
        self.reminder.show_reminder(reminder)
        self._starting = self._starting and phase(state) == "waiting"
        told = bool(found or cue or reminder) or any(not one.isHidden() for one in self._guests)
        text = "" if told else quiet_words(state, starting=self._starting)
        self.quiet.setText(text)
        self.quiet.setVisible(bool(text))
        self.risk.show_call(state)
        self.risk.setVisible(live and not deaf)
        self.moments.show_moments(state.moments)
        self.moments.setVisible(live and not deaf)
        self.captions.show_captions(state.lines, state.partials)
        self._show_captions()
        self.ear_line.show_call(state)
        self.footer.show_call(state, starting=self._starting)
        self.strip.show_call(state, self.warning.known)
        cards = (found is not None, cue is not None, reminder is not None, bool(text))
        self._squeeze((*cards, self.risk.is_open))

    def fit(self) -> None:
        """On a short screen leave out what can wait, so that the buttons stay in reach."""
        if not self._folded and self.needed() > self.room():
            self._leave_out()  # and Qt asks to fit again
        super().fit()

    def _leave_out(self) -> None:
        for parts in self._can_wait():
            if parts == (self.risk,) and self.risk.is_open and self.risk.reasons.shorten():
                return
            if any(not part.isHidden() for part in parts):
                self._left_out.update(parts)
                for part in parts:
                    part.hide()
                return

    def _can_wait(self) -> tuple[tuple[QWidget, ...], ...]:
        captions = (self.captions, self._caption_rule)
        return (captions, (self.ear_line,), (self.moments,), (self.risk,))

    def _squeeze(self, cards: tuple[bool, ...]) -> None:
        """Keep left out what was, until other cards are shown."""
        if cards != self._cards:
            self._cards = cards
            self._left_out.clear()
            self.risk.reasons.lengthen()
        for part in self._left_out:
            part.hide()

    def adopt(self, card: Card) -> None:
        """Take in a card that is made later, above the others."""
        card.set_colors(self.colors)
        self._guests.append(card)
        self._middle.insertWidget(1, card)

    def refresh(self) -> None:
        """Draw the last state again: a guest has come or gone."""
        self.show_call(self._state)

    def show_starting(self, starting: bool) -> None:
        """Say that the listener is on its way, or that it is not coming."""
        self._starting = starting
        self.show_call(self._state)

    def set_captions(self, shown: bool) -> None:
        self._captions_on = shown
        self._show_captions()

    def _show_captions(self) -> None:
        shown = self._captions_on and phase(self._state) == "listening"
        self.captions.setVisible(shown)
        self._caption_rule.setVisible(shown)

    # Folded or whole

    def fold(self) -> None:
        """Become a strip."""
        self._set_folded(True)

    def unfold(self) -> None:
        """Become the whole window again."""
        self._set_folded(False)

    @property
    def folded(self) -> bool:
        return self._folded

    def go_to_its_place(self) -> None:
        place = self.place()
        self._show_folded(place is not None and place.strip)
        super().go_to_its_place()

    def dropped(self) -> None:
        self.remember(strip=self._folded)

    def _set_folded(self, folded: bool) -> None:
        if folded != self._folded:
            self._show_folded(folded)
            self.fit()
            self.remember(strip=folded)

    def _show_folded(self, folded: bool) -> None:
        self._folded = folded
        self._full.setVisible(not folded)
        self.strip.setVisible(folded)

    def take_keyboard(self) -> None:
        self.unfold()
        super().take_keyboard()
        first = self.footer.escalate if self.footer.escalate.isVisible() else self.footer.start
        chosen = self.cue.help if self.cue.isVisible() else first
        chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._set_folded(not self._folded)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    def _on_menu(self) -> None:
        self.menu_requested.emit(self.header.menu.mapToGlobal(self.header.menu.rect().bottomLeft()))


def quiet_words(state: CallState, *, starting: bool = False) -> str:
    """Return what stands where a card would be."""
    if starting:
        return "One moment: getting ready to listen."
    match phase(state):
        case "waiting":
            return "Ready. Start listening when the call begins: it is heard on this computer only."
        case "paused":
            return "Paused. Nothing is heard until you go on."
        case "ended":
            return "The call has ended. Its note is kept until you send or discard it."
        case "listening" if state.risk.level == "calm":
            return "Listening. Nothing to add: this is going well."
        case _:
            return "Listening."
