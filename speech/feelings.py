"""The emotion model beside the audio: a thread of its own, an inbox that never blocks."""

import logging
import threading
from collections import deque

from models.errors import HearbackError
from speech.events import Partial
from speech.feeling import CustomerLine, Feeling, Felt, Load

log = logging.getLogger(__name__)

INBOX = 16
"""Lines that may wait, while the model is loaded or the machine is busy; the oldest goes first.
A customer says about eight in a minute."""
FAILURES = 3
"""Lines in a row that could not be read, after which it is given up for this call."""
NOT_READ = "The customer's mood is not read in this call: the emotion model fails."


class Feelings:
    """Give it the customer's lines; take the events of those that are read, in order.

    All methods are for one thread; the model lives on another one, which ends with `close`.
    """

    def __init__(self, load: Load) -> None:
        """`load` is called once, on the thread of the model; what it raises ends the reading."""
        self._load = load
        self._inbox: deque[CustomerLine] = deque()
        self._done: deque[Felt] = deque()
        self._changed = threading.Condition()
        self._open = 0
        """Lines that wait or are being read."""
        self._closed = False
        self._over = False
        self._problem = ""
        self.dropped = 0
        """Lines that were never read because newer ones came."""
        self._thread = threading.Thread(target=self._run, name="feelings", daemon=True)

    def start(self) -> None:
        """Begin to load the model. Returns at once."""
        self._thread.start()

    def offer(self, line: CustomerLine) -> None:
        """Queue a line. Never waits: where too many do, the oldest of them is left out.

        What is said so far is out of date when more has been said, and is not read any more then.
        """
        with self._changed:
            if self._over or self._closed:
                return
            if self._inbox and isinstance(self._inbox[-1].said, Partial):
                self._inbox.pop()
                self._open -= 1
            if len(self._inbox) >= INBOX:
                self._inbox.popleft()
                self._open -= 1
                self.dropped += 1
            self._inbox.append(line)
            self._open += 1
            self._changed.notify_all()

    def take(self, *, wait: bool = False) -> list[Felt]:
        """Return what was read since the last time; with `wait`, all that was offered.

        `wait` is for recordings, which can, and whose events come in the same order every time.
        """
        with self._changed:
            if wait:
                self._changed.wait_for(lambda: self._over or not self._open)
            done = list(self._done)
            self._done.clear()
            return done

    def problem(self) -> str:
        """Return, once, the sentence that says why nothing is read; empty where all is well."""
        with self._changed:
            told, self._problem = self._problem, ""
            return told

    def close(self, patience: float) -> list[Felt]:
        """Return what is read within `patience` seconds, and end the thread."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or not self._open, patience)
            self._closed = True
            self._inbox.clear()
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(patience)
        if self.dropped:
            log.warning("feelings: %d lines dropped, too busy", self.dropped)
        return self.take()

    def _run(self) -> None:
        try:
            feeling = Feeling(self._load())
        except Exception as error:  # noqa: BLE001  whatever it is, the call goes on without
            self._give_up(error)
            return
        failed = 0
        while (line := self._next()) is not None:
            try:
                read = feeling.feed(line)
            except Exception as error:  # noqa: BLE001  one bad line must not end the call
                failed += 1
                self._finish(None)
                if failed >= FAILURES:
                    self._give_up(error)
                    return
                log.warning("feelings: a line could not be read: %s", type(error).__name__)
            else:
                failed = 0
                self._finish(read)

    def _next(self) -> CustomerLine | None:
        with self._changed:
            self._changed.wait_for(lambda: self._inbox or self._closed)
            return self._inbox.popleft() if self._inbox else None

    def _finish(self, read: Felt | None) -> None:
        with self._changed:
            self._open -= 1
            if read is not None:
                self._done.append(read)
            self._changed.notify_all()

    def _give_up(self, error: Exception) -> None:
        """Say it once in the log, keep one sentence for the person, let nobody wait."""
        own = isinstance(error, HearbackError)
        log.warning("no emotion in this call: %s", error if own else type(error).__name__)
        with self._changed:
            self._problem = error.person if isinstance(error, HearbackError) else NOT_READ
            self._over = True
            self._inbox.clear()
            self._changed.notify_all()
