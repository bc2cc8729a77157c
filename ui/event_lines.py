"""From what a listener writes to events: whole lines, of limited length, broken ones left out."""

import logging

from speech.events import AnyEvent, BrokenEventError, decode

log = logging.getLogger(__name__)

MAX_LINE = 1_000_000
"""Bytes. Half an hour of words fits; more is not an event."""


class EventLines:
    """Pure but for its log, which never holds what was said."""

    def __init__(self) -> None:
        self._rest = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[AnyEvent]:
        """Take the next bytes; return the events that are whole by now."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        found = []
        for line in lines:
            if self._skipping:
                self._skipping = False
            elif event := _event(line):
                found.append(event)
        if len(self._rest) > MAX_LINE:
            log.warning("left out an endless line from the listener")
            self._rest, self._skipping = b"", True
        return found


def _event(line: bytes) -> AnyEvent | None:
    if len(line) > MAX_LINE:
        log.warning("left out a line of %d bytes from the listener", len(line))
        return None
    if not line.strip():
        return None
    try:
        return decode(line)
    except BrokenEventError as error:
        log.warning("left out a broken line from the listener: %s", error)
        return None
