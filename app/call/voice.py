"""How it is said: pace, loudness and pitch against this customer's own first half-minute.

Never against a norm for a group of people, and never the agent. A person who simply talks fast or
loudly has a fast or loud beginning, and nothing is raised. Median of the last few utterances,
paired thresholds, and enough speech in the baseline or no word at all.
"""

import math
from collections import deque
from statistics import median_low

import msgspec

from app.call.draft import Draft
from app.call.signals import Signal, SignalKind
from app.call.weights import WEIGHTS
from speech.events import Prosody, Utterance

BASELINE_SECONDS = 30.0
"""From the customer's first voice on."""
BASELINE_SPEECH = 6.0
"""Seconds of speech that a baseline needs; until then it goes on collecting, at most …"""
BASELINE_LATEST = 75.0
"""… seconds after the first voice."""
BASELINE_UTTERANCES = 2
SHORTEST = 0.8
"""Seconds: shorter utterances ("yes") measure the word and not the mood."""
WINDOW = 3
"""Utterances in the running median."""


class Measure(msgspec.Struct, frozen=True):
    """One voice measure. Enter and leave are differences to the baseline, in `unit`."""

    kind: SignalKind
    reason: str
    unit: str
    enter: float
    leave: float


MEASURES = (
    # Pace: twice the just noticeable difference of speech tempo (about 5-10 %), with margin.
    Measure("faster", "speaks faster than at the start", "natural log of words/s", 0.17, 0.09),
    # A doubling of loudness is about 10 dB; 4 dB is plainly noticed.
    Measure("louder", "speaks louder than at the start", "dB", 4.0, 2.5),
    # Within a calm speaker the median F0 of utterances varies by about a semitone.
    Measure("higher", "voice is higher than at the start", "semitones", 1.6, 0.9),
)


class _Sample(msgspec.Struct, frozen=True):
    at: float
    seconds: float
    values: tuple[float | None, float | None, float | None]


class Voice:
    """Raises a signal for every utterance that holds one of the measures up."""

    def __init__(self) -> None:
        self._spans: dict[int, tuple[float, float, int]] = {}
        self._early: dict[int, Prosody] = {}
        self._first: float | None = None
        self._collected: list[_Sample] = []
        self._baseline: tuple[float | None, ...] | None = None
        self._recent: deque[_Sample] = deque(maxlen=WINDOW)
        self._on: set[SignalKind] = set()

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

    def _measure(self, draft: Draft, heard: Prosody, start: float, end: float, words: int) -> None:
        if self._first is None or start < self._first:
            self._first = start
        seconds = end - start
        if seconds < SHORTEST or not math.isfinite(heard.energy_dbfs):
            return
        pace = math.log(heard.rate_wps) if heard.rate_wps > 0 and words >= 3 else None
        pitch = 12 * math.log2(heard.f0_median_hz) if heard.f0_median_hz else None
        sample = _Sample(start, seconds, (pace, heard.energy_dbfs, pitch))
        if self._baseline is None and not self._collect(sample):
            return
        self._recent.append(sample)
        self._compare(draft, heard.utterance, end)

    def _collect(self, sample: _Sample) -> bool:
        """Return whether the baseline is settled and this sample comes after it."""
        elapsed = sample.at - (self._first or 0.0)
        speech = sum(one.seconds for one in self._collected)
        enough = speech >= BASELINE_SPEECH and len(self._collected) >= BASELINE_UTTERANCES
        if elapsed <= BASELINE_SECONDS or (not enough and elapsed <= BASELINE_LATEST):
            self._collected.append(sample)
            return False
        if not enough:
            return False
        self._baseline = tuple(_middle(self._collected, one) for one in range(len(MEASURES)))
        self._collected = []
        return True

    def _compare(self, draft: Draft, utterance: int, t: float) -> None:
        assert self._baseline is not None  # noqa: S101  only called once it is settled
        for one, measure in enumerate(MEASURES):
            usual, now = self._baseline[one], _middle(self._recent, one)
            latest = self._recent[-1].values[one]
            if usual is None or now is None or latest is None or len(self._recent) < 2:
                continue
            limit = measure.leave if measure.kind in self._on else measure.enter
            if now - usual < limit:
                self._on.discard(measure.kind)
            elif latest - usual >= measure.leave:
                self._on.add(measure.kind)
                draft.signals.append(
                    Signal(
                        kind=measure.kind,
                        t=t,
                        reason=measure.reason,
                        weight=WEIGHTS[measure.kind],
                        utterance=utterance,
                    )
                )


def _middle(samples: "list[_Sample] | deque[_Sample]", one: int) -> float | None:
    values = [sample.values[one] for sample in samples if sample.values[one] is not None]
    return median_low(value for value in values if value is not None) if values else None
