"""Is the customer heard in the microphone too? Speakers instead of a headset make it so.

The loudness of a voice goes up and down in every band of its own; a copy of it that comes out of
the speakers does the same, a little later and softer. So the two channels' band energies (8 ms
steps, dB) are correlated over a few seconds at delays up to a third of a second. Where that fits
again and again at one delay, each moment of the microphone is compared with what the copy alone
would be: what does not stand out from it is the customer again, and not the agent.

Envelopes rather than samples: it costs next to nothing, and it does not mind the room, the
speaker or two clocks that differ by a few samples (cf. C. Faller, C. Tournery, "Robust acoustic
echo control using a simple echo path model", ICASSP 2006).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech.events import Channel
from speech.recognize.recognizer import RATE, Samples

HOP = 128
"""Samples to a step of the envelope: 8 ms, four to a frame of voice activity."""
HOP_SECONDS = HOP / RATE
EDGES = (250.0, 600.0, 1_200.0, 2_200.0, 3_600.0)
"""Hz; the bands in between hold a telephone's voice."""
KEPT = 1_024
"""Steps that are remembered: 8.2 s."""
WINDOW = 625
"""Steps that are compared: 5 s."""
LAGS = np.arange(-6, 45)
"""Steps by which the copy may be late: 350 ms, or early by 50 ms, for the two channels' clocks may
be that far apart."""
FLOOR_DB = -80.0
Levels = NDArray[np.float32]
"""dB of full scale, one row a step, one column a band."""

_BANDS = np.digitize(np.fft.rfftfreq(HOP, 1.0 / RATE), EDGES)
_WEIGHTS = (_BANDS[:, None] == np.arange(1, len(EDGES))).astype(np.float32)
_TAPER = np.hanning(HOP).astype(np.float32)
_FULL = float(np.sum(_TAPER**2)) * HOP * 32_768.0**2 / 2.0


def levels(samples: Samples) -> Levels:
    """Return the level of each band, step by step. `samples`: whole steps."""
    table = samples.reshape(-1, HOP).astype(np.float32) * _TAPER
    spectrum = np.fft.rfft(table, axis=1)
    power = (np.square(spectrum.real) + np.square(spectrum.imag)) @ _WEIGHTS
    found: Levels = np.maximum(10.0 * np.log10(power / np.float32(_FULL) + 1e-12), FLOOR_DB).astype(
        np.float32
    )
    return found


class Track:
    """The last seconds of one channel's levels, by number of the step on the call clock."""

    def __init__(self) -> None:
        self.end = 0
        """Number of the step after the last."""
        self._rows: Levels = np.full((KEPT, len(EDGES) - 1), FLOOR_DB, np.float32)

    def add(self, start: int, rows: Levels) -> None:
        """Put rows at step `start`; what was missed in between was nothing."""
        missed = min(KEPT, max(0, start - self.end))
        if missed:
            self._rows[np.arange(start - missed, start) % KEPT] = FLOOR_DB
        self._rows[np.arange(start, start + len(rows)) % KEPT] = rows
        self.end = start + len(rows)

    def get(self, first: int, last: int) -> Levels:
        """Return steps `first` to `last`, without the last; what lies ahead is nothing."""
        steps = np.arange(first, last)
        found: Levels = self._rows[steps % KEPT].copy()
        found[(steps >= self.end) | (steps < self.end - KEPT)] = FLOOR_DB
        return found


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the microphone follows the customer."""

    likeness: float
    """Mean correlation over the bands at the best delay, −1…1."""
    lag: int
    """The best delay, in steps."""
    gain: Levels
    """By band, dB: how much softer the copy is."""


ACTIVE_DB = 30.0
"""How far below the customer's loud moments the customer still counts as speaking."""
LOUD_DB = -55.0
ENOUGH = 150
"""Steps (1.2 s) of the customer's voice that a window needs to tell anything."""
REACH = 15
"""Steps before and after the customer's voice that are compared too: rise and fall tell most."""


def compare(customer: Levels, agent: Levels) -> Fit | None:
    """Fit `agent` to `customer`; None if the customer says too little.

    `agent` begins `LAGS[0]` steps before `customer` and goes on for as long as the longest lag.
    """
    loud = customer.max(axis=1)
    top = float(np.percentile(loud, 95))
    active = loud > max(top - ACTIVE_DB, LOUD_DB)
    if int(active.sum()) < ENOUGH:
        return None
    near = np.convolve(active, np.ones(2 * REACH + 1), "same") > 0.5
    reference = np.maximum(customer, top - 40.0)[near]
    where = np.flatnonzero(near)
    first = int(LAGS[0])
    heard = agent[where[None, :] + (LAGS[:, None] - first)]
    reference = reference - reference.mean(axis=0)
    heard = heard - heard.mean(axis=1, keepdims=True)
    norm = np.sqrt((reference**2).sum(axis=0) * (heard**2).sum(axis=1)) + 1e-3
    likeness = (np.einsum("tb,ltb->lb", reference, heard) / norm).mean(axis=1)
    best = int(np.argmax(likeness))
    strong = np.flatnonzero(active & (loud > top - 15.0))
    copy = agent[strong + int(LAGS[best]) - first]
    gain: Levels = np.median(copy - customer[strong], axis=0).astype(np.float32)
    return Fit(float(likeness[best]), int(LAGS[best]), gain)


JUDGE = 63
"""Steps (0.5 s) of the customer's sound between two looks."""
RAISE, CLEAR = 0.5, 0.3
"""Likeness. Measured on the sample calls over windows of 5 s: without bleed 0.2 at most, with it
(-12 to -20 dB, 40-120 ms, a room of 0.35 s) 0.6 to 0.85, except where the agent speaks too."""
RAISE_LOOKS, CLEAR_LOOKS = 2, 16
"""Looks in a row that it takes: clearing needs more, for the agent's own voice hides the copy."""
SAME_LAG = 2
"""Steps within which two looks must agree on the delay."""
MARGIN_DB, MARGIN_SPEAKING_DB = 6.0, 4.5
"""By how much any band must stand out from the copy for the agent to begin, and to go on. Measured
at 6 dB on bled sample calls: the copy alone never opens an utterance; of an agent who talks over
the customer, 79 % of the loud frames are heard at -12 dB of bleed and 93 % at -20."""
QUIET_DB = -60.0
"""A band below it is room noise, which stands out from nothing."""
DECAY_DB = 1.0
"""By how much a copy dies away in a step: a room's reverberation of half a second."""
TAIL = 32
"""Steps of the customer's past that still sound in the room."""
AHEAD = 3
"""Steps by which the copy may come sooner than the delay says."""
_DECAY = DECAY_DB * np.maximum(0, TAIL - np.arange(TAIL + AHEAD + 1))


class Bleed:
    """Pure: both channels' samples go in, what they have in common comes out.

    It says whether the customer bleeds into the microphone, and of each moment whether the
    microphone holds anything but that.
    """

    def __init__(self) -> None:
        self.bleeding = False
        self._tracks: dict[Channel, Track] = {"customer": Track(), "agent": Track()}
        self._judged = 0
        self._fit: Fit | None = None
        """The newest that was like."""
        self._looks = 0
        """Looks in a row that speak against what holds."""

    def hear(self, channel: Channel, start: float, samples: Samples) -> None:
        """Take whole frames of a channel that begin at `start` seconds."""
        track = self._tracks[channel]
        track.add(max(track.end, round(start / HOP_SECONDS)), levels(samples))
        customer, agent = self._tracks["customer"].end, self._tracks["agent"].end
        end = min(customer, agent - int(LAGS[-1]))
        if end - self._judged >= JUDGE:
            self._judged = end
            self._judge(end)

    def copied(self, start: float, steps: int, *, speaking: bool) -> bool:
        """Return whether the microphone holds no more than the customer's copy there.

        `speaking`: whether the agent was speaking up to then. Always False while nothing bleeds.
        """
        if not self.bleeding or self._fit is None:
            return False
        first = round(start / HOP_SECONDS)
        heard = self._tracks["agent"].get(first, first + steps)
        begin = first - self._fit.lag - TAIL
        source = self._tracks["customer"].get(begin, begin + TAIL + steps + AHEAD)
        past = np.lib.stride_tricks.sliding_window_view(source, TAIL + AHEAD + 1, axis=0)
        copy = (past[:steps] - _DECAY).max(axis=2) + self._fit.gain
        stands_out = float((heard - np.maximum(copy, QUIET_DB)).mean(axis=0).max())
        return stands_out <= (MARGIN_SPEAKING_DB if speaking else MARGIN_DB)

    def _judge(self, end: int) -> None:
        customer = self._tracks["customer"].get(end - WINDOW, end)
        agent = self._tracks["agent"].get(end - WINDOW + int(LAGS[0]), end + int(LAGS[-1]))
        fit = compare(customer, agent)
        if fit is None:
            return
        if fit.likeness >= RAISE:
            steady = self._fit is not None and abs(fit.lag - self._fit.lag) <= SAME_LAG
            self._fit = fit
            self._looks = 0 if self.bleeding else self._looks + 1 if steady else 1
            self.bleeding = self.bleeding or self._looks >= RAISE_LOOKS
        elif not self.bleeding:
            self._looks = 0
        elif fit.likeness < CLEAR:
            self._looks += 1
            if self._looks >= CLEAR_LOOKS:
                self.bleeding, self._looks, self._fit = False, 0, None
