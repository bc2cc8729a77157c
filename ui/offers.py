"""What an earlier run left unsent, offered one after the other."""

from collections.abc import Iterable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal, Slot

from app.outbox.entry import Draft
from ui.toast import Toast

OPEN, DISCARD, LATER = "Open", "Discard", "Later"


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
            when = f"{started:%H:%M}" if _today(started) else f"{started:%H:%M on %A}"
            more = len(self._waiting) - 1
            rest = f" {more} more {'waits' if more == 1 else 'wait'}." if more else ""
            sentence = f"A note from the call at {when} was not sent.{rest}"
            self._toast.say(sentence, (OPEN, DISCARD, LATER))

    @Slot(str)
    def _on_choice(self, choice: str) -> None:
        if self._waiting:
            draft = self._waiting.pop(0)
            if choice == LATER:  # they stay, and the menu has them
                self._waiting.clear()
                return
            (self.taken if choice == OPEN else self.refused).emit(draft)
            self._offer()


def _today(when: datetime) -> bool:
    return when.date() == datetime.now(UTC).astimezone().date()
