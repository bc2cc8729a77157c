"""Watching for a call where no softphone says so: asks, and never starts by itself.

Only where the settings say `watch_for_calls`. Between calls a listener without a recognizer hears
that somebody speaks, and no word. While it does, the window says so, with one click to stop it.
"""

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.phone.notice import CallNotice
from speech.events import AnyEvent
from ui.card import Card
from ui.controls import announce, button, label
from ui.listener import ListenerProcess
from ui.theme import DARK, Palette
from ui.workplace import Workplace

log = logging.getLogger(__name__)

WATCHING = "Watching for a call: hears that somebody speaks, writes nothing down."
WATCHING_SHORT = "Watching for a call"
ASKING = "It sounds like a call has begun. Listen?"


class WatchCard(Card):
    """Says that it watches, or asks."""

    listen_clicked = Signal()
    not_now_clicked = Signal()
    stop_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", wrap=True)
        self.listen = button("Listen", "primary", name="Listen to this call")
        self.not_now = button("Not now", "quiet", name="Do not listen to this call")
        self.stop = button("Stop watching", "quiet", name="Stop watching for calls")
        self.listen.clicked.connect(self.listen_clicked)
        self.not_now.clicked.connect(self.not_now_clicked)
        self.stop.clicked.connect(self.stop_clicked)
        row = QHBoxLayout()
        for each in (self.listen, self.not_now, self.stop):
            row.addWidget(each)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(15, 10, 10, 10)
        column.addWidget(self.words)
        column.addLayout(row)
        self.set_colors(DARK)
        self.hide()

    def set_colors(self, colors: Palette) -> None:
        super().set_colors(colors)
        self.set_stripe(colors.accent)

    def ask(self, asking: bool) -> None:
        """Ask whether to listen, or go back to saying that it watches."""
        self.words.setText(ASKING if asking else WATCHING)
        self.listen.setVisible(asking)
        self.not_now.setVisible(asking)
        self.stop.setVisible(not asking)
        self.show()
        if asking:
            announce(self, ASKING)


class CallWatch(QObject):
    """Watches whenever no call runs, until it is stopped."""

    def __init__(self, workplace: Workplace, *, program: Sequence[str] = ()) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._notice = CallNotice()
        self._wanted = True
        self.listener = ListenerProcess(self, program=program)
        self.card = WatchCard()
        workplace.overlay.adopt(self.card)
        self.listener.event_heard.connect(self._on_event)
        self.listener.failed.connect(self._on_failed)
        self.card.listen_clicked.connect(workplace.begin_call)
        self.card.not_now_clicked.connect(self._on_not_now)
        self.card.stop_clicked.connect(self._on_stop)
        workplace.opened.connect(self._watch)
        workplace.call_began.connect(self._rest)
        workplace.call_ended.connect(self._watch)
        workplace.source_changed.connect(self._on_source)
        workplace.closing.connect(self._rest)

    @Slot()
    def _watch(self) -> None:
        source = self._workplace.source
        if not self._wanted or source is None or self._workplace.in_call:
            return
        self._notice = CallNotice()
        self.listener.start((*source.arguments, "--recognizer", "none"), rate=source.rate)
        self.card.ask(False)
        self._workplace.overlay.strip.show_watch(WATCHING_SHORT)

    @Slot()
    def _rest(self) -> None:
        """Let go of the microphone at once."""
        self.listener.stop_now()
        self.card.hide()
        self._workplace.overlay.strip.show_watch("")

    @Slot()
    def _on_source(self) -> None:
        if self.listener.running:
            self._watch()

    @Slot()
    def _on_stop(self) -> None:
        self._wanted = False
        self._rest()

    @Slot()
    def _on_not_now(self) -> None:
        self.card.ask(False)

    @Slot(object)
    def _on_event(self, event: AnyEvent) -> None:
        if self._notice.feed(event):
            self._workplace.overlay.unfold()  # a question must be seen; the keyboard is not taken
            self.card.ask(True)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        log.warning("watching for calls ended: %s", sentence)
        self._rest()
        self._workplace.overlay.toast.say(sentence)
