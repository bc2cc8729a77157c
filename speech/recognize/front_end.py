"""Cepstra as pocketsphinx makes them, and as it would have made them of a line it hears half of.

The decoder's model knows speech up to 6,800 Hz. Over a telephone there is nothing above 3,400, and
the logarithm of nothing drowns what is there. So for such a line the cepstra are made here: from
the bands that the line lets through, as a linear estimate with the least mean square error of what
the model's own voices have in all bands. Method: B. Raj, M. L. Seltzer, R. M. Stern,
"Reconstruction of missing features for robust speech recognition", Speech Communication 43(4),
2004, with one Gaussian instead of clusters. The statistics come from the model's means and
variances, of real people; nothing was fitted to the voices that measure it.
"""

import struct
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.recognize.recognizer import RATE, Samples

Floats = NDArray[np.float64]

LOW, HIGH, FILTERS = 130.0, 6800.0, 25
"""Hz and count: the model's `feat.params`."""
CEPSTRA, LIFTER = 13, 22
FFT, WINDOW, SHIFT = 512, 410, 160
PRE_EMPHASIS = 0.97
FLOOR = 1e-4
HEARD = slice(1, 20)
"""Filters that a telephone line feeds: 200 to 3,400 Hz, and the slope above."""
DETAIL = 0.05
"""Variance of a band around what 13 cepstra can say of it, squared nepers."""
_SMOOTH = 4
"""Neighbors on either side over which the decoder's noise removal smooths its gains."""


class FrontEnd:
    """Streaming cepstra of a telephone line."""

    def __init__(self, model: Path, mean: Floats) -> None:
        """Take the model's folder, and the cepstral mean of typical wide-band speech.

        Raises OSError or ValueError where the model's files are not what they should be.
        """
        self._map, self._offset = _estimate(model, mean)
        self._rest: Floats = np.empty(0)
        self._last = 0.0
        self._noise = NoiseRemoval()

    def begin(self) -> None:
        """Begin an utterance. What is known of the noise is kept."""
        self._rest = np.empty(0)
        self._last = 0.0

    def feed(self, samples: Samples) -> NDArray[np.float32]:
        """Return the cepstra of the frames that these samples complete, one a row."""
        sound = samples.astype(float)
        if sound.size:
            before = np.concatenate(([self._last], sound[:-1]))
            self._last = float(sound[-1])
            self._rest = np.concatenate((self._rest, sound - PRE_EMPHASIS * before))
        frames = (self._rest.size - WINDOW) // SHIFT + 1
        if frames <= 0:
            return np.empty((0, CEPSTRA), np.float32)
        view = np.lib.stride_tricks.sliding_window_view(self._rest, WINDOW)[::SHIFT][:frames]
        power = np.abs(np.fft.rfft(view * _HAMMING, FFT)) ** 2 @ _MEL
        self._rest = self._rest[frames * SHIFT :].copy()
        log_mel = np.log(self._noise.clean(power)[:, HEARD] + FLOOR)
        return (log_mel @ self._map + self._offset).astype(np.float32)


class NoiseRemoval:
    """The decoder's own, among the heard filters only (pocketsphinx `src/fe/fe_noise.c`)."""

    def __init__(self) -> None:
        self._state: tuple[Floats, Floats, Floats, Floats] | None = None

    def clean(self, frames: Floats) -> Floats:
        """Return the frames' powers with the steady part taken out, as far as it dares."""
        return np.array([self._frame(frame) for frame in frames])

    def _frame(self, frame: Floats) -> Floats:
        power, noise, floor, peak = self._state or (frame, frame / 20, frame / 20, 0.0 * frame)
        power = 0.7 * power + 0.3 * frame
        noise = _envelope(noise, power)
        signal = np.maximum(power - noise, 1.0)
        floor = _envelope(floor, signal)
        peak = 0.85 * peak
        masked = np.where(signal < 0.85 * peak, 0.2 * peak, signal)
        peak = np.maximum(peak, signal)
        self._state = power, noise, floor, peak
        signal = np.maximum(masked, floor)
        gain = np.clip(signal / np.maximum(power, 1e-9), 0.05, 20.0)
        return frame * (gain @ _SMOOTHER)


def _envelope(old: Floats, new: Floats) -> Floats:
    return np.where(new >= old, 0.995 * old + 0.005 * new, 0.5 * old + 0.5 * new)


def _mel(hertz: float) -> float:
    return float(2595.0 * np.log10(1.0 + hertz / 700.0))


def _filters() -> Floats:
    """Return bins × filters: triangles of unit area whose corners lie on bins."""
    step = RATE / FFT
    corners = 700.0 * (10 ** (np.linspace(_mel(LOW), _mel(HIGH), FILTERS + 2) / 2595.0) - 1.0)
    corners = np.floor(corners / step + 0.5) * step
    hertz = np.arange(FFT // 2 + 1)[:, None] * step
    left, middle, right = corners[:-2], corners[1:-1], corners[2:]
    rise, fall = (hertz - left) / (middle - left), (right - hertz) / (right - middle)
    triangles: Floats = np.maximum(0.0, np.minimum(rise, fall)) * 2.0 / (right - left)
    return triangles


def _smoother() -> Floats:
    """Return the matrix that averages each heard filter with its heard neighbors."""
    place = np.arange(FILTERS)
    heard = (place >= HEARD.start) & (place < HEARD.stop)
    near = (np.abs(place[:, None] - place) <= _SMOOTH) & heard[:, None] & heard
    average: Floats = near / np.maximum(near.sum(0), 1)
    return average


_HAMMING = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))
_MEL = _filters()
_SMOOTHER = _smoother()
_ORDER = np.arange(CEPSTRA)[:, None]
_COSINE = np.cos(np.pi * _ORDER * (np.arange(FILTERS) + 0.5) / FILTERS) * np.where(
    _ORDER == 0, np.sqrt(1 / FILTERS), np.sqrt(2 / FILTERS)
)
_LIFT = 1.0 + LIFTER / 2 * np.sin(np.arange(CEPSTRA) * np.pi / LIFTER)


def _estimate(model: Path, mean: Floats) -> tuple[Floats, Floats]:
    """Return what to multiply log mel powers by, and to add, to get cepstra.

    Constant offsets do not matter much, for the decoder takes the mean away; the offset only lets
    it begin near the typical one.
    """
    centers, spreads = _gaussians(model)
    spread = np.cov(centers.T) + np.diag(spreads.mean(axis=0))
    heard = _COSINE[:, HEARD]
    within = heard.T @ spread @ heard + DETAIL * np.eye(heard.shape[1])
    weights = spread @ heard @ np.linalg.inv(within)
    typical = mean / _LIFT
    offset = typical - weights @ heard.T @ typical
    return (weights * _LIFT[:, None]).T, offset * _LIFT


@cache
def _gaussians(model: Path) -> tuple[Floats, Floats]:
    """Return means and variances of the model's Gaussians: cepstra without lifter, one a row."""
    means, variances = (_parameters(model / name) for name in ("means", "variances"))
    return means / _LIFT, variances / _LIFT**2


def _parameters(path: Path) -> Floats:
    """Return the first stream (static cepstra) of a Sphinx parameter file."""
    data = path.read_bytes()
    at = data.index(b"endhdr\n") + len(b"endhdr\n") + 4
    books, streams, densities = struct.unpack_from("<3I", data, at)
    widths = struct.unpack_from(f"<{streams}I", data, at + 12)
    if widths != (CEPSTRA,) * streams:
        raise ValueError(f"{path.name} has streams of {widths}")
    values = np.frombuffer(data, "<f4", books * streams * densities * CEPSTRA,
                           at + 16 + 4 * streams)  # fmt: skip
    return values.reshape(books, streams, -1)[:, 0].reshape(-1, CEPSTRA).astype(float)
