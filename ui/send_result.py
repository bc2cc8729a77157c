"""After Send: where the note is now, or that it waits safely and why. A card for the overlay."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.outbox.courier import DeliveryResult
from ui.card import Card
from ui.controls import announce, button, label
from ui.theme import DARK, Palette

_DONE = {
    "comment": "Private comment added.",
    "ticket": "New ticket, private note inside.",
    "file": "The note is in your notes folder.",
}
_OPEN = {"file": "Open note"}


class SendResult(Card):
    """Shows one `DeliveryResult`; `clock` says the time of day in seconds since the epoch."""

    open_requested = Signal(str)
    """The link of the ticket, for whoever opens it; `open_link` is the usual answer."""
    retry_requested = Signal(str)
    """Note id: try now."""
    dismissed = Signal()

    def __init__(self, desk: str = "RT", *, clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._desk = desk
        self._clock = clock
        self._result: DeliveryResult | None = None
        self.title = label("", "strong", wrap=True)
        self.words = label("", "muted", wrap=True)
        self.act = button("", "link")
        self.dismiss = button("✕", "plain", name="Dismiss", hint="Close this message")
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._tick)
        self.act.clicked.connect(self._on_act)
        self.dismiss.clicked.connect(self._on_dismiss)
        self._compose()
        self.set_colors(DARK)
        self.hide()

    def set_colors(self, colors: Palette) -> None:
        super().set_colors(colors)
        self._paint_stripe()

    def show_result(self, result: DeliveryResult) -> None:
        """Say what came of the attempt, in one title and one sentence, with one thing to do."""
        self._result = result
        self.title.setText(self._title(result))
        self._tick()
        self.act.setText(self._action(result))
        self.act.setAccessibleName(f"{self.act.text()}: {self.title.text()}")
        self.act.setVisible(bool(self.act.text()))
        self._paint_stripe()
        if result.state == "queued" and result.next_try is not None:
            self._second.start()
        else:
            self._second.stop()
        self.show()
        announce(self, f"{self.title.text()}. {self.words.text()}")

    def _compose(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.dismiss)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self.words, 1)
        below.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 8, 11)
        column.setSpacing(3)
        column.addLayout(top)
        column.addLayout(below)

    def _title(self, result: DeliveryResult) -> str:
        if result.state == "queued":
            return f"Queued · {_clause(result.why) or 'the helpdesk is not answering'}"
        if result.state == "failed":
            return f"Not sent · {_clause(result.why) or 'the helpdesk refused the note'}"
        if result.receipt is None or result.receipt.kind == "file":
            return "Sent · saved as a file"
        return f"Sent · {self._desk} #{result.receipt.ticket}"

    def _action(self, result: DeliveryResult) -> str:
        if result.state == "sent":
            kind = result.receipt.kind if result.receipt else ""
            return _OPEN.get(kind, "Open ticket") if result.receipt and result.receipt.link else ""
        return "Try now" if result.state == "queued" else "Try again"

    def _tick(self) -> None:
        result = self._result
        if result is None:
            return
        if result.state == "sent":
            words = _DONE.get(result.receipt.kind if result.receipt else "", "It has arrived.")
        elif result.state == "queued":
            words = f"Saved here. {self._when(result.next_try)}"
        else:
            words = f"Saved here. {result.cure}".strip()
        if words != self.words.text():
            self.words.setText(words)

    def _when(self, next_try: float | None) -> str:
        if next_try is None:
            return "It will be sent by itself."
        left = round(next_try - self._clock())
        if left <= 0:
            return "Trying now…"
        return f"Next try in {left} s." if left < 100 else f"Next try in {round(left / 60)} min."

    def _paint_stripe(self) -> None:
        state = self._result.state if self._result else "sent"
        colors = self.colors
        self.set_stripe(
            {"sent": colors.accent, "queued": colors.watch, "failed": colors.high}[state]
        )

    def _on_act(self) -> None:
        result = self._result
        if result is None:
            return
        if result.state == "sent" and result.receipt:
            self.open_requested.emit(result.receipt.link)
        else:
            self.words.setText("Trying now…")
            self.retry_requested.emit(result.note_id)

    def _on_dismiss(self) -> None:
        self._second.stop()
        self.hide()
        self.dismissed.emit()


def open_link(link: str) -> bool:
    """Open a ticket or a file in the program that the system has for it; False if it has none.

    Only web addresses and files: a helpdesk's answer cannot start anything else.
    """
    url = QUrl(link)
    return url.scheme() in {"http", "https", "file"} and QDesktopServices.openUrl(url)


def _clause(sentence: str) -> str:
    """Return a sentence so that it can follow "Queued · ", without capital and full stop."""
    plain = sentence.strip().rstrip(".")
    return (
        plain[:1].lower() + plain[1:] if plain.startswith(("The ", "No ", "Something ")) else plain
    )
