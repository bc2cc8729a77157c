"""What is on a telephone line when nobody speaks: hold music, tones, hum, breath and noise.

All of it is made here, by chance but the same each time, as float32 at 16 kHz, around the level of
speech (−26 dBFS) where it would be on a call.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from speech.recognize.recognizer import RATE

Wave = NDArray[np.float32]
PENTATONIC = (0, 2, 4, 7, 9, 12, 14, 16)
PIECE = 20.0
"""Seconds of one kind of sound before the next."""


def _times(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def _leveled(wave: NDArray[np.float64], dbfs: float) -> Wave:
    rms = float(np.sqrt(np.mean(wave**2))) or 1.0
    return np.clip(wave / rms * 10 ** (dbfs / 20), -0.98, 0.98).astype(np.float32)


def _band(wave: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(wave)
    hz = np.fft.rfftfreq(wave.size, 1 / RATE)
    spectrum[(hz < low) | (hz > high)] = 0.0
    return np.fft.irfft(spectrum, wave.size)


def _note(hz: float, seconds: float, rng: np.random.Generator, *, vibrato: float) -> np.ndarray:
    at = _times(seconds)
    wobble = vibrato * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * at)
    phase = 2 * np.pi * np.cumsum(hz * (1 + wobble)) / RATE
    rich = sum(np.sin(n * phase) / n ** rng.uniform(1.0, 2.0) for n in range(1, 8))
    envelope = np.minimum(1.0, at / 0.03) * np.exp(-at / (0.6 * seconds))
    return rich * envelope


def melody(rng: np.random.Generator) -> Wave:
    """A tune with vibrato over held chords."""
    beat = rng.uniform(0.25, 0.5)
    root = 220.0 * 2 ** (rng.integers(0, 7) / 12)
    out = np.zeros(round((PIECE + 5) * RATE))
    for start in np.arange(0.0, PIECE, beat):
        hz = root * 2 ** (rng.choice(PENTATONIC) / 12)
        note = _note(hz, beat * 1.5, rng, vibrato=0.01)
        at = round(start * RATE)
        out[at : at + note.size] += note
    for start in np.arange(0.0, PIECE, beat * 8):
        for step in (0, 4, 7):
            note = _note(root / 2 * 2 ** (step / 12), beat * 8, rng, vibrato=0.004)
            at = round(start * RATE)
            out[at : at + note.size] += 0.5 * note[: out.size - at]
    return _leveled(out[: round(PIECE * RATE)], -24.0)


def drums(rng: np.random.Generator) -> Wave:
    """Bass drum, snare and hi-hat under a tune."""
    out = melody(rng).astype(np.float64)
    for count, start in enumerate(np.arange(0.0, PIECE - 0.3, 0.25)):
        at = _times(0.2)
        if count % 4 == 0:
            hit = np.sin(2 * np.pi * np.cumsum(60 + 80 * np.exp(-at / 0.03)) / RATE)
            hit *= np.exp(-at / 0.08)
        else:
            low = 1500.0 if count % 4 == 2 else 5000.0
            hit = _band(rng.standard_normal(at.size), low, 7900.0) * np.exp(-at / 0.05)
        first = round(start * RATE)
        out[first : first + hit.size] += 0.15 * hit
    return _leveled(out, -22.0)


def pad(rng: np.random.Generator) -> Wave:
    """Strings that swell: slow chords, the nearest that music without words comes to a voice."""
    at = _times(PIECE)
    out = np.zeros(at.size)
    for part, start in enumerate(np.arange(0.0, PIECE, 2.5)):
        root = 130.8 * 2 ** (rng.choice((0, 5, 7, 9)) / 12)
        window = np.clip(1 - np.abs(at - start - 1.25) / 1.6, 0.0, 1.0)
        for step in (0, 4 - part % 2, 7, 12):
            phase = 2 * np.pi * np.cumsum(
                root * 2 ** (step / 12) * (1 + 0.006 * np.sin(2 * np.pi * 5.2 * at + step))
            ) / RATE  # fmt: skip
            out += window * sum(np.sin(n * phase) / n for n in range(1, 10))
    return _leveled(out, -25.0)


def line_noise(rng: np.random.Generator) -> Wave:
    """Hiss that comes and goes, with crackle."""
    swell = 1 + 0.8 * np.sin(2 * np.pi * 0.2 * _times(PIECE))
    out = rng.standard_normal(swell.size) * swell
    out[rng.integers(0, out.size, 60)] += rng.uniform(10, 40, 60)
    return _leveled(out, -42.0)


def hum(rng: np.random.Generator) -> Wave:
    """Mains hum, 50 or 60 Hz and its harmonics, coming and going with a bad plug."""
    at = _times(PIECE)
    base = float(rng.choice((50.0, 60.0)))
    out = sum(np.sin(2 * np.pi * base * n * at) / n for n in (1, 2, 3, 5, 7))
    on = np.repeat(rng.integers(0, 2, round(PIECE * 2)), RATE // 2)
    return _leveled(out * on + 0.001 * rng.standard_normal(at.size), -30.0)


def breath(rng: np.random.Generator) -> Wave:
    """Breathing into a headset: soft bursts of shaped noise, in and out."""
    at = _times(PIECE)
    slow = np.sin(2 * np.pi * at / rng.uniform(2.5, 4.0))
    envelope = np.clip(np.abs(slow) - 0.4, 0.0, 1.0) ** 2
    drawn = _band(rng.standard_normal(at.size), 400.0, 2500.0)
    blown = _band(rng.standard_normal(at.size), 100.0, 1200.0)
    return _leveled(np.where(slow > 0, drawn, 1.5 * blown) * envelope, -34.0)


def dtmf(rng: np.random.Generator) -> Wave:
    """Digits being dialed."""
    rows, columns = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
    out = 0.001 * rng.standard_normal(round(PIECE * RATE))
    for start in np.arange(0.5, PIECE - 0.5, 0.4):
        at = _times(rng.uniform(0.08, 0.25))
        tone = np.sin(2 * np.pi * rng.choice(rows) * at) + np.sin(
            2 * np.pi * rng.choice(columns) * at
        )
        first = round(start * RATE)
        out[first : first + at.size] += tone
    return _leveled(out, -22.0)


def ringing(rng: np.random.Generator) -> Wave:
    """Ring-back, busy and information tones (ITU-T E.180), and a fax machine's call."""
    kinds = (
        ((440, 480), 2.0, 4.0), ((425,), 1.0, 4.0), ((400, 450), 0.4, 0.2),
        ((480, 620), 0.5, 0.5), ((950,), 0.33, 0.03), ((1100,), 0.5, 3.0),
    )  # fmt: skip
    tones, on, off = kinds[rng.integers(len(kinds))]
    at = _times(PIECE)
    ringing_now = at % (on + off) < on
    out = sum(np.sin(2 * np.pi * hz * at) for hz in tones) * ringing_now
    return _leveled(out + 0.001 * rng.standard_normal(at.size), -24.0)


def desk(rng: np.random.Generator) -> Wave:
    """Keys being struck, a cup being put down, a chair."""
    out = 0.002 * rng.standard_normal(round(PIECE * RATE))
    for start in np.cumsum(rng.exponential(0.25, 70)):
        at = _times(0.06)
        first = round(start * RATE)
        if first + at.size < out.size:
            knock = _band(rng.standard_normal(at.size), 200.0, rng.uniform(1500.0, 7000.0))
            out[first : first + at.size] += knock * np.exp(-at / 0.012) * rng.uniform(0.2, 1.0)
    return _leveled(out, -36.0)


KINDS: tuple[Callable[[np.random.Generator], Wave], ...] = (
    melody, line_noise, drums, breath, pad, dtmf, melody, hum, drums, ringing, pad, desk,
)  # fmt: skip


def pieces(seconds: float, seed: int = 1) -> Iterator[tuple[str, Wave]]:
    """Yield (kind, sound) until `seconds` are full."""
    rng = np.random.default_rng(seed)
    for number in range(round(seconds / PIECE)):
        kind = KINDS[number % len(KINDS)]
        yield kind.__name__, kind(rng)
