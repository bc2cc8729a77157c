"""The demo without a screen: plays the agent's few clicks, then writes what came of the call."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.call.actions import FactTicked
from app.call.effects import Effect
from app.call.state import CallState
from models.errors import HearbackError
from ui.demo.pictures import Moments, Painter, save_all
from ui.demo.results import write_results
from ui.workplace import Workplace

log = logging.getLogger(__name__)

TICK_AFTER = 6.0
"""Seconds of the call after which a fact of the reminder is ticked, as by a click."""


class Headless(QObject):
    """Watches one call and ends the application when it is over."""

    def __init__(self, app: QApplication, workplace: Workplace, out: Path) -> None:
        super().__init__(workplace)
        self.failure = ""
        self._app = app
        self._workplace = workplace
        self._out = out
        self._moments = Moments(self)
        self._painter = Painter(workplace.theme, out)
        self._ticked = False
        workplace.calls.fed.connect(self._on_fed)
        workplace.calls.happened.connect(self._on_happened)
        workplace.listener.failed.connect(self._on_failed)
        workplace.call_ended.connect(self._on_ended)

    def summary(self) -> str:
        """Return what was left where, for the person who asked."""
        count = len(self._painter.files)
        return f"{count} pictures, events.jsonl, analysis.json, note.json, note.md: {self._out}"

    def _on_fed(self, item: object, state: CallState) -> None:
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
        try:
            if not self.failure:
                save_all(self._moments.kept, self._painter)
                write_results(state, self._out)
        except HearbackError as error:
            log.exception("demo")
            self.failure = error.person
        except OSError as error:
            log.exception("demo")
            self.failure = f"{self._out} cannot be written: {error.strerror}."
        self._app.quit()
