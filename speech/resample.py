"""Any rate in, the recognizers' rate out, as a stream."""

import numpy as np
import soxr

from speech.capture.source import Audio
from speech.recognize.recognizer import RATE, Samples

FULL_SCALE = 32_767.0


class Resampler:
    """Streaming conversion of one channel to 16 kHz int16.

    Not-a-number and infinite samples (seen in float recordings of crashed recorders) become
    silence: one of them would otherwise smear over the filter's whole length. Louder than full
    scale is clipped. Output is aligned with the input: the filter's delay is made up for, so
    sample n of the output is n / 16,000 s after the first sample of the input.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._stream = self._new()

    def feed(self, samples: Audio) -> Samples:
        """Return what can be said so far; the last few milliseconds wait for more input."""
        if not np.isfinite(samples).all():
            samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        if self._stream is not None:
            samples = self._stream.resample_chunk(samples)
        return as_int16(samples)

    def flush(self) -> Samples:
        """Return the rest and be ready for a new stretch of sound."""
        if self._stream is None:
            return np.empty(0, np.int16)
        rest = self._stream.resample_chunk(np.empty(0, np.float32), last=True)
        self._stream = self._new()
        return as_int16(rest)

    def _new(self) -> soxr.ResampleStream | None:
        if self._rate == RATE:
            return None
        return soxr.ResampleStream(self._rate, RATE, 1, dtype="float32", quality="MQ")


def as_int16(samples: Audio) -> Samples:
    """Return float samples as int16, clipped at full scale."""
    scaled = np.clip(samples, -1.0, 1.0) * np.float32(FULL_SCALE)
    whole: Samples = np.rint(scaled).astype(np.int16)
    return whole
