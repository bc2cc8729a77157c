"""The clock of a live channel: what its samples say, held against the time that really passed."""

from collections import deque
from dataclasses import dataclass, field

LATE_AFTER = 2.0
"""Seconds without a sample after which a device counts as delivering nothing. A busy machine may
hand over a second of sound late, but in one piece, and then nothing is missing."""
TOLERANCE = 0.3
"""Seconds that samples may stay behind the clock; more, for `LATE_AFTER` on end, is sound lost."""
SLACK = 0.1
"""Seconds left open when a hole is filled, for what is still on its way."""


@dataclass(frozen=True, slots=True)
class Hole:
    seconds: float
    silent: bool
    """Nothing arrives at all, rather than too little."""


@dataclass(slots=True)
class LineClock:
    """Pure. `zero` is the moment on the machine's clock at which the line's samples begin.

    A sound system loses samples without saying how many (a stalled server, a suspended device, an
    overflow inside a driver), and some deliver nothing at all while nothing plays. Then the count
    of samples falls behind the time that passed, and stays behind.
    """

    zero: float
    position: float = 0.0
    """Seconds accounted for, heard or missed."""
    _filled: float = 0.0
    _behind: deque[tuple[float, float]] = field(default_factory=deque)

    def first(self, seconds: float, arrived: float) -> float:
        """Return the seconds of silence to put before the line's first block, to align it."""
        pad = max(0.0, arrived - self.zero - seconds - self.position)
        self.position += pad
        return pad

    def take(self, seconds: float, arrived: float) -> bool:
        """Account for a block; False if it comes so late that its time was given up for lost."""
        expected = arrived - self.zero
        if self.position + seconds > expected + TOLERANCE:
            if self._filled > 0.0:
                self._filled = max(0.0, self._filled - seconds)
                return False
            self.zero = arrived - self.position - seconds
        self.position += seconds
        self._behind.append((arrived, arrived - self.zero - self.position))
        return True

    def hole(self, now: float) -> Hole | None:
        """Return what is lost for good by now, and account for it; None mostly."""
        while self._behind and self._behind[0][0] < now - LATE_AFTER:
            self._behind.popleft()
        silent = not self._behind
        if silent:
            least = now - self.zero - self.position
            if least <= LATE_AFTER and not self._filled:
                return None
        else:
            least = min(behind for _, behind in self._behind)
            if now - self._behind[0][0] < LATE_AFTER * 0.9 or least <= TOLERANCE:
                return None
        lost = least - SLACK
        if lost < SLACK:
            return None
        self.position += lost
        self._filled += lost
        self._behind = deque((at, behind - lost) for at, behind in self._behind)
        return Hole(lost, silent)
