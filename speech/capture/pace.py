"""Real time for recordings: a file played at the speed of a call, or of several."""

import time
from collections.abc import Callable


class Pace:
    """Waits until a moment of the recording is due on this machine's monotonic clock."""

    def __init__(self, speed: float, wait: Callable[[float], object]) -> None:
        self._speed = speed
        self._wait = wait
        self._started = 0.0

    def start(self) -> None:
        """Let the recording begin now."""
        self._started = time.monotonic()

    def until(self, played: float) -> float:
        """Wait until second `played` of the recording is due; return the seconds behind.

        With infinite speed nothing is ever due, so nothing is ever late.
        """
        if self._speed == float("inf"):
            return 0.0
        ahead = self._started + played / self._speed - time.monotonic()
        if ahead > 0.0:
            self._wait(ahead)
        return max(0.0, -ahead)
