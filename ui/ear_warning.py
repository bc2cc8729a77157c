"""Honest ears: one sentence about what cannot be heard, one action, gone when it is well again."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.call.state import CallState, Ear
from speech.events import CHANNELS, Channel, HealthState
from ui.controls import announce, button, label
from ui.theme import SMALL_GAP

ActionName = Literal["", "restart", "settings"]

SENTENCES: dict[tuple[Channel, HealthState], str] = {
    ("customer", "silent"): "I can’t hear the customer.",
    ("customer", "no-data"): "I can’t hear the customer.",
    ("customer", "gone"): "The customer’s sound is gone.",
    ("customer", "clipping"): "The customer’s sound is too loud and breaks up.",
    ("customer", "lagging"): "I am behind the call.",
    ("customer", "bleed"): "I hear your voice on the customer’s side.",
    ("agent", "silent"): "I can’t hear you.",
    ("agent", "no-data"): "I can’t hear you.",
    ("agent", "gone"): "Your microphone is gone.",
    ("agent", "clipping"): "Your microphone is too loud and breaks up.",
    ("agent", "lagging"): "I am behind the call.",
    ("agent", "bleed"): "I hear the customer in your microphone.",
}
ACTIONS: dict[HealthState, tuple[ActionName, str]] = {
    "silent": ("settings", "Which device is it?"),
    "no-data": ("restart", "Listen again"),
    "gone": ("restart", "Listen again"),
    "clipping": ("", ""),
    "lagging": ("", ""),
    "bleed": ("", ""),
}
DEAF: frozenset[HealthState] = frozenset({"silent", "no-data", "gone"})


@dataclass(frozen=True, slots=True)
class EarTrouble:
    """What is wrong with one ear, in the person's words."""

    channel: Channel
    deaf: bool
    """Nothing is heard: signals of this side pause until it is."""
    sentence: str
    detail: str
    action: ActionName
    action_text: str


def trouble(state: CallState) -> EarTrouble | None:
    """Return the worst trouble of the two ears, the customer's first; None if both are well."""
    if not state.listening or state.paused or state.ended:
        return None
    found = [_of(channel, state.ears[channel]) for channel in CHANNELS]
    known = [one for one in found if one is not None]
    return min(known, key=lambda one: not one.deaf, default=None)


def _of(channel: Channel, ear: Ear) -> EarTrouble | None:
    if ear.health == "ok":
        return None
    action, text = ACTIONS[ear.health]
    detail = ear.detail[:1].upper() + ear.detail[1:]
    return EarTrouble(
        channel=channel,
        deaf=ear.health in DEAF,
        sentence=SENTENCES[channel, ear.health],
        detail=f"{detail.rstrip('.')}." if detail else "",
        action=action,
        action_text=text,
    )


class EarWarning(QWidget):
    """Fed by one `EarTrouble` or None."""

    acted = Signal(str)
    """Name of the action."""

    def __init__(self) -> None:
        super().__init__()
        self._trouble: EarTrouble | None = None
        self._card = QWidget()
        self._card.setProperty("ground", "warning")
        self._card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = label("", "strong", wrap=True)
        self.detail = label("", wrap=True)
        self.action = button("", "primary")
        self.action.clicked.connect(self._on_action)
        self.kept = label("Your notes so far are kept. Signals pause until I can hear again.",
                          "small", wrap=True)  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(SMALL_GAP)
        row.setContentsMargins(0, 5, 0, 0)
        row.addWidget(self.action)
        row.addStretch(1)
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(12, 11, 12, 11)
        inner.setSpacing(3)
        inner.addWidget(self.sentence)
        inner.addWidget(self.detail)
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
        self.detail.setText(found.detail)
        self.detail.setVisible(bool(found.detail))
        self.action.setText(found.action_text)
        self.action.setAccessibleName(found.action_text)
        self.action.setVisible(bool(found.action))
        self.kept.setVisible(found.deaf)
        self.setAccessibleDescription(f"{found.sentence} {found.detail}".strip())
        if before is None or before.sentence != found.sentence:
            announce(self, found.sentence)

    def _on_action(self) -> None:
        if self._trouble:
            self.acted.emit(self._trouble.action)
