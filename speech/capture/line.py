"""The clock of a live channel: what its samples say, held against the time that really passed.

A microphone and a monitor each have a clock of their own; up to 200 ppm apart they drift by 0.7 s
an hour. Both are anchored to the machine's monotonic clock: a block cannot arrive before it was
spoken, so the least delay of the last seconds tells how far a channel is off, and it is pulled
back by a thousandth of a block, far less than anybody or any recognizer hears.
"""

from collections import deque
from dataclasses import dataclass, field

LATE_AFTER = 1.8
"""Seconds without a sample after which a device counts as delivering nothing. A busy machine may
hand over a second of sound late, but in one piece, and then nothing is missing."""
SPARSE_AFTER = 0.35
"""The same for a device that delivers nothing while nothing plays: it is silence, known soon."""
TOLERANCE = 0.3
"""Seconds that samples may stay behind the clock; more, for `LATE_AFTER` on end, is sound lost."""
SLACK = 0.1
"""Seconds left open when a hole is filled, for what is still on its way."""
QUIET_AHEAD, MOST_AHEAD = 0.08, 3.0
"""Seconds ahead of the clock from which a quiet block is left out if that lasts, and from which any
is. PulseAudio may render two seconds of a sink in one go, and then nothing for as long."""
AHEAD_FOR = 1.5
"""Seconds for which every block must have been ahead."""
STEADY = 8.0
"""Seconds over which the least delay is taken: jitter only ever adds to it."""
DEAD_BAND = 0.004
"""Seconds off that are left alone."""
FAR = 0.03
SLOW, FAST = 0.001, 0.005
"""Correction as a share of a block: up to `FAR` off, and beyond. 0.5 % is a tenth of a semitone."""


@dataclass(slots=True)
class LineClock:
    """Pure. `zero` is the moment on the machine's clock at which the line's samples begin.

    A sound system loses samples without saying how many (a stalled server, a suspended device, an
    overflow inside a driver), and some deliver nothing at all while nothing plays. Then the count
    of samples falls behind the time that passed, and stays behind.
    """

    zero: float
    sparse: bool = False
    """The device delivers nothing while nothing plays."""
    position: float = 0.0
    """Seconds accounted for, heard or missed."""
    _filled: float = 0.0
    _corrected: float = 0.0
    """Seconds added so far by holes and corrections; `_behind` and `_least` are free of them."""
    _behind: deque[tuple[float, float]] = field(default_factory=deque)
    """(arrived, seconds behind) of the last `LATE_AFTER` seconds."""
    _least: deque[tuple[float, float]] = field(default_factory=deque)
    """The least of each second, of the last `STEADY` seconds."""
    _carry: float = 0.0

    def first(self, seconds: float, arrived: float) -> float:
        """Return the seconds of silence to put before a stream's first block, to align it."""
        pad = max(0.0, arrived - self.zero - seconds - self.position)
        self.position += pad
        self._filled = 0.0
        self._behind.clear()
        self._least.clear()
        return pad

    def take(self, frames: int, rate: int, arrived: float, *, quiet: bool = False) -> int:
        """Account for a block; return how many frames it must last, 0 to leave it out.

        It is left out if it comes so late that its time was given up for lost, and, if nobody
        speaks in it (`quiet`), where the device runs ahead of the clock.
        """
        seconds = frames / rate
        behind = arrived - self.zero - self.position - seconds
        refuse = self._filled > 0.0 and behind < -TOLERANCE
        if refuse or behind < -MOST_AHEAD or (quiet and self._runs_ahead(arrived, behind)):
            self._filled = max(0.0, self._filled - seconds)
            return 0
        self._note(arrived, behind + self._corrected)
        wanted = self._slew() * frames + self._carry
        change = int(wanted)
        self._carry = wanted - change
        self._corrected += change / rate
        self.position += (frames + change) / rate
        return frames + change

    def hole(self, now: float) -> float:
        """Return the seconds that are lost for good by now, and account for them; 0.0 mostly."""
        self._forget(now)
        if self.silent(now):
            least = now - self.zero - self.position
            if least <= (SPARSE_AFTER if self.sparse else LATE_AFTER) and not self._filled:
                return 0.0
        else:
            least = min(behind for _, behind in self._behind) - self._corrected
            if now - self._behind[0][0] < LATE_AFTER * 0.9 or least <= TOLERANCE:
                return 0.0
        lost = least - SLACK
        if lost < SLACK:
            return 0.0
        self.position += lost
        self._corrected += lost
        if not self.sparse:
            self._filled += lost
        return lost

    def _forget(self, now: float) -> None:
        while self._behind and self._behind[0][0] < now - LATE_AFTER:
            self._behind.popleft()

    def silent(self, now: float) -> bool:
        """Return whether nothing arrives at all, rather than too little."""
        if not self._behind:
            return True
        return now - self._behind[-1][0] > (SPARSE_AFTER if self.sparse else LATE_AFTER)

    def _runs_ahead(self, arrived: float, behind: float) -> bool:
        """Return whether the device is ahead of the clock, and was in all of the last moments."""
        if behind >= -QUIET_AHEAD or not self._behind:
            return False
        lasting = arrived - self._behind[0][0] >= AHEAD_FOR
        ahead = self._corrected - QUIET_AHEAD
        return lasting and all(earlier < ahead for _, earlier in self._behind)

    def _note(self, arrived: float, behind: float) -> None:
        self._behind.append((arrived, behind))
        self._forget(arrived)
        if self._least and arrived - self._least[-1][0] < 1.0:
            at, least = self._least[-1]
            self._least[-1] = (at, min(least, behind))
        else:
            self._least.append((arrived, behind))
        while arrived - self._least[0][0] > STEADY:
            self._least.popleft()

    def _slew(self) -> float:
        """Return the share of a block by which it must be longer (or, below 0, shorter)."""
        off = min(behind for _, behind in self._least) - self._corrected
        settled = self._least[-1][0] - self._least[0][0] > STEADY / 2
        if abs(off) <= DEAD_BAND or (off > 0.0 and not settled):
            return 0.0
        speed = FAST if abs(off) > FAR else SLOW
        return speed if off > 0.0 else -speed
