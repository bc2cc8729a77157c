"""How something was said: pitch, loudness, pace, pauses, effort. The agent is only timed."""

from collections.abc import Sequence
from itertools import groupby

import msgspec
import numpy as np
from numpy.typing import NDArray

from speech import f0
from speech.events import Prosody, Utterance
from speech.recognize.recognizer import RATE, Samples
from speech.syllables import syllables
from speech.vad import FRAME, FRAME_SECONDS, dbfs

MIN_VOICED = 10
"""Pitch frames (0.2 s) below which a median would be chance."""
PAUSE = 0.2
"""Seconds: shorter quiet within speech is the closure of a consonant (F. Goldman-Eisler,
"Psycholinguistics", 1968, took 0.25)."""
FLOOR_SHARE = 10.0
"""Percent of the frames, the quietest, that are taken for the line without a voice."""
FLOOR_FRAMES = 8
"""Frames (0.26 s) without a voice that this needs."""
FLOOR_LEAST = -75.0
"""dBFS below which a line carries nothing: digital silence, a noise gate."""
LOW_BAND, HIGH_BAND = (300.0, 1000.0), (1000.0, 3400.0)
"""Hz: what every telephone lets through, parted where effort shows (H. Traunmüller and A. Eriksson,
"Acoustic effects of variation in vocal effort", JASA 107(6), 2000)."""


def measure(said: Utterance, samples: Samples, voiced: Sequence[bool]) -> Prosody:
    """Return the voice measures of one utterance.

    `voiced` holds one flag per 512-sample frame of `samples`. Energy is taken over voiced frames
    only, so pauses do not make a voice quieter. What is heard of the voice itself is measured for
    the customer and for nobody else.
    """
    frames = samples[: len(voiced) * FRAME].reshape(-1, FRAME)
    flags = np.asarray(voiced[: len(frames)], dtype=bool)
    spoken: Samples = frames[flags].reshape(-1)
    seconds = sum(word.end - word.start for word in said.words)
    timed = Prosody(
        t=said.t,
        channel=said.channel,
        utterance=said.id,
        f0_median_hz=None,
        f0_range_semitones=None,
        energy_dbfs=round(dbfs(spoken), 1),
        rate_wps=round(len(said.words) / seconds, 2) if seconds > 0.0 else 0.0,
        voiced_ratio=round(sum(voiced) / len(voiced), 2) if voiced else 0.0,
    )
    if said.channel != "customer":
        return timed
    count = sum(syllables(word.text) for word in said.words)
    median, spread = _pitch(spoken)
    share, longest = _pauses(voiced)
    return msgspec.structs.replace(
        timed,
        f0_median_hz=median,
        f0_range_semitones=spread,
        rate_sps=round(count / seconds, 2) if count and seconds > 0.0 else None,
        pause_ratio=share,
        longest_pause=longest,
        tilt_db=_tilt(frames[flags]),
        floor_dbfs=_floor(frames, int((~flags).sum())),
    )


def _pitch(spoken: Samples) -> tuple[float | None, float | None]:
    """Return median in Hz and the 10th-to-90th percentile range in semitones."""
    track = f0.track(spoken)
    hz = track[np.isfinite(track)]
    if hz.size < MIN_VOICED:
        return None, None
    low, median, high = np.percentile(hz, (10, 50, 90))
    return round(float(median), 1), round(float(12.0 * np.log2(high / low)), 1)


def _pauses(voiced: Sequence[bool]) -> tuple[float | None, float | None]:
    """Return the share of pauses, and the longest in seconds, from first to last voice."""
    runs = [(flag, len(list(run)) * FRAME_SECONDS) for flag, run in groupby(voiced)]
    while runs and not runs[0][0]:
        runs.pop(0)
    while runs and not runs[-1][0]:
        runs.pop()
    if not runs:
        return None, None
    pauses = [seconds for flag, seconds in runs if not flag and seconds >= PAUSE]
    share = sum(pauses) / sum(seconds for _, seconds in runs)
    return round(share, 3), round(max(pauses, default=0.0), 2)


def _tilt(frames: NDArray[np.int16]) -> float | None:
    """Return the level of the high band against the low one, in dB over all frames (n, 512)."""
    if len(frames) < MIN_VOICED:
        return None
    power = np.abs(np.fft.rfft(frames * _WINDOW, axis=1)).astype(np.float32) ** 2
    low, high = (float(power[:, band].sum()) for band in (_LOW, _HIGH))
    return round(10.0 * float(np.log10(high / low)), 1) if low > 0.0 and high > 0.0 else None


def _floor(frames: NDArray[np.int16], quiet: int) -> float | None:
    """Return the level of the line without a voice, in dBFS."""
    if quiet < FLOOR_FRAMES:
        return None
    power = np.mean(np.square(frames, dtype=np.float32), axis=1) / 32_768.0**2
    level = 10.0 * float(np.log10(np.percentile(power, FLOOR_SHARE) + 1e-12))
    return round(level, 1) if level >= FLOOR_LEAST else None


def _bins(band: tuple[float, float]) -> slice:
    low, high = (round(edge * FRAME / RATE) for edge in band)
    return slice(low, high)


_LOW, _HIGH = _bins(LOW_BAND), _bins(HIGH_BAND)
_WINDOW = np.hanning(FRAME).astype(np.float32)
