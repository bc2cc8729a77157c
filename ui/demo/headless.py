"""The demo without a screen: plays the agent's few clicks, then writes what came of the call."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, QTimer

from app.call.actions import FactTicked
from app.call.analysis import Watcher
from app.call.effects import Effect
from app.call.session import Step
from app.call.state import CallState
from app.outbox.courier import DeliveryResult
from models.errors import HearbackError
from ui.bootstrap import leave
from ui.demo.pictures import Moments, Painter, save_all
from ui.demo.results import write_results
from ui.later import Later
from ui.overlay import Overlay
from ui.send_result import SendResult
from ui.workplace import Workplace

log = logging.getLogger(__name__)

TICK_AFTER = 6.0
"""Seconds of the call after which a fact of the reminder is ticked, as by a click."""
PATIENCE_MS = 60_000
"""Milliseconds that sending may take after the call."""
NOTE_SIZE = QSize(720, 820)
"""Pixels: the screen that is not there is smaller than any that is."""
TOO_LONG = "The note of the demo could not be sent in time; see the log."


class Headless(QObject):
    """Watches one call and ends the application when it is over."""

    def __init__(self, workplace: Workplace, later: Later, out: Path, *, pictures: bool) -> None:
        super().__init__(workplace)
        self.failure = ""
        self._workplace = workplace
        self._later = later
        self._out = out
        self._pictures = pictures
        self._moments = Moments(self)
        self._watcher = Watcher()
        self._painter = Painter(workplace.theme, out)
        self._ticked = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._on_too_long)
        workplace.calls.fed.connect(self._on_fed)
        workplace.calls.happened.connect(self._on_happened)
        workplace.call_failed.connect(self._on_failed)
        workplace.call_ended.connect(self._on_ended)

    def summary(self) -> str:
        """Return what was left where, for the person who asked."""
        pictures = f"{len(self._painter.files)} pictures, " if self._pictures else ""
        return f"{pictures}events.jsonl, analysis.json, note.json and note.md are in {self._out}"

    def _on_fed(self, item: object, state: CallState) -> None:
        self._watcher.see(item, Step(state))  # type: ignore[arg-type]  # a signal carries objects
        self._moments.follow(item, state)
        reminder = state.reminder
        if self._ticked or reminder is None or state.t < reminder.t + TICK_AFTER:
            return
        waiting = [fact.key for fact in reminder.facts if fact.said_back is None]
        if waiting and not isinstance(item, FactTicked):
            self._ticked = True
            chip = self._workplace.overlay.reminder.chips.get(waiting[0])
            if chip is not None:
                QTimer.singleShot(0, chip, chip.click)

    def _on_happened(self, effect: Effect) -> None:
        self._moments.happened(effect, self._workplace.state)

    def _on_failed(self, sentence: str) -> None:
        self.failure = sentence

    def _on_ended(self, state: CallState) -> None:
        if (
            self.failure
            or not self._guarded(lambda: write_results(self._watcher, self._out))
            or not self._pictures
        ):
            leave()
        elif self._guarded(lambda: save_all(self._moments.kept, self._painter)):
            self._patience.start(PATIENCE_MS)
            self._hand_over()

    def _hand_over(self) -> None:
        """Open the note and send it the way an agent would, once the outbox is there."""
        handoff = self._later.handoff
        if handoff is None:
            QTimer.singleShot(50, self, self._hand_over)
            return
        handoff.desk.delivered.connect(self._on_delivered)
        handoff.desk.not_enqueued.connect(self._on_not_enqueued)
        self._workplace.overlay.footer.escalate.click()
        window = handoff.window
        if window is not None:
            window.resize(NOTE_SIZE)
        if window is not None and self._guarded(lambda: self._painter.shoot("note", window)):
            window.send()

    def _on_not_enqueued(self, _call: str, why: str) -> None:
        self.failure = why
        leave()

    def _on_delivered(self, result: DeliveryResult) -> None:
        self._guarded(lambda: self._painter.save("sent", lambda: self._sent(result)))
        leave()

    def _sent(self, result: DeliveryResult) -> Overlay:
        card = SendResult()
        overlay = self._painter.overlay(self._workplace.state)
        overlay.adopt(card)
        card.show_result(result)
        overlay.refresh()
        overlay.fit()
        return overlay

    def _on_too_long(self) -> None:
        self.failure = TOO_LONG
        leave()

    def _guarded(self, work: Callable[[], object]) -> bool:
        """Do it; where it fails keep the sentence, leave, and return False."""
        try:
            work()
        except HearbackError as error:
            log.exception("demo")
            self.failure = error.person
        except OSError as error:
            log.exception("demo")
            self.failure = f"{self._out} cannot be written: {error.strerror}."
        if self.failure:
            leave()
        return not self.failure
