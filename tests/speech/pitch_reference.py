"""Pitch the slow way, to compare ours with: another method, nothing shared with speech/f0.py.

P. Boersma, "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise
ratio of a sampled sound", IFA Proceedings 17, 1993: autocorrelation divided by the window's own,
and the cheapest path through the candidates. Lag by lag and frame by frame, at the full rate.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from speech.recognize.recognizer import RATE, Samples

LOW, HIGH = 60.0, 500.0
HOP = 0.010
WINDOW = 3.0 / LOW
CANDIDATES = 6
SILENCE, VOICED = 0.03, 0.45
OCTAVE_COST, JUMP_COST, VOICE_COST = 0.01, 0.35, 0.14
"""The paper's own, for steps of 10 ms; silence and the rest as in its table."""


def pitch(samples: Samples) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middles of frames in seconds and F0 in Hz there, NaN where it is not voiced."""
    sound = samples / 32768.0
    size, hop = round(WINDOW * RATE), round(HOP * RATE)
    starts = range(0, max(0, sound.size - size), hop)
    loudest = np.abs(sound).max()
    frames = [_candidates(sound[start : start + size], loudest) for start in starts]
    times = np.array([(start + size / 2) / RATE for start in starts])
    return times, _path(frames)


Candidate = tuple[float, float]
"""Hz, 0 for unvoiced, and strength."""


def _candidates(frame: NDArray[np.float64], loudest: float) -> list[Candidate]:
    window = np.hanning(frame.size)
    shaped = (frame - frame.mean()) * window
    lags = np.arange(int(RATE / HIGH), int(RATE / LOW) + 2)
    energy, own = shaped @ shaped, window @ window
    peak = np.abs(frame).max() / loudest if loudest else 0.0
    unvoiced = VOICED + max(0.0, 2 - peak / SILENCE * (1 + VOICED))
    found: list[Candidate] = [(0.0, unvoiced)]
    if energy <= 0:
        return found
    heard = np.array([
        (shaped[lag:] @ shaped[:-lag]) / energy / ((window[lag:] @ window[:-lag]) / own)
        for lag in lags
    ])  # fmt: skip
    for at in range(1, lags.size - 1):
        left, here, right = heard[at - 1 : at + 2]
        if here > 0.5 * VOICED and here >= left and here > right:
            shift = 0.5 * (left - right) / (left - 2 * here + right)
            hz = RATE / (lags[at] + shift)
            found.append((hz, min(here, 1.0) - OCTAVE_COST * np.log2(LOW / hz)))
    found.sort(key=lambda one: -one[1])
    return found[: CANDIDATES + 1]


def _path(frames: list[list[Candidate]]) -> NDArray[np.float64]:
    if not frames:
        return np.empty(0)
    scores = [np.array([strength for _, strength in frames[0]])]
    back: list[list[int]] = []
    for before, now in pairwise(frames):
        came, score = [], []
        for hz, strength in now:
            ways = [float(scores[-1][at]) - _cost(one[0], hz) for at, one in enumerate(before)]
            came.append(int(np.argmax(ways)))
            score.append(max(ways) + strength)
        back.append(came)
        scores.append(np.array(score))
    at = int(np.argmax(scores[-1]))
    chosen = [frames[-1][at][0]]
    for came, before in zip(reversed(back), reversed(frames[:-1]), strict=True):
        at = came[at]
        chosen.append(before[at][0])
    hertz = np.array(chosen[::-1])
    return np.where(hertz > 0, hertz, np.nan)


def _cost(before: float, now: float) -> float:
    if not before and not now:
        return 0.0
    if not before or not now:
        return VOICE_COST
    return float(JUMP_COST * abs(np.log2(before / now)))
