"""Honest ears: says within seconds when a channel cannot be trusted, and when it can again."""

from dataclasses import dataclass

from speech.events import HealthState

CLIP_SHARE = 0.01
"""Of the samples of a block at full scale: audible distortion, and words get lost."""
DEAD_DBFS = -72.0
"""Below the noise of any open microphone or telephone line; a muted one is far lower."""
ZERO_DBFS = -119.0
"""Below it: digital silence."""
SEVERITY: tuple[HealthState, ...] = (
    "ok", "bleed", "clipping", "silent", "lagging", "no-data", "gone",
)  # fmt: skip
"""From well to worst; of several troubles the worst is said."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a block sounded like."""

    end: float
    """Seconds on the call clock."""
    seconds: float
    dbfs: float
    clipped: float
    """Share of samples at full scale."""
    lag: float
    """Seconds behind real time."""


@dataclass(frozen=True, slots=True)
class Report:
    state: HealthState
    detail: str = ""


class HealthMonitor:
    """Pure: blocks and other news of one channel go in, changes of its state come out.

    A channel is called silent only when it is dead (not merely quiet) while the other side talks
    for `OTHER_TALKS`, or when its device delivers nothing but zeros: a listener is no defect.
    What gets worse is said at once, what gets better once it has held for `HOLD`.
    """

    OTHER_TALKS = 7.0
    """Seconds of the other side's voice; with what settles before, eight from its first word."""
    ZEROS_AT_FIRST, ZEROS_LATER = 5.0, 15.0
    """A softphone may deliver zeros between words, but hardly a wrong or muted device sound."""
    CLIP_HOLD = 5.0
    LAG_RAISE, LAG_CLEAR = 1.5, 0.4
    HOLD = 0.5

    def __init__(self) -> None:
        self._said: Report | None = None
        self._better_since: float | None = None
        self._dead_while_other_talks = 0.0
        self._zeros = 0.0
        self._ever_heard = False
        self._clipping_until = -1.0
        self._clipped_at = -60.0
        self._lagging = False

    def heard(self, block: Heard, *, other_talks: bool, bleeding: bool = False) -> Report | None:
        """Take a block; return the new state if it changed."""
        self._weigh_silence(block, other_talks=other_talks)
        self._weigh_clipping(block)
        raised = self.LAG_CLEAR if self._lagging else self.LAG_RAISE
        self._lagging = block.lag > raised
        report = self._state(block, bleeding=bleeding)
        if self._said is None or _worse(report, self._said):
            return self._say(report)
        if report.state == self._said.state:
            self._better_since = None
            return None
        begin = block.end - block.seconds
        since = self._better_since if self._better_since is not None else begin
        self._better_since = since
        return self._say(report) if block.end - since >= self.HOLD - 1e-6 else None

    def lost(self, detail: str) -> Report | None:
        """Take note that the device is gone: what it sounded like before counts no more."""
        self._forget()
        return self._say(Report("gone", detail))

    def no_data(self, detail: str) -> Report | None:
        """Take note that the device is there but delivers nothing."""
        self._forget()
        return self._say(Report("no-data", detail))

    def dropped(self, seconds: float) -> Report:
        """Take note that sound was left out, `seconds` in all; "ok" follows once it keeps up."""
        self._lagging = True
        self._better_since = None
        self._said = Report("lagging", f"the computer is too busy: dropped {seconds:.1f} s so far")
        return self._said

    def _state(self, block: Heard, *, bleeding: bool) -> Report:
        if self._lagging:
            return Report("lagging", "the computer is too busy to keep up")
        if self._dead_while_other_talks >= self.OTHER_TALKS:
            return Report("silent", "nothing at all while the other side talks")
        if self._zeros >= (self.ZEROS_LATER if self._ever_heard else self.ZEROS_AT_FIRST):
            return Report(
                "silent",
                "only digital silence: nothing plays, it is muted, or it is the wrong device",
            )
        if block.end < self._clipping_until:
            return Report("clipping", "too loud: turn the level down")
        if bleeding:
            return Report("bleed", "the customer comes out of the speakers: a headset helps")
        return Report("ok")

    def _weigh_silence(self, block: Heard, *, other_talks: bool) -> None:
        if block.dbfs > DEAD_DBFS:
            self._zeros = self._dead_while_other_talks = 0.0
            self._ever_heard = True
            return
        self._zeros = self._zeros + block.seconds if block.dbfs <= ZERO_DBFS else 0.0
        if other_talks:
            self._dead_while_other_talks += block.seconds

    def _weigh_clipping(self, block: Heard) -> None:
        if block.clipped < CLIP_SHARE:
            return
        again = block.end - self._clipped_at < self.CLIP_HOLD
        self._clipped_at = block.end
        if again:
            self._clipping_until = block.end + self.CLIP_HOLD

    def _forget(self) -> None:
        self._zeros = self._dead_while_other_talks = 0.0
        self._clipping_until = -1.0
        self._better_since = None

    def _say(self, report: Report) -> Report | None:
        self._better_since = None
        if self._said is not None and self._said.state == report.state:
            return None
        self._said = report
        return report


def _worse(one: Report, other: Report) -> bool:
    return SEVERITY.index(one.state) > SEVERITY.index(other.state)
