"""How something was said: pitch, loudness, pace. The agent is only timed."""

from collections.abc import Sequence

import numpy as np

from speech import f0
from speech.events import Prosody, Utterance
from speech.recognize.recognizer import Samples
from speech.vad import FRAME, dbfs

MIN_VOICED = 10
"""Pitch frames (0.2 s) below which a median would be chance."""


def measure(said: Utterance, samples: Samples, voiced: Sequence[bool]) -> Prosody:
    """Return the voice measures of one utterance.

    `voiced` holds one flag per 512-sample frame of `samples`. Energy is taken over voiced frames
    only, so pauses do not make a voice quieter. The pitch tracker is called for the customer and
    for nobody else.
    """
    spoken = _spoken(samples, voiced)
    median, spread = _pitch(spoken) if said.channel == "customer" else (None, None)
    seconds = sum(word.end - word.start for word in said.words)
    return Prosody(
        t=said.t,
        channel=said.channel,
        utterance=said.id,
        f0_median_hz=median,
        f0_range_semitones=spread,
        energy_dbfs=round(dbfs(spoken), 1),
        rate_wps=round(len(said.words) / seconds, 2) if seconds > 0.0 else 0.0,
        voiced_ratio=round(sum(voiced) / len(voiced), 2) if voiced else 0.0,
    )


def _spoken(samples: Samples, voiced: Sequence[bool]) -> Samples:
    whole = samples[: len(voiced) * FRAME].reshape(-1, FRAME)
    spoken: Samples = whole[np.asarray(voiced[: len(whole)], dtype=bool)].reshape(-1)
    return spoken


def _pitch(spoken: Samples) -> tuple[float | None, float | None]:
    """Return median in Hz and the 10th-to-90th percentile range in semitones."""
    track = f0.track(spoken)
    hz = track[np.isfinite(track)]
    if hz.size < MIN_VOICED:
        return None, None
    low, median, high = np.percentile(hz, (10, 50, 90))
    return round(float(median), 1), round(float(12.0 * np.log2(high / low)), 1)
