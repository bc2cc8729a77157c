"""Looks for new devices from a process of its own, for PortAudio only finds them when it starts."""

import logging
import subprocess
import tempfile
import time
from collections.abc import Callable
from typing import IO

import msgspec

from models.own_program import own_program

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds between the end of one look and the next."""


def command() -> list[str]:
    """Return how this installation lists its devices."""
    return own_program("devices", "--json")


class _Named(msgspec.Struct):
    name: str


class Scout:
    """Never waits: started by one call of `differs`, read by a later one."""

    def __init__(self, program: Callable[[], list[str]] = command) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._answer: IO[bytes] | None = None
        self._next = 0.0

    def differs(self, names: set[str]) -> bool:
        """Return whether the devices that there are now go by other names than these."""
        if self._process is None:
            if time.monotonic() >= self._next:
                self._answer = tempfile.TemporaryFile()  # noqa: SIM115  read by a later call
                self._process = subprocess.Popen(  # noqa: S603  this very program
                    self._program(),
                    stdin=subprocess.DEVNULL,
                    stdout=self._answer,
                    stderr=subprocess.DEVNULL,
                )
            return False
        if self._process.poll() is None:
            return False
        found = self._finish()
        return found is not None and found != names

    def forget(self) -> None:
        """End what is running and start over; may be called at any time."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._finish()

    def _finish(self) -> set[str] | None:
        """Return the names that the process found, None if it failed."""
        assert self._process is not None  # noqa: S101  as the callers know
        assert self._answer is not None  # noqa: S101
        status = self._process.wait()
        with self._answer as answer:
            answer.seek(0)
            found = answer.read()
        self._process = self._answer = None
        self._next = time.monotonic() + EVERY
        try:
            return {each.name for each in msgspec.json.decode(found, type=list[_Named])}
        except (msgspec.DecodeError, UnicodeDecodeError):
            log.warning("the devices cannot be listed: status %d", status)
            return None
