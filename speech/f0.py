"""Fundamental frequency of a voice, a frame at a time, all frames at once.

YIN (A. de Cheveigné and H. Kawahara, "YIN, a fundamental frequency estimator for speech and
music", JASA 111(4), 2002), steps 1–5, with the difference function by FFT.
"""

import numpy as np
from numpy.typing import NDArray

from speech.recognize.recognizer import RATE, Samples

Floats = NDArray[np.float32]

LOW_HZ, HIGH_HZ = 60.0, 420.0
"""Speaking voices, from a low male to a high female one, raised."""
THRESHOLD = 0.15
"""Of the normalized difference; the paper uses 0.1 for clean speech."""

_STEP = 2
_HZ = RATE // _STEP
"""8 kHz is plenty for pitch, and halves the work."""
_HOP = _HZ * 20 // 1000
_SHORTEST, _LONGEST = int(_HZ / HIGH_HZ), int(_HZ / LOW_HZ) + 1
_WINDOW = 2 * _LONGEST
_FFT = 1024


def track(samples: Samples) -> Floats:
    """Return F0 in Hz for every 20 ms of 16 kHz sound; NaN where it is not voiced.

    Takes about 1 ms for a second of sound. An empty array when there is less than one window
    (67 ms).
    """
    halved = 0.5 * (samples[: samples.size // 2 * 2 : 2] + samples[1::2].astype(np.float32))
    frames = (halved.size - _WINDOW - _LONGEST) // _HOP + 1
    if frames <= 0:
        return np.empty(0, np.float32)
    view = np.lib.stride_tricks.sliding_window_view(halved, _WINDOW + _LONGEST)[::_HOP][:frames]
    signal = view - view.mean(axis=1, keepdims=True)
    return _yin(signal.astype(np.float32))


def _yin(signal: Floats) -> Floats:
    """Return F0 of each row; a row is one window followed by the longest lag."""
    rows = np.arange(signal.shape[0])
    normalized = _normalized_difference(signal)
    search = normalized[:, _SHORTEST : _LONGEST + 1]
    below = search < THRESHOLD
    voiced = below.any(axis=1)
    first = below.argmax(axis=1)
    # From the first lag below the threshold, walk down to the bottom of that dip.
    rising = np.diff(search, axis=1, append=np.float32(np.inf)) >= 0
    ahead = np.arange(search.shape[1])[None, :] >= first[:, None]
    lag = (rising & ahead).argmax(axis=1) + _SHORTEST
    lag = np.clip(lag, 1, normalized.shape[1] - 2)
    left, mid, right = (normalized[rows, lag + offset] for offset in (-1, 0, 1))
    curve = left - 2 * mid + right
    shift = np.where(np.abs(curve) > 1e-9, 0.5 * (left - right) / np.where(curve == 0, 1, curve), 0)
    hz = _HZ / (lag + np.clip(shift, -0.5, 0.5))
    return np.where(voiced, hz, np.nan).astype(np.float32)


def _normalized_difference(signal: Floats) -> Floats:
    """Return YIN's cumulative mean normalized difference for lags 0…longest + 1."""
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
