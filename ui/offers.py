"""What an earlier run left unsent, offered one after the other."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.outbox.entry import Draft
from ui.toast import Toast

OPEN, DISCARD = "Open", "Discard"


class Offers(QObject):
    """Asks in the window's toast; the answer is a signal."""

    taken = Signal(object)
    """Draft."""
    refused = Signal(object)
    """Draft."""

    def __init__(self, toast: Toast, parent: QObject) -> None:
        super().__init__(parent)
        self._toast = toast
        self._waiting: list[Draft] = []
        toast.chosen.connect(self._on_choice)

    def make(self, drafts: Iterable[Draft]) -> None:
        """Offer these, in this order."""
        self._waiting = list(drafts)
        self._offer()

    def _offer(self) -> None:
        if self._waiting:
            started = datetime.fromisoformat(self._waiting[0].started).astimezone()
            sentence = f"A note from the call at {started:%H:%M} was not sent."
            self._toast.say(sentence, (OPEN, DISCARD))

    @Slot(str)
    def _on_choice(self, choice: str) -> None:
        if self._waiting:
            draft = self._waiting.pop(0)
            (self.taken if choice == OPEN else self.refused).emit(draft)
            self._offer()
