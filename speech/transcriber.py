"""From frames to utterances: when one opens and closes, and what the recognizer is given."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from speech import prosody
from speech.events import Channel, Event, Partial, Utterance
from speech.ghost_words import ghostly
from speech.recognize.recognizer import Hypothesis, Recognizer, Samples
from speech.vad import FRAME_SECONDS

PRE_ROLL = 12
"""Frames before an utterance opens that the recognizer gets too: the two that voice activity took
to settle, and 0.3 s before them for soft beginnings and context."""
FEED = 3
"""Frames (0.1 s) that the recognizer gets at a time: finer costs time and says nothing sooner."""
TAIL = 0.3
"""Seconds of quiet that are recognized; more of it waits until speech goes on, or is dropped."""
SOFT_MAX, HARD_MAX = 10.0, 15.0
"""Seconds after which an utterance ends at the next breath, and after which it ends anyway: a story
is heard in pieces that can be acted on, and the final pass, which holds up the other channel, stays
short (pocketsphinx: 44 ms for 15 s here, 87 ms for 25 s)."""
BREATH = 0.19
"""Seconds of quiet within speech that pass for a breath."""


@dataclass(frozen=True, slots=True)
class Frame:
    """512 samples and what voice activity makes of them."""

    samples: Samples
    start: float
    voiced: bool
    speaking: bool
    """Settled, after this frame."""
    quiet_since: float | None
    """Start of the current silence within speech; when speech has just ended, of the one after."""
    spoken_since: float | None
    """Set on the frame that settles a start: when it began."""

    @property
    def end(self) -> float:
        return self.start + FRAME_SECONDS


@dataclass(slots=True)
class _Open:
    """The utterance that is being spoken. Audio is kept until it closes, for its prosody only."""

    id: int
    start: float
    frames: list[Samples] = field(default_factory=list)
    voiced: list[bool] = field(default_factory=list)
    fed: int = 0
    shown: bool = False


class Transcriber:
    """One channel's recognizer, opened and closed by its voice activity."""

    def __init__(self, channel: Channel, recognizer: Recognizer, first_utterance: int) -> None:
        self._channel = channel
        self._recognizer = recognizer
        self._next_id = first_utterance
        self._before: deque[tuple[Samples, bool]] = deque(maxlen=PRE_ROLL)
        self._open: _Open | None = None

    def push(self, frame: Frame) -> Iterator[Event]:
        """Take the next frame; yield partials, and what closes an utterance."""
        spoken = self._open
        if spoken is None:
            if not (frame.speaking and frame.voiced):
                self._before.append((frame.samples, frame.voiced))
                return
            spoken = self._begin(frame)
        spoken.frames.append(frame.samples)
        spoken.voiced.append(frame.voiced)
        since = frame.quiet_since
        quiet = 0.0 if since is None else frame.end - since
        length = frame.end - spoken.start
        if not frame.speaking or (length >= SOFT_MAX and quiet >= BREATH):
            yield from self._finish(spoken, frame.end, since if since is not None else frame.end)
        elif length >= HARD_MAX:
            yield from self._finish(spoken, frame.end, frame.end)
            self._before.clear()
        elif quiet <= TAIL and len(spoken.frames) - spoken.fed >= FEED:
            yield from self._feed(spoken, frame.end)

    def close(self, at: float) -> Iterator[Event]:
        """End what is being spoken, for no more sound follows."""
        if self._open is not None:
            yield from self._finish(self._open, at, at)
        self._before.clear()

    def _begin(self, frame: Frame) -> _Open:
        start = frame.start if frame.spoken_since is None else frame.spoken_since
        spoken = _Open(self._next_id, start)
        spoken.frames = [samples for samples, _ in self._before]
        spoken.voiced = [voiced for _, voiced in self._before]
        self._recognizer.begin(max(0.0, frame.start - len(self._before) * FRAME_SECONDS))
        self._before.clear()
        self._open = spoken
        return spoken

    def _feed(self, spoken: _Open, at: float) -> Iterator[Event]:
        samples = np.concatenate(spoken.frames[spoken.fed :])
        spoken.fed = len(spoken.frames)
        hypothesis = self._recognizer.feed(samples)
        if hypothesis is None or not (hypothesis.text or spoken.shown):
            return
        spoken.shown = True
        yield Partial(
            t=at,
            channel=self._channel,
            utterance=spoken.id,
            text=hypothesis.text,
            stable=hypothesis.stable,
        )

    def _finish(self, spoken: _Open, at: float, end: float) -> Iterator[Event]:
        """Close an utterance that ended at `end`. One that was only noise leaves no trace."""
        dropped = max(0, round((at - end - TAIL) / FRAME_SECONDS))
        tail = len(spoken.frames) - dropped
        if tail > spoken.fed:
            self._recognizer.feed(np.concatenate(spoken.frames[spoken.fed : tail]))
        final = self._recognizer.finish()
        if ghostly(final.words, sum(spoken.voiced) * FRAME_SECONDS):
            final = Hypothesis("")
        self._open = None
        kept = zip(spoken.frames[-PRE_ROLL:], spoken.voiced[-PRE_ROLL:], strict=True)
        self._before.extend(kept)
        if final.text or spoken.shown:
            self._next_id += 1
            yield from self._said(spoken, final, at, end)

    def _said(self, spoken: _Open, final: Hypothesis, at: float, end: float) -> Iterator[Event]:
        said = Utterance(
            t=at,
            channel=self._channel,
            id=spoken.id,
            start=round(spoken.start, 3),
            end=round(max(end, spoken.start), 3),
            text=final.text,
            words=final.words,
        )
        yield said
        if final.text:  # a drum has a pitch and a loudness too, but they are nobody's
            yield prosody.measure(said, np.concatenate(spoken.frames), spoken.voiced)
