"""How far a pitch track is from the truth: gross pitch error, and how much of the voice it found.

Gross pitch error is the share of the frames voiced for both that are off by more than a fifth (L.
Rabiner et al., "A comparative performance study of several pitch detection algorithms", IEEE Trans.
ASSP 24, 1976, in the relative form in use since).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from speech.f0 import Floats
from speech.recognize.recognizer import RATE

HOP = 0.020
MIDDLE = 0.041
"""Seconds from a frame's first sample to the middle of what its pitch is read from."""
OFF = 0.2


@dataclass(frozen=True, slots=True)
class Score:
    compared: int
    """Frames voiced for both."""
    wrong: int
    voiced: int
    """Frames that are voiced in truth."""

    median: float
    """Of the track, against that of the truth where both are voiced."""

    @property
    def gross(self) -> float:
        return self.wrong / self.compared if self.compared else 0.0

    @property
    def found(self) -> float:
        return self.compared / self.voiced if self.voiced else 1.0


def against_known(track: Floats, hz: NDArray[np.float64]) -> Score:
    """Compare with the pitch at every sample, NaN where there is none."""
    return against(track, np.arange(hz.size) / RATE, hz)


def against(track: Floats, times: NDArray[np.float64], hz: NDArray[np.float64]) -> Score:
    """Compare with the pitch at these times in seconds."""
    at = np.searchsorted(times, np.arange(track.size) * HOP + MIDDLE)
    truth = hz[np.minimum(at, hz.size - 1)]
    voiced = np.isfinite(truth)
    both = voiced & np.isfinite(track)
    ratio = track[both] / truth[both]
    return Score(
        compared=int(both.sum()),
        wrong=int((np.abs(ratio - 1) > OFF).sum()),
        voiced=int(voiced.sum()),
        median=float(np.median(track[both]) / np.median(truth[both])) if both.any() else 1.0,
    )
