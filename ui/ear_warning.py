"""Honest ears: one sentence about what cannot be heard, one action, gone when it is well again."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from speech.events import Channel
from ui.controls import announce, button, label, plain_tip
from ui.ear_trouble import NOTHING, Candidate, EarTrouble
from ui.theme import SMALL_GAP

KEPT = "Your notes so far are kept. Signals pause until I can hear again."


class EarWarning(QWidget):
    """Fed by one `EarTrouble` or None. Keeps what `trouble` is to know beside the call's state."""

    acted = Signal(object)
    """EarTrouble, whose action somebody else does."""
    known_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.known = NOTHING
        self._trouble: EarTrouble | None = None
        self._card = QWidget()
        self._card.setProperty("ground", "warning")
        self._card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = label("", "strong", wrap=True)
        self.action = button("", "primary")
        self.action.clicked.connect(self._on_action)
        self.kept = label(KEPT, "small", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(SMALL_GAP)
        row.setContentsMargins(0, 5, 0, 0)
        row.addWidget(self.action)
        row.addStretch(1)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(12, 11, 12, 11)
        inner.setSpacing(3)
        inner.addWidget(self.sentence)
        inner.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._card)
        column.addWidget(self.kept)
        self.setAccessibleName("Sound warning")
        self.hide()

    def show_trouble(self, found: EarTrouble | None) -> None:
        if found == self._trouble:
            return
        before, self._trouble = self._trouble, found
        self.setVisible(found is not None)
        if found is None:
            return
        self.sentence.setText(f"⚠ {found.sentence}")
        self._card.setToolTip(plain_tip(found.detail))
        self.action.setText(found.action_text)
        self.action.setAccessibleName(found.action_text)
        self.kept.setVisible(found.signals_pause)
        self.setAccessibleDescription(f"{found.sentence} {found.detail}".strip())
        if before is None or before.kind != found.kind or before.channel != found.channel:
            announce(self, found.sentence)

    # What is known beside the call

    def forget(self) -> None:
        """Let everything be said again: a new call has begun."""
        self.known = NOTHING
        self.known_changed.emit()

    def offer(self, channel: Channel, live: Candidate | None) -> None:
        """Name a device on which sound was heard, to be tried instead; None: there is none."""
        others = tuple(one for one in self.known.live if one[0] != channel)
        now = others if live is None else (*others, (channel, live))
        if now != self.known.live:
            self.known = replace(self.known, live=now)
            self.known_changed.emit()

    def other_ear(self, t: float) -> None:
        """Say that since `t` on the call clock another recognizer hears."""
        self.known = replace(self.known, other_ear_at=t)
        self.known_changed.emit()

    def _on_action(self) -> None:
        found = self._trouble
        if found is None:
            return
        if found.action != "hush":
            self.acted.emit(found)
            return
        if found.kind == "ok":
            self.known = replace(self.known, other_ear_at=None)
        else:
            hushed = self.known.hushed | {(found.channel, found.kind)}
            self.known = replace(self.known, hushed=hushed)
        self.known_changed.emit()
