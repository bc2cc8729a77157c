"""Whether the listener lives, and what to do when it falls over. Pure: ticks and times come in."""

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

TICK_MS = 300
"""Milliseconds between looks at the listener."""
QUIET_TICKS = 5
"""Looks in a row without a line from it, levels included, after which it hangs: 1.5 to 1.8 s. Looks
are counted and not seconds: after a computer's sleep, or when it is too busy for the window too,
they come late as well, and a healthy listener is not killed."""
READY_TICKS, AGAIN_TICKS = 800, 200
"""Looks until `ready`, 240 s the first time in a call and 60 s later: a vosk model that nobody
checked is tried first, for up to 180 s (speech.recognize.vosk_probe), and the largest load in half
a minute from a slow disk. Nothing is said meanwhile."""
MOST_CRASHES = 3
CRASH_WINDOW = 60.0
"""Seconds: `MOST_CRASHES` within it, and the recognizer is held to be the cause."""

Next = Literal["again", "other", "give up"]
EARS = ("vosk", "pocketsphinx")


class Pulse:
    """Counts the looks since the last sign of life."""

    def __init__(self, pace: float = 1.0, *, again: bool = False) -> None:
        """`pace`: seconds of the call in one of ours; a recording played slowly ticks slowly.

        `again`: another listener of this call was ready before.
        """
        slow = pace if 0.0 < pace < 1.0 else 1.0
        self._limit = round(QUIET_TICKS / slow)
        self._until_ready = AGAIN_TICKS if again else READY_TICKS
        self.ready = False
        """Whether it ever got so far."""
        self._quiet = 0

    def felt(self, *, ready: bool = False) -> None:
        """Take note of a sign of life; the first one comes with `ready`."""
        self.ready = self.ready or ready
        self._quiet = 0

    def lost(self) -> bool:
        """Look; return whether it has been quiet for too long."""
        self._quiet += 1
        return self._quiet > (self._limit if self.ready else self._until_ready)


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


class Attempts:
    """What the listener of one call is started with, and whether once more."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self.arguments = list(arguments)
        """As for `hearback listen`."""
        self._asked = self.arguments
        self._crashes = Crashes()
        self._ear = ""
        self._told = False

    @property
    def fell_back(self) -> bool:
        """Whether the other recognizer is being tried or used."""
        return self.arguments is not self._asked

    def ready(self, ear: str) -> bool:
        """Take note of a listener that hears; return whether it is the first with the other ear."""
        self._ear = ear
        first = self.fell_back and not self._told
        self._told = self._told or first
        return first

    def fell(self, now: float, *, refused: bool) -> bool:
        """Take note of a fall at `now` seconds; return whether to start it once more.

        `refused`: it never began and said why. The other recognizer may not be installed: then the
        first one gets its last chances.
        """
        if refused and self.fell_back:
            self.arguments = self._asked
            return True
        match self._crashes.crashed(now):
            case "give up":
                return False
            case "other":
                other = with_other_ear(self.arguments, self._ear)
                self.arguments = other if other != self._asked else self._asked
            case _:
                pass
        return True


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
