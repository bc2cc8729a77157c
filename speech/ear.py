"""One channel: samples in, events out. The pipeline of resampling, voice, words and measures."""

from collections.abc import Iterator

import numpy as np

from speech.bleed import HOP, Bleed
from speech.capture.health import HealthMonitor, Heard, Report
from speech.capture.source import Block
from speech.events import Channel, Event, Gap, Health, Level, Voice
from speech.recognize.recognizer import RATE, Recognizer, Samples
from speech.resample import Resampler
from speech.transcriber import Frame, Transcriber
from speech.vad import FRAME, FRAME_SECONDS, SILENCE_DBFS, VoiceDetector, dbfs
from speech.voice_gate import VoiceChange, VoiceGate

LEVEL_FRAMES = 6
"""Frames to a `level` event: about five a second."""
CLIPPED_AT = 0.999
DROP_STEP = 1.0
"""Seconds of dropped sound after which the count is said again."""


class Ear:
    """Everything one channel goes through, on a clock that is its own count of samples.

    The methods yield events and, beside them, the settled `VoiceChange`s that `Turns` wants.
    """

    def __init__(  # noqa: PLR0913  what an ear is wired from
        self,
        channel: Channel,
        rate: int,
        recognizer: Recognizer,
        *,
        clock: float = 0.0,
        first_utterance: int = 1,
        bleed: Bleed | None = None,
    ) -> None:
        """`bleed`: shared by the ears of both channels; None where there is only one."""
        self.channel = channel
        self._rate = rate
        self._begin = clock
        self._count = 0
        self._resampler = Resampler(rate)
        self._detector = VoiceDetector()
        self._gate = VoiceGate()
        self._health = HealthMonitor()
        self._bleed = bleed
        self._transcriber = Transcriber(channel, recognizer, first_utterance)
        self._rest: Samples = np.empty(0, np.int16)
        self._levels: list[float] = []
        self._ticked = clock
        self._gap: tuple[float, str] | None = None
        self.dropped = 0.0
        """Seconds that were left out because nobody kept up with them."""
        self._drop_told = 0.0

    @property
    def clock(self) -> float:
        """Seconds on the call clock up to which this channel was heard, or missed."""
        return self._begin + self._count / RATE

    @property
    def speaking(self) -> bool:
        """Whether voice activity has settled on speech."""
        return self._gate.speaking

    def feed(self, block: Block, *, other_talks: bool) -> Iterator[Event | VoiceChange]:
        """Take the next samples of this channel and yield what they change."""
        yield from self._end_gap()
        samples = self._resampler.feed(block.samples)
        heard = Heard(
            end=self.clock,
            seconds=block.samples.size / self._rate,
            dbfs=dbfs(samples),
            clipped=float(np.mean(np.abs(block.samples) >= CLIPPED_AT)),
            lag=block.lag,
        )
        if samples.size:
            bleeding = self._bleed is not None and self._bleed.bleeding
            report = self._health.heard(
                heard, other_talks=other_talks, bleeding=bleeding and self.channel == "agent"
            )
            yield from self._say(report)
        yield from self._take(samples)

    def miss(self, seconds: float, reason: str) -> Iterator[Event | VoiceChange]:
        """Let the clock go on without sound. The gap is said when it ends."""
        if self._gap is None or self._gap[1] != reason:
            yield from self._end_gap()
            yield from self._cut()
            self._gap = (self.clock, reason)
        self._count += round(seconds * RATE)
        if self.clock - self._ticked >= LEVEL_FRAMES * FRAME_SECONDS:
            self._ticked = self.clock
            yield Level(t=self.clock, channel=self.channel, dbfs=SILENCE_DBFS)

    def drop(self, seconds: float) -> Iterator[Event | VoiceChange]:
        """Leave sound out that nobody keeps up with, and say how much it was so far."""
        yield from self.miss(seconds, "too busy")
        first = self.dropped == 0.0
        self.dropped += seconds
        if first or self.dropped - self._drop_told >= DROP_STEP:
            self._drop_told = self.dropped
            yield from self._say(self._health.dropped(self.dropped))

    def no_data(self) -> Iterator[Event]:
        """Take note that the device is there but delivers nothing."""
        yield from self._say(self._health.no_data("the device delivers nothing"))

    def lost(self, detail: str) -> Iterator[Event | VoiceChange]:
        """Take note that the device is gone: close what was open and say so."""
        yield from self._cut()
        yield from self._say(self._health.lost(detail))

    def close(self) -> Iterator[Event | VoiceChange]:
        """Say what is left at the end of the stream."""
        yield from self._cut()
        yield from self._end_gap()

    def _take(self, samples: Samples) -> Iterator[Event | VoiceChange]:
        """Cut samples into frames; what is left of the last one waits."""
        samples = np.concatenate((self._rest, samples)) if self._rest.size else samples
        whole = samples.size // FRAME * FRAME
        self._rest = samples[whole:]
        if self._bleed is not None and whole:
            self._bleed.hear(self.channel, self.clock, samples[:whole])
        for frame in samples[:whole].reshape(-1, FRAME):
            yield from self._frame(frame)

    def _frame(self, samples: Samples) -> Iterator[Event | VoiceChange]:
        start = self.clock
        self._count += FRAME
        level = dbfs(samples)
        spoken = self._gate.speaking and self._gate.quiet_since is None
        probability = self._detector.probability(samples, level, speaking=spoken)
        if self._gate.voiced(probability) and self._copied(start):
            probability = 0.0
        voiced = self._gate.voiced(probability)
        change = self._gate.push(start, start + FRAME_SECONDS, probability)
        quiet_since = self._gate.quiet_since
        if change is not None:
            yield change
            yield Voice(
                t=self.clock,
                channel=self.channel,
                speaking=change.speaking,
                since=round(change.since, 3),
            )
            quiet_since = None if change.speaking else change.since
        yield from self._transcriber.push(
            Frame(
                samples,
                start,
                voiced=voiced,
                speaking=self._gate.speaking,
                quiet_since=quiet_since,
                spoken_since=change.since if change is not None and change.speaking else None,
            )
        )
        yield from self._measure(level)

    def _copied(self, start: float) -> bool:
        """Return whether a frame holds only the customer, heard in the agent's microphone."""
        if self.channel != "agent" or self._bleed is None:
            return False
        return self._bleed.copied(start, FRAME // HOP, speaking=self._gate.speaking)

    def _measure(self, level: float) -> Iterator[Event]:
        self._levels.append(level)
        if len(self._levels) == LEVEL_FRAMES:
            power = sum(10.0 ** (part / 10.0) for part in self._levels) / LEVEL_FRAMES
            self._levels.clear()
            self._ticked = self.clock
            shown = round(10.0 * float(np.log10(power)), 1)
            yield Level(t=self.clock, channel=self.channel, dbfs=min(0.0, shown))

    def _cut(self) -> Iterator[Event | VoiceChange]:
        """Close everything that was open: the sound ends here, if only for a while."""
        yield from self._take(self._resampler.flush())
        self._count += self._rest.size
        self._rest = self._rest[:0]
        yield from self._transcriber.close(self.clock)
        if stopped := self._gate.reset(self.clock):
            yield stopped
            yield Voice(
                t=self.clock, channel=self.channel, speaking=False, since=round(stopped.since, 3)
            )

    def _end_gap(self) -> Iterator[Event]:
        if self._gap is not None:
            start, reason = self._gap
            self._gap = None
            yield Gap(
                t=self.clock,
                channel=self.channel,
                start=round(start, 3),
                end=round(self.clock, 3),
                reason=reason,
            )

    def _say(self, report: Report | None) -> Iterator[Event]:
        if report is not None:
            yield Health(
                t=self.clock, channel=self.channel, state=report.state, detail=report.detail
            )
