"""Voices whose pitch is known to the sample: trains of pulses through a throat.

Pulses with jitter and shimmer, breath between them, formants that move from vowel to vowel, and
consonants (noise, silence) between: enough of a voice to mislead a pitch tracker as voices do.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from speech.recognize.recognizer import RATE, Samples

FORMANTS = (
    (730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410),
)  # fmt: skip
"""Hz, of five vowels of a male voice (G. Peterson and H. Barney, JASA 24, 1952)."""
WIDTHS = (80.0, 90.0, 120.0)
"""Hz, of the formants."""
SYLLABLE, PAUSE = 0.28, 0.07
"""Seconds of a vowel, and of what is between two."""


@dataclass(frozen=True, slots=True)
class Sung:
    """Sound at 16 kHz, and the pitch in Hz at every sample; NaN where there is none."""

    samples: Samples
    hz: np.ndarray


def voice(
    hz: float, seconds: float, *, lively: float = 4.0, rough: float = 0.01, seed: int = 1
) -> Sung:
    """Return a voice around `hz` that moves by `lively` semitones.

    `rough`: jitter as a share of the period; shimmer and breath go with it.
    """
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    t = np.arange(count) / RATE
    tune = np.sin(2 * np.pi * 0.7 * t + seed) + 0.5 * np.sin(2 * np.pi * 1.9 * t)
    wanted = hz * 2 ** (lively / 2 * tune / 12)
    source, actual = _pulses(wanted, rough, rng)
    sound = np.zeros(count)
    pitch = np.full(count, np.nan)
    length, gap = round(SYLLABLE * RATE), round(PAUSE * RATE)
    for number, start in enumerate(range(0, count - length, length + gap)):
        there = slice(start, start + length)
        vowel = _throat(source[there], FORMANTS[number % len(FORMANTS)], hz)
        sound[there] = vowel / np.sqrt(np.mean(vowel**2)) * _swell(length)
        pitch[there] = actual[there]
        hiss = slice(start + length, start + length + (gap if number % 2 else 0))
        sound[hiss] = 0.15 * rng.standard_normal(sound[hiss].size)
    return Sung(np.rint(sound / np.abs(sound).max() * 12_000).astype(np.int16), pitch)


def _pulses(wanted: np.ndarray, rough: float, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Return the source and the pitch that its pulses, jitter and all, really have."""
    source, actual, at = np.zeros(wanted.size), np.empty(wanted.size), 0.0
    while at < wanted.size - 1:
        period = RATE / wanted[int(at)] * (1 + rough * rng.standard_normal())
        source[int(at)] = 1 - (at % 1)
        source[int(at) + 1] += at % 1
        source[int(at) : int(at) + 2] *= 1 + 4 * rough * rng.standard_normal()
        actual[int(at) : int(at + period) + 1] = RATE / period
        at += period
    breath = rough * rng.standard_normal(wanted.size)
    return lfilter([1.0], [1.0, -0.95], source) + breath, actual


def _throat(source: np.ndarray, formants: tuple[int, ...], hz: float) -> np.ndarray:
    """Return the source as a throat lets it through; a higher voice has a shorter one."""
    shorter = 1.15 if hz > 160 else 1.0
    sound = source
    for formant, width in zip(formants, WIDTHS, strict=True):
        radius, angle = np.exp(-np.pi * width / RATE), 2 * np.pi * formant * shorter / RATE
        sound = lfilter([1 - radius], [1, -2 * radius * np.cos(angle), radius**2], sound)
    return np.asarray(sound)


def _swell(length: int) -> np.ndarray:
    ramp = np.minimum(1.0, np.minimum(np.arange(length), np.arange(length)[::-1]) / (0.03 * RATE))
    return np.asarray(ramp)
