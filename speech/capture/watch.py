"""Watches a sound server: a fresh look after every change, and again when it comes back."""

import logging
import queue
import subprocess
import threading
from collections.abc import Callable, Sequence
from typing import IO

from speech.capture.system import Snapshot, SoundServerError

log = logging.getLogger(__name__)

AGAIN = 0.25
"""Seconds between two tries to reach a server that is gone."""
SETTLE = 0.03
"""Seconds after a change before the look: changes come in bursts."""
FRESH = 0.5
"""Seconds after which a new subscription is not trusted to have seen everything: look again."""
TRIES = 2
"""Looks that must fail, on a server that otherwise seems alive, before it counts as gone."""


class Watch:
    """Two threads, so that a server that hangs holds up nobody.

    One reads what the subscription says, one looks; the worker only ever empties a queue.
    """

    def __init__(
        self, look: Callable[[], Snapshot], subscribe: Sequence[str], environment: dict[str, str]
    ) -> None:
        """`subscribe` prints one line for every change and ends when the server does."""
        self._look = look
        self._subscribe = list(subscribe)
        self._environment = environment
        self._news: queue.SimpleQueue[Snapshot | None] = queue.SimpleQueue()
        self._changed = threading.Event()
        self._closed = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._looker = threading.Thread(target=self._run, name="sound-watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._looker.start()

    def news(self) -> list[Snapshot | None]:
        """Return the snapshots since the last call; None where the server was gone."""
        found = []
        while not self._news.empty():
            found.append(self._news.get())
        return found

    def close(self) -> None:
        """End both threads; may be called twice."""
        self._closed.set()
        self._changed.set()
        self._end_subscription()
        if self._looker.is_alive():
            self._looker.join(timeout=1.0)
        self._end_subscription()

    def _run(self) -> None:
        failed = 0
        while not self._closed.is_set():
            fresh = self._process is None or self._process.poll() is not None
            subscribed = self._subscribed()
            self._changed.clear()
            try:
                snapshot = self._look()
            except SoundServerError:
                failed += 1
                if failed >= TRIES or not subscribed:
                    self._news.put(None)
                self._closed.wait(AGAIN)
                continue
            failed = 0
            self._news.put(snapshot)
            if subscribed:
                self._changed.wait(FRESH if fresh else None)
                self._closed.wait(SETTLE)
            else:
                self._closed.wait(AGAIN)

    def _subscribed(self) -> bool:
        """Subscribe unless that is so; return whether it is."""
        if self._process is not None and self._process.poll() is None:
            return True
        self._end_subscription()
        try:
            process = subprocess.Popen(  # noqa: S603  the user's own sound server
                self._subscribe,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self._environment,
            )
        except OSError as error:
            log.warning("%s: %s", self._subscribe[0], error.strerror)
            return False
        assert process.stdout is not None  # noqa: S101  it is a pipe
        self._process = process
        reader = threading.Thread(
            target=self._read, args=(process.stdout,), name="sound-changes", daemon=True
        )
        reader.start()
        return True

    def _end_subscription(self) -> None:
        process = self._process
        if process is not None:
            process.kill()
            process.wait()

    def _read(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                if b" on source" in line or b" on server" in line:
                    self._changed.set()
        self._changed.set()
