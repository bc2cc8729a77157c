"""From a probability a frame to "speaking" and "not speaking": paired thresholds and hold times."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GateConfig:
    """Thresholds as in the Silero models' own iterator: enter at 0.5, leave 0.15 below it."""

    enter: float = 0.5
    leave: float = 0.35
    min_speech: float = 0.09
    """Seconds (three frames) that must be voiced: shorter than the shortest "no", longer than a
    click or a key stroke."""
    min_silence: float = 0.6
    """Seconds of silence that end a stretch of speech. Measured on the sample calls: 0.3 cuts four
    of their 62 lines in two, from 0.4 on none; people pause longer in the middle of a sentence than
    a synthetic voice does, and every tenth more delays the final by as much."""

    def __post_init__(self) -> None:
        if not 0.0 < self.leave <= self.enter <= 1.0:
            msg = "thresholds must satisfy 0 < leave <= enter <= 1"
            raise ValueError(msg)
        if self.min_speech < 0.0 or self.min_silence < 0.0:
            msg = "hold times must not be negative"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class VoiceChange:
    """`speaking` since `since`; known only a hold time later."""

    speaking: bool
    since: float


class VoiceGate:
    """Pure: frames go in with their times, settled changes come out."""

    def __init__(self, config: GateConfig = GateConfig()) -> None:
        self._config = config
        self._since: float | None = None
        self.speaking = False

    def voiced(self, probability: float) -> bool:
        """Return whether a frame counts as voice, given what was before it."""
        return probability >= (self._config.leave if self.speaking else self._config.enter)

    def push(self, start: float, end: float, probability: float) -> VoiceChange | None:
        """Return the change that the frame from `start` to `end` settles, if any.

        Frames come in order, without holes; `since` of a change is the start of the first frame
        that differed.
        """
        voiced = self.voiced(probability)
        if voiced == self.speaking:
            self._since = None
            return None
        onset = start if self._since is None else self._since
        hold = self._config.min_speech if voiced else self._config.min_silence
        if end - onset < hold:
            self._since = onset
            return None
        self._since, self.speaking = None, voiced
        return VoiceChange(voiced, onset)

    @property
    def quiet_since(self) -> float | None:
        """When the silence within speech began that has not yet ended it; None without one."""
        return self._since if self.speaking else None

    def reset(self, at: float) -> VoiceChange | None:
        """Forget everything, for sound was missing; return the stop that this means."""
        since = self._since if self._since is not None else at
        stopped = VoiceChange(speaking=False, since=since) if self.speaking else None
        self._since, self.speaking = None, False
        return stopped
