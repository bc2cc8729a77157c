"""One thread for what may take a while: the outbox, the keyring, a download.

Its results come back on the thread of the window. One after the other, so what it works on needs
no locks.
"""

import logging
import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from models.errors import HearbackError

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[], None]

WAITING = 64
"""Jobs that may wait; more means that the thread hangs."""
STOP_SECONDS = 3.0


class BehindError(HearbackError):
    """Too much is waiting to be done."""

    default_person = "Hearback is busy and could not do that. Please try again in a moment."
    default_retryable = True


class Worker(QObject):
    """Live on the window's thread; `submit` from it."""

    _back = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox: queue.Queue[Work | None] = queue.Queue(WAITING)
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
        try:
            self._inbox.put_nowait(partial(self._do, work, done, failed))
        except queue.Full:
            failed(BehindError(f"{self._thread.name} is behind by {WAITING} jobs"))

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
        for work in iter(self._inbox.get, None):
            work()

    def _do(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[HearbackError], object],
    ) -> None:
        try:
            result = work()
        except HearbackError as error:
            log.warning("%s: %s", type(error).__name__, error)
            self._return(partial(failed, error))
        except Exception as error:
            log.exception("%s: unexpected", self._thread.name)
            self._return(partial(failed, HearbackError(f"unexpected {type(error).__name__}")))
        else:
            self._return(partial(done, result))

    def _return(self, call: Callable[[], object]) -> None:
        try:
            self._back.emit(call)
        except RuntimeError:
            log.debug("%s: the window is gone", self._thread.name)

    @Slot(object)
    def _on_back(self, call: Callable[[], object]) -> None:
        call()
