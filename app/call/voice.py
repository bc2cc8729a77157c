"""How it is said: pace, loudness, pitch and pauses against this customer's own first half-minute.

Never against a norm for a group of people, and never the agent. A person who simply talks fast or
loudly has a fast or loud beginning, and nothing is raised. The last few utterances together,
thresholds that this speaker's own spread may raise, paired, and enough speech in the start or no
word at all.
"""

import math
from collections import deque

import msgspec

from app.call.draft import Draft
from app.call.line_gain import LineGain
from app.call.own_start import OwnStart, Sample
from app.call.signals import Signal, SignalKind
from app.call.weights import WEIGHTS
from speech.events import Prosody, Utterance
from speech.events import Voice as VoiceActivity

SHORTEST = 0.8
"""Seconds: shorter utterances ("yes") measure the word and not the mood."""
LEAST_WORDS = 3
"""Words that a pace needs."""
WINDOW = 3
"""Utterances that are taken together."""
ALONE, TOGETHER = 3.5, 2.5
"""Standard errors that a measure must move by itself, and beside another that moves with it:
upset voices are faster, louder and higher at once (K. Scherer, "Vocal communication of emotion: a
review of research paradigms", Speech Communication 40, 2003), and chance does one at a time."""
WITH = 1.5
"""Standard errors that the other must move."""
LEAVE = 0.6
"""Share of the way at which a signal ends."""
STILL = 0.5
"""Of `enter`, beyond where a signal began: it goes on rising."""
EFFORT_PITCH, EFFORT_TILT = 0.4, 1.0
"""Semitones or dB of tilt, the least trace of effort in a voice that is really louder. Asked for
only where the line's own noise is not heard, so that its gain could be all there is to it."""
OWN_PAUSE = 5.0
"""Seconds: a longer silence of both is dead air (app/call/turns.py), and no pause in a turn."""

PACE, LEVEL, PITCH, PAUSES, TILT = range(5)
SPREADS = (0.08, 1.5, 0.7, 0.06, 1.0)
"""Assumed until this speaker's own is heard: natural log, dB, semitones, share, dB."""


class Measure(msgspec.Struct, frozen=True):
    """One way a voice may move. `enter`: the least difference to the start, in its unit."""

    kind: SignalKind
    reason: str
    more: str
    """The reason where it moves on and on."""
    value: int
    up: bool
    enter: float


MEASURES = (
    # Pace: twice the just noticeable difference of speech tempo (about 5-10 %), with margin.
    Measure("faster", "speaks faster than at the start", "speaks faster and faster",
            PACE, up=True, enter=0.15),
    # A doubling of loudness is about 10 dB; 4 dB is plainly noticed.
    Measure("louder", "speaks louder than at the start", "gets louder and louder",
            LEVEL, up=True, enter=4.0),
    # Within a calm speaker the median F0 of utterances varies by about a semitone.
    Measure("higher", "voice is higher than at the start", "voice climbs higher and higher",
            PITCH, up=True, enter=1.6),
    Measure("slower", "speaks more slowly than at the start", "speaks slower and slower",
            PACE, up=False, enter=0.20),
    Measure("quieter", "speaks more quietly than at the start", "gets quieter and quieter",
            LEVEL, up=False, enter=5.0),
    Measure("halting", "pauses more than at the start", "pauses more and more",
            PAUSES, up=True, enter=0.15),
)  # fmt: skip


class Voice:
    """Raises a signal for every utterance that holds one of the measures up."""

    def __init__(self) -> None:
        self._spans: dict[int, tuple[float, float, int]] = {}
        self._early: dict[int, Prosody] = {}
        self._start = OwnStart(SPREADS)
        self._line = LineGain()
        self._line_known = True
        self._recent: deque[Sample] = deque(maxlen=WINDOW)
        self._on: dict[SignalKind, float] = {}
        """What is raised, and the difference it began with."""
        self._ended: float | None = None
        self._agent_spoke = 0.0

    def feed(self, draft: Draft) -> None:
        """Take a customer's utterance or its prosody, in either order."""
        match draft.event:
            case Utterance(channel="customer", id=number) as said:
                span = (said.start, said.end, len(said.text.split()))
                self._spans = dict([*self._spans.items(), (number, span)][-2 * WINDOW :])
                if (early := self._early.pop(number, None)) is not None:
                    self._measure(draft, early, *span)
            case Prosody(channel="customer", utterance=number) as prosody:
                if (known := self._spans.get(number)) is not None:
                    self._measure(draft, prosody, *known)
                else:
                    self._early = {number: prosody}
            case VoiceActivity(channel="agent", since=since):
                self._agent_spoke = max(self._agent_spoke, since)
            case Utterance(channel="agent", end=end):
                self._agent_spoke = max(self._agent_spoke, end)

    def _measure(self, draft: Draft, heard: Prosody, start: float, end: float, words: int) -> None:
        self._start.begins(start)
        pauses = self._pauses(heard, start, end)
        self._ended = end
        if end - start < SHORTEST or not math.isfinite(heard.energy_dbfs):
            return
        rate = heard.rate_sps or heard.rate_wps
        values = (
            math.log(rate) if rate > 0 and words >= LEAST_WORDS else None,
            self._line.correct(heard.energy_dbfs, heard.floor_dbfs),
            12 * math.log2(heard.f0_median_hz) if heard.f0_median_hz else None,
            pauses,
            heard.tilt_db,
        )
        self._line_known = self._line.known(heard.floor_dbfs)
        sample = Sample(start, end - start, values)
        if self._start.take(sample):
            self._recent.append(sample)
            self._compare(draft, heard.utterance, end)

    def _pauses(self, heard: Prosody, start: float, end: float) -> float | None:
        """Return the share of silence in this utterance and before it, in the same turn."""
        if heard.pause_ratio is None:
            return None
        gap = start - self._ended if self._ended is not None else 0.0
        if not 0.0 < gap <= OWN_PAUSE or self._agent_spoke >= (self._ended or 0.0):
            gap = 0.0
        whole = end - start + gap
        return (heard.pause_ratio * (end - start) + gap) / whole if whole > 0 else 0.0

    def _compare(self, draft: Draft, utterance: int, t: float) -> None:
        if len(self._recent) < 2:
            return
        moved = {
            measure.kind: _signed(self._start.shift(measure.value, self._recent), up=measure.up)
            for measure in MEASURES
        }
        for measure in MEASURES:
            shift, error = moved[measure.kind]
            others = (moved[other.kind] for other in MEASURES
                      if other.up == measure.up and other.value != measure.value)  # fmt: skip
            joined = any(by >= WITH * of > 0 for by, of in others)
            enter = max(measure.enter, (TOGETHER if joined else ALONE) * error)
            began = self._on.get(measure.kind)
            latest = _signed(self._start.shift(measure.value, [self._recent[-1]]), up=measure.up)[0]
            if shift < (enter if began is None else LEAVE * enter) or not self._real(measure):
                self._on.pop(measure.kind, None)
            elif latest >= LEAVE * measure.enter:
                began = self._on.setdefault(measure.kind, shift)
                on_and_on = shift >= began + STILL * measure.enter
                draft.signals.append(
                    Signal(
                        kind=measure.kind,
                        t=t,
                        reason=measure.more if on_and_on else measure.reason,
                        weight=WEIGHTS[measure.kind],
                        utterance=utterance,
                    )
                )

    def _real(self, measure: Measure) -> bool:
        """Return whether a change of level is the voice's, as far as can be told."""
        if measure.value != LEVEL or self._line_known:
            return True
        pitch, tilt = (self._start.shift(value, self._recent) for value in (PITCH, TILT))
        if pitch is None and tilt is None:
            return True
        return (
            _signed(pitch, up=measure.up)[0] >= EFFORT_PITCH
            or _signed(tilt, up=measure.up)[0] >= EFFORT_TILT
        )


def _signed(shift: tuple[float, float] | None, *, up: bool) -> tuple[float, float]:
    """Return difference and error, upward for a measure that watches for less; zeros for none."""
    by, error = shift or (0.0, 0.0)
    return (by if up else -by), error
