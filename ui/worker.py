"""One thread for what may take a while: the outbox, the keyring, a download.

Its results come back on the thread of the window. One after the other, so what it works on needs
no locks. Nothing of Qt may ever be let go of on the thread, for that would destroy it there: who
is to be told stays here, under a number, and the thread is only handed the work.
"""

import logging
import queue
import threading
from collections.abc import Callable
from itertools import count
from typing import TypeVar, cast

from PySide6.QtCore import QObject, Signal, Slot

from models.errors import HearbackError

log = logging.getLogger(__name__)

T = TypeVar("T")
Job = tuple[int, Callable[[], object]]
Told = tuple[Callable[[object], object], Callable[[HearbackError], object]]

WAITING = 64
"""Jobs that may wait; more means that the thread hangs."""
STOP_SECONDS = 3.0


class BehindError(HearbackError):
    """Too much is waiting to be done."""

    default_person = "Hearback is busy and could not do that. Try again in a moment."
    default_retryable = True


class Worker(QObject):
    """Lives on the window's thread; `submit` from it."""

    _back = Signal(int, object)
    """Number of the job, and its result or HearbackError."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox: queue.Queue[Job | None] = queue.Queue(WAITING)
        self._told: dict[int, Told] = {}
        self._numbers = count()
        self._back.connect(self._on_back)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[HearbackError], object],
    ) -> None:
        """Do `work` on the thread, then call `done` or `failed` here."""
        number = next(self._numbers)
        try:
            self._inbox.put_nowait((number, work))
        except queue.Full:
            failed(BehindError(f"{self._thread.name} is behind by {WAITING} jobs"))
        else:
            self._told[number] = (cast("Callable[[object], object]", done), failed)

    def stop(self) -> None:
        """Finish what is at hand and end, within `STOP_SECONDS`."""
        try:
            self._inbox.put_nowait(None)
        except queue.Full:
            log.warning("%s is full and is left to itself", self._thread.name)
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            log.warning("%s did not end in time", self._thread.name)

    def _run(self) -> None:
        while (job := self._inbox.get()) is not None:
            number, work = job
            result = self._done(work)
            try:
                self._back.emit(number, result)
            except RuntimeError:
                log.debug("%s: the window is gone", self._thread.name)
            del job, work, result

    def _done(self, work: Callable[[], object]) -> object:
        try:
            return work()
        except HearbackError as error:
            log.warning("%s: %s", type(error).__name__, error)
            return error
        except Exception as error:
            log.exception("%s: unexpected", self._thread.name)
            return HearbackError(f"unexpected {type(error).__name__}")

    @Slot(int, object)
    def _on_back(self, number: int, result: object) -> None:
        done, failed = self._told.pop(number)
        if isinstance(result, HearbackError):
            failed(result)
        else:
            done(result)
