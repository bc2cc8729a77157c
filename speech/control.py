"""Commands on standard input: `pause`, `resume`, `stop`, one a line; its end means `stop`.

The end of the input is a command because a window that was killed cannot send one: the listener
must not go on hearing for nobody.
"""

import logging
import os
import queue
import threading
from typing import Literal

log = logging.getLogger(__name__)

Command = Literal["pause", "resume", "stop"]
_KNOWN: dict[bytes, Command] = {b"pause": "pause", b"resume": "resume", b"stop": "stop"}
MAX_LINE = 1_000
"""Bytes without a line end after which the input is taken for rubbish and dropped."""


class Control:
    """Commands from any thread or signal handler, looked at by the worker loop."""

    def __init__(self) -> None:
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._woken_by: list[Command] = []

    def send(self, command: Command) -> None:
        """Queue a command and wake the worker if it waits. Safe in a signal handler."""
        self._commands.put(command)

    def wait(self, seconds: float) -> None:
        """Sleep, but wake at once when a command comes. For the worker's thread only."""
        try:
            self._woken_by.append(self._commands.get(timeout=seconds))
        except queue.Empty:
            return

    def pending(self) -> list[Command]:
        """Return and forget the commands so far. For the worker's thread only."""
        found, self._woken_by = self._woken_by, []
        while not self._commands.empty():
            found.append(self._commands.get())
        return found

    def read(self, descriptor: int) -> threading.Thread:
        """Read commands from a file descriptor on a thread of its own until it ends.

        The descriptor is read without Python's buffers: their lock would be held by this thread
        when the interpreter ends.
        """
        reader = threading.Thread(
            target=self._read, args=(descriptor,), name="control", daemon=True
        )
        reader.start()
        return reader

    def _read(self, descriptor: int) -> None:
        rest = b""
        try:
            while data := os.read(descriptor, 4096):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._take(line.strip())
                rest = rest if len(rest) <= MAX_LINE else b""
        except OSError:
            log.warning("standard input cannot be read")
        self.send("stop")

    def _take(self, word: bytes) -> None:
        if command := _KNOWN.get(word):
            self.send(command)
        elif word:
            log.warning("unknown command of %d bytes", len(word))
