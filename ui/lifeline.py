"""Whether the listener lives, and what to do when it falls over. Pure: ticks and times come in."""

from collections import deque
from itertools import pairwise
from typing import Literal

TICK_MS = 300
"""Milliseconds between looks at the listener."""
QUIET_TICKS = 5
"""Looks in a row without a line from it, levels included, after which it hangs: 1.5 to 1.8 s. Looks
are counted and not seconds: after a computer's sleep, or when it is too busy for the window too,
they come late as well, and a healthy listener is not killed."""
READY_TICKS = 300
"""Looks until `ready`, 90 s: the largest vosk models load in about half of that from a slow disk,
and nothing is said meanwhile."""
MOST_CRASHES = 3
CRASH_WINDOW = 60.0
"""Seconds: `MOST_CRASHES` within it, and the recognizer is held to be the cause."""

Next = Literal["again", "other", "give up"]
EARS = ("vosk", "pocketsphinx")


class Pulse:
    """Counts the looks since the last sign of life."""

    def __init__(self, pace: float = 1.0) -> None:
        """`pace`: seconds of the call in one of ours; a recording played slowly ticks slowly."""
        slow = pace if 0.0 < pace < 1.0 else 1.0
        self._limit = round(QUIET_TICKS / slow)
        self._ready = False
        self._quiet = 0

    def felt(self, *, ready: bool = False) -> None:
        """Take note of a sign of life; the first one comes with `ready`."""
        self._ready = self._ready or ready
        self._quiet = 0

    def lost(self) -> bool:
        """Look; return whether it has been quiet for too long."""
        self._quiet += 1
        return self._quiet > (self._limit if self._ready else READY_TICKS)


class Crashes:
    """Remembers the crashes of one call and decides what follows from the next one."""

    def __init__(self) -> None:
        self._times: deque[float] = deque()
        self._changed = False

    def crashed(self, now: float) -> Next:
        """Take note of a crash at `now` seconds; return what to do.

        The other recognizer is tried once in a call: both in turn would never end.
        """
        self._times.append(now)
        while now - self._times[0] > CRASH_WINDOW:
            self._times.popleft()
        if len(self._times) < MOST_CRASHES:
            return "again"
        self._times.clear()
        if self._changed:
            return "give up"
        self._changed = True
        return "other"


def with_other_ear(arguments: list[str], heard_with: str) -> list[str]:
    """Return the listener's arguments with the other recognizer than `heard_with`.

    "" where none ever got ready: then the one that was asked for is the one that fails, and of
    `auto` it is vosk, because pocketsphinx is what it takes without a model. Whoever asked for no
    words at all ("none") gets none from another one either.
    """
    asked = _asked(arguments)
    if asked == "none":
        return arguments
    failing = heard_with or (asked if asked in EARS else "vosk")
    other = EARS[1 - EARS.index(failing)] if failing in EARS else EARS[1]
    return [*_without_ear(arguments), "--recognizer", other]


def _asked(arguments: list[str]) -> str:
    """Return what the last `--recognizer` says: it is the one that counts."""
    said = [after for flag, after in pairwise(arguments) if flag == "--recognizer"]
    return said[-1] if said else ""


def _without_ear(arguments: list[str]) -> list[str]:
    kept = list(arguments)
    while "--recognizer" in kept:
        at = kept.index("--recognizer")
        del kept[at : at + 2]
    return kept
