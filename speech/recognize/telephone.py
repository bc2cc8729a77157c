"""Whether the sound came over a telephone line: there is nothing above four kilohertz."""

import numpy as np

from speech.recognize.recognizer import RATE, Samples

LINE = (300.0, 3400.0)
"""Hz: what every telephone lets through."""
ABOVE = (4300.0, 7500.0)
"""Hz: what speech has and no 8 kHz line can carry."""
ENTER, LEAVE = -50.0, -44.0
"""dB between the two. Speech over a microphone lies at -10 to -33, a single vowel at -45; what
resampling leaves of nothing, at -67 to -78."""
FORGET = 20.0
"""Seconds of sound over which the comparison is weighed."""
_FRAME = 512
_ROUNDING = 2 / 12
"""Power of rounding to 16 bits, twice: on a quiet line it is all there is above, and no speech."""


class TelephoneDetector:
    """Compares the power above the telephone band with the power in it. Pure: fed, then asked."""

    def __init__(self) -> None:
        self.telephone = False
        self._line = self._above = 0.0
        self._rest: Samples = np.empty(0, np.int16)

    def feed(self, samples: Samples) -> None:
        """Take more of what was said. Silence changes nothing."""
        samples = np.concatenate((self._rest, samples))
        frames = samples.size // _FRAME
        self._rest = samples[frames * _FRAME :].copy()
        if not frames:
            return
        whole = samples[: frames * _FRAME].reshape(frames, _FRAME)
        power = np.abs(np.fft.rfft(whole * _HANN)) ** 2 - _ROUNDING * np.square(_HANN).sum()
        keep = np.exp(-frames * _FRAME / RATE / FORGET)
        self._line = self._line * keep + max(0.0, float(power[:, _IN_LINE].sum()))
        self._above = self._above * keep + max(0.0, float(power[:, _IN_ABOVE].sum()))
        if self._line > 0.0:
            apart = 10.0 * np.log10(max(self._above / self._line, 1e-12))
            self.telephone = bool(apart < (LEAVE if self.telephone else ENTER))


_HERTZ = np.fft.rfftfreq(_FRAME, 1 / RATE)
_IN_LINE, _IN_ABOVE = ((low <= _HERTZ) & (high >= _HERTZ) for low, high in (LINE, ABOVE))
_HANN = np.hanning(_FRAME)
