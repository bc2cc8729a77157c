"""Is what another device carries somebody's voice, or only the one that the other ear hears.

What plays on an output may be the agent's own voice (a softphone's sidetone, a microphone that is
played back), and that must never become the customer. So both ears are listened to at once, and a
device is somebody's only once that was shown; in doubt it is not. Pure: events in, a verdict out.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import log10
from statistics import StatisticsError, correlation
from typing import Literal

from speech.events import CHANNELS, AnyEvent, Channel, Gap, Health, Level

Verdict = Literal["too early", "nothing", "the same", "somebody"]

SOUND_DBFS = -55.0
"""What a device must reach to be worth trying: speech lies above, the noise of a line below."""
QUIET_DBFS = -60.0
"""Below it nobody speaks into the other ear."""
ZERO_DBFS = -119.0
"""Digital silence: a sink that slept delivers it for up to two seconds before its first sound."""
ENOUGH = 5
"""Levels, five a second, at which a device must have been heard: a second of speech."""
SETTLED = 15
"""Levels, three seconds, before a device is held to carry nothing."""
ASLEEP = 26
"""Levels, five seconds, after which digital silence is silence, and not a device that wakes up."""
ALONE = 8
"""Levels of a sound while nobody speaks into the other ear, which make it somebody's."""
NEAR = 3
"""Levels before and after that must be quiet too: a busy machine delivers one stream later than the
other. Measured: half a second, hardly ever more."""
BOTH = 40
"""Levels in which both ears heard a voice, before it is said whether they are two voices."""
APART, PARTS = 6, 4
"""Levels, and parts of one, by which one of the ears may be late."""
FEWEST = 18
"""Pairs of levels that a correlation is worth anything from."""
LIKE = 0.55
"""Correlation of the levels from which it is one voice. Simulated on the sample calls, two levels
early to four late and any part of one, 20 dB softer to 6 dB louder: see tests/ui/test_own_voice.py.
The listener's own finer comparison ("bleed") mostly speaks first."""


class Comparison:
    """What a listener on the device in question and on the other ear tells, and what it means."""

    def __init__(self, channel: Channel) -> None:
        """`channel`: the ear that the device is tried for."""
        self._channel = channel
        self._other: Channel = next(one for one in CHANNELS if one != channel)
        self._levels: dict[Channel, list[float]] = {one: [] for one in CHANNELS}
        self._bled = False

    def feed(self, event: AnyEvent) -> None:
        """Take the next event of the listener; others than these say nothing here."""
        match event:
            case Level(channel=channel, dbfs=dbfs):
                self._levels[channel].append(dbfs)
            case Gap():
                # Sound was lost: what came before it does not fit to what comes after.
                self._levels = {one: [] for one in CHANNELS}
            case Health(state="bleed"):
                self._bled = True
            case _:
                pass

    def verdict(self) -> Verdict:
        """Return what is known by now."""
        if self._bled:
            return "the same"
        heard, other = self._levels[self._channel], self._levels[self._other]
        awake, since = _awake(heard), _awake(other)
        if awake is None or len(heard) - awake < SETTLED:
            return "too early"
        if sum(level >= SOUND_DBFS for level in heard) < ENOUGH:
            return "nothing"
        begin = max(awake, since or 0)
        return "too early" if since is None else _two(heard[begin:], other[begin:])


def _two(heard: Sequence[float], other: Sequence[float]) -> Verdict:
    """Return what two ears say that are both awake."""
    if _alone(heard, other) >= ALONE:
        return "somebody"
    talks = sum(level >= QUIET_DBFS for level in other)
    if min(talks, sum(level >= SOUND_DBFS for level in heard)) < BOTH:
        return "too early"
    return "the same" if likeness(heard, other) >= LIKE else "somebody"


def likeness(heard: Sequence[float], other: Sequence[float]) -> float:
    """Return how much two series of levels (dBFS) go up and down together, −1…1.

    How loud each of them is does not matter, nor which of them is late, by up to `APART` levels and
    any part of one. Only moments in which both hear something are compared: −1.0 if these are too
    few, 1.0 where neither goes up and down, for what cannot be told apart is the same.
    """
    shifts = [
        (heard[max(0, late) :], series[max(0, -late) :])
        for series in map(_later, (other,) * PARTS, range(PARTS))
        for late in range(-APART, APART + 1)
    ]
    return max(_correlation(mine, theirs) for mine, theirs in shifts)


def _later(levels: Sequence[float], part: int) -> list[float]:
    """Return the levels as they would be if their frames began `part` of `PARTS` frames later."""
    power = [10.0 ** (level / 10.0) for level in levels]
    share = part / PARTS
    return [10.0 * log10((1.0 - share) * one + share * two + 1e-12) for one, two in pairwise(power)]


def _correlation(heard: Sequence[float], other: Sequence[float]) -> float:
    pairs = [
        (one, two)
        for one, two in zip(heard, other, strict=False)
        if one >= SOUND_DBFS and two >= QUIET_DBFS
    ]
    if len(pairs) < FEWEST:
        return -1.0
    try:
        return correlation(*zip(*pairs, strict=True))
    except StatisticsError:  # a tone
        return 1.0


def _awake(levels: Sequence[float]) -> int | None:
    """Return the number of the level at which a device began to deliver; None if not yet known."""
    began = next((at for at, level in enumerate(levels) if level > ZERO_DBFS), None)
    return 0 if began is None and len(levels) >= ASLEEP else began


def _alone(heard: Sequence[float], other: Sequence[float]) -> int:
    """Return how many levels are loud while the other ear is quiet all around."""
    return sum(
        level >= SOUND_DBFS and max(other[max(0, at - NEAR) : at + NEAR + 1]) < QUIET_DBFS
        for at, level in enumerate(heard[: max(0, len(other) - NEAR)])
    )
