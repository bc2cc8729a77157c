"""Sounds for tests: tones, noise, and pieces of the sample call."""

from functools import cache

import numpy as np
import soundfile

import resources
from speech.recognize.recognizer import RATE, Samples
from speech.resample import as_int16


def times(seconds: float, rate: int = RATE) -> np.ndarray:
    return np.arange(round(seconds * rate)) / rate


def buzz(hz: float | np.ndarray, seconds: float, level: float = 0.3) -> Samples:
    """A voice-like tone: twelve harmonics, each weaker than the last. `hz` may glide."""
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(hz, times(seconds).shape)) / RATE
    wave = sum(np.sin(n * phase) / n for n in range(1, 13))
    return as_int16((level * wave / np.abs(wave).max()).astype(np.float32))


def noise(seconds: float, dbfs: float, seed: int = 1) -> Samples:
    """White noise at a level."""
    wave = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return as_int16((wave * 10 ** (dbfs / 20)).astype(np.float32))


@cache
def call(channel: str, start: float, end: float) -> Samples:
    """A piece of *charged-twice*."""
    path = resources.path("sample_calls/charged-twice.flac")
    table, _ = soundfile.read(
        path, start=round(start * RATE), stop=round(end * RATE), dtype="int16"
    )
    return np.ascontiguousarray(table[:, ("customer", "agent").index(channel)])
