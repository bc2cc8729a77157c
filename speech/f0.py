"""Fundamental frequency of a voice, a frame at a time, all frames at once.

YIN (A. de Cheveigné and H. Kawahara, "YIN, a fundamental frequency estimator for speech and
music", JASA 111(4), 2002), steps 1–5, with the difference function by FFT, in two passes: sure
frames first say where this voice lies, then every frame is looked at again there and nowhere else
(C. De Looze and D. Hirst, "Detecting changes in key and range for the automatic modelling and
coding of intonation", Speech Prosody 2008, who set floor and ceiling by speaker). The second pass
is what keeps a telephone line, which cuts the fundamental off, from doubling a low voice.
Measured beside Praat by ``hearback bench voice``.
"""

import numpy as np
from numpy.typing import NDArray

from speech.recognize.recognizer import RATE, Samples

Floats = NDArray[np.float32]

LOW_HZ, HIGH_HZ = 60.0, 500.0
"""Speaking voices, from a low male to a high female or a child's one, raised."""
SURE = 0.15
"""Normalized difference of a frame that tells where the voice lies; the paper uses 0.1 for clean
speech."""
VOICED = 0.4
"""The same, of a frame that counts once that is known."""
LEAST_SURE = 5
"""Sure frames (0.1 s) without which there is no voice."""
BELOW, ABOVE = 1.7, 0.6
"""Periods, against the median period of the sure frames, that a voice reaches: nine semitones
each way. An octave either way lies outside."""
OCTAVE_COST = 0.04
"""What a period twice as long must be better by: two periods of a steady voice are as alike as one
(P. Boersma, "Accurate short-term analysis of the fundamental frequency", IFA Proc. 17, 1993)."""

_STEP = 2
_HZ = RATE // _STEP
"""8 kHz is plenty for pitch, and halves the work."""
_HOP = _HZ * 20 // 1000
_SHORTEST, _LONGEST = int(_HZ / HIGH_HZ), int(_HZ / LOW_HZ) + 1
_WINDOW = 2 * _LONGEST
_FFT = 1024


def track(samples: Samples) -> Floats:
    """Return F0 in Hz for every 20 ms of 16 kHz sound; NaN where it is not voiced.

    `samples` is one stretch of one voice: its frames are judged by each other. Takes about 1 ms
    for a second of sound. An empty array when there is less than one window (67 ms).
    """
    halved = 0.5 * (samples[: samples.size // 2 * 2 : 2] + samples[1::2].astype(np.float32))
    frames = (halved.size - _WINDOW - _LONGEST) // _HOP + 1
    if frames <= 0:
        return np.empty(0, np.float32)
    view = np.lib.stride_tricks.sliding_window_view(halved, _WINDOW + _LONGEST)[::_HOP][:frames]
    signal = view - view.mean(axis=1, keepdims=True)
    normalized = _normalized_difference(signal.astype(np.float32))
    periods = _sure_periods(normalized)
    if periods.size < LEAST_SURE:
        return np.full(frames, np.nan, np.float32)
    usual = float(np.median(periods))
    shortest = max(_SHORTEST, int(usual * ABOVE))
    longest = min(_LONGEST, int(usual * BELOW) + 1)
    return _hertz(normalized, shortest, longest)


def _sure_periods(normalized: Floats) -> NDArray[np.intp]:
    """Return the period, in samples, of each row that is clearly periodic."""
    search = normalized[:, _SHORTEST : _LONGEST + 1]
    below = search < SURE
    first = below.argmax(axis=1)
    # From the first lag below the threshold, walk down to the bottom of that dip.
    rising = np.diff(search, axis=1, append=np.float32(np.inf)) >= 0
    ahead = np.arange(search.shape[1])[None, :] >= first[:, None]
    periods: NDArray[np.intp] = (rising & ahead).argmax(axis=1) + _SHORTEST
    return periods[below.any(axis=1)]


def _hertz(normalized: Floats, shortest: int, longest: int) -> Floats:
    """Return F0 of each row, from the deepest dip between two lags; NaN without one."""
    search = normalized[:, shortest - 1 : longest + 2]
    before, here, after = search[:, :-2], search[:, 1:-1], search[:, 2:]
    dips = (here < VOICED) & (here <= before) & (here <= after)  # a slope at the edge is none
    longer = OCTAVE_COST * np.log2(np.arange(shortest, longest + 1) / shortest)
    lag = np.where(dips, here + longer, np.inf).argmin(axis=1) + shortest
    rows = np.arange(normalized.shape[0])
    left, mid, right = (normalized[rows, lag + offset] for offset in (-1, 0, 1))
    curve = left - 2 * mid + right
    shift = np.where(np.abs(curve) > 1e-9, 0.5 * (left - right) / np.where(curve == 0, 1, curve), 0)
    hz = _HZ / (lag + np.clip(shift, -0.5, 0.5))
    return np.where(dips.any(axis=1), hz, np.nan).astype(np.float32)


def _normalized_difference(signal: Floats) -> Floats:
    """Return YIN's cumulative mean normalized difference for lags 0…longest + 1.

    A row of `signal` is one window followed by the longest lag.
    """
    lags = _LONGEST + 2
    head = np.fft.rfft(signal[:, :_WINDOW], _FFT)
    whole = np.fft.rfft(signal, _FFT)
    product = np.fft.irfft(np.conj(head) * whole, _FFT)[:, :lags]
    power = np.cumsum(np.pad(signal**2, ((0, 0), (1, 1))), axis=1)
    energy = power[:, _WINDOW : _WINDOW + lags] - power[:, :lags]
    difference = np.maximum(energy[:, :1] + energy - 2 * product, 0.0)
    running = np.cumsum(difference[:, 1:], axis=1)
    steps = np.arange(1, lags, dtype=np.float32)
    normalized = np.ones_like(difference)
    np.divide(difference[:, 1:] * steps, running, out=normalized[:, 1:], where=running > 1.0)
    return normalized.astype(np.float32)
