"""The recognizer that works with nothing downloaded: US English, inside its wheel.

The settings were chosen by measurement; docs/recognizers.md has the table.
"""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pocketsphinx

import resources
from speech.events import Word
from speech.recognize import tokens
from speech.recognize.front_end import FrontEnd
from speech.recognize.recognizer import RATE, Hypothesis, Recognizer, RecognizerError, Samples
from speech.recognize.telephone import TelephoneDetector
from speech.recognize.track import Track

HOLD = 0.15
"""Seconds a prefix must hold; this decoder revises at every frame, and waiting longer spares few
revisions for what it costs in delay. Measured: docs/recognizers.md."""
_FRAMES = 100
"""Frames a second of the decoder's word times."""
_MEAN = "45.5,4.5,4,14,-2,0,0,0,0,0,0,0,0"
"""Cepstral mean to begin with: of speech in the telephone band at a usual level."""
_SEARCH: dict[str, Any] = {
    "fwdflat": False, "bestpath": True, "maxhmmpf": 5000, "cmninit": _MEAN,
}  # fmt: skip
_CEPSTRA_AT_ONCE = 4
"""Frames: given more of them, the decoder loses some (its queue holds twelve)."""
_UNDECIDED = 0.3
"""Seconds of the first utterance that wait until it is clear what line they came over."""
UNSURE = 0.5
"""Confidence of a word where the decoder found no lattice to weigh it against others in."""


class PocketsphinxRecognizer(Recognizer):
    """One decoder, which gets used to the voice of its channel (cepstral mean) as it listens.

    It knows the words of support calls, and over a telephone line fills in what the line leaves
    out. Confidences are posteriors of the word lattice.
    """

    name: ClassVar[str] = "pocketsphinx"

    def __init__(self, **search: Any) -> None:
        """Load the model. Raises RecognizerError where the wheel lacks it."""
        hmm = Path(pocketsphinx.get_model_path("en-us/en-us"))
        self.model = hmm.name
        self.version = version("pocketsphinx")
        self._track: Track | None = None
        self._line = TelephoneDetector()
        self._telephone: bool | None = None
        self._waiting: list[Samples] = []
        try:
            self._decoder = pocketsphinx.Decoder(
                samprate=float(RATE), loglevel="FATAL", **(_files() | _SEARCH | search)
            )
            self._front_end = FrontEnd(hmm, np.array(_MEAN.split(","), float))
        except (RuntimeError, ValueError, OSError) as error:
            raise RecognizerError(
                f"pocketsphinx cannot be made: {type(error).__name__}",
                "The built-in speech model cannot be loaded. Please install Hearback again.",
                retryable=False,
            ) from error

    def _begin(self, at: float) -> None:
        if self._track is not None:
            self._decoder.end_utt()
        self._track = Track(at, hold=HOLD)
        self._waiting.clear()
        if self._telephone is not None:
            self._decide()
        self._decoder.start_utt()

    def _feed(self, samples: Samples) -> Hypothesis | None:
        track = self._open()
        look = track.take(samples.size)
        self._line.feed(samples)
        self._waiting.append(samples)
        if self._telephone is None:
            if track.heard < _UNDECIDED:
                return None
            self._decide()
        self._hear()
        if not look:
            return None
        self._decoder.get_cmn(True)  # updates the mean with what was heard of this utterance
        return track.partial(self._text())

    def _finish(self) -> Hypothesis:
        track, self._track = self._open(), None
        self._hear()
        self._decoder.end_utt()
        return track.final(self._words(track.at))

    def _decide(self) -> None:
        """Choose the front end for this utterance by what was heard of the line so far."""
        if self._telephone not in {None, self._line.telephone}:
            self._decoder.set_cmn(_MEAN)
        self._telephone = self._line.telephone
        self._front_end.begin()

    def _hear(self) -> None:
        """Hand what waits to the decoder, by way of the front end where that helps."""
        samples = np.concatenate((*self._waiting, np.empty(0, np.int16)))
        self._waiting.clear()
        if not samples.size:
            return
        if not self._telephone:
            self._decoder.process_raw(samples.tobytes())
            return
        cepstra = self._front_end.feed(samples)
        for first in range(0, len(cepstra), _CEPSTRA_AT_ONCE):
            self._decoder.process_cep(cepstra[first : first + _CEPSTRA_AT_ONCE].tobytes())

    def _open(self) -> Track:
        if self._track is None:
            raise RecognizerError("no utterance is open")
        return self._track

    def _text(self) -> str:
        best = self._decoder.hyp()
        return tokens.text(best.hypstr) if best else ""

    def _words(self, at: float) -> Iterator[Word]:
        segments = list(self._decoder.seg() or ())
        weighed = any(segment.prob < 1.0 for segment in segments)
        for segment in segments:
            if spoken := tokens.word(segment.word):
                yield Word(
                    spoken,
                    at + segment.start_frame / _FRAMES,
                    at + (segment.end_frame + 1) / _FRAMES,
                    segment.prob if weighed else UNSURE,
                )


def _files() -> dict[str, str]:
    """Return our own language model and dictionary, made by resources/speech/build.py."""
    return {
        "lm": str(resources.path("speech/support.lm.bin")),
        "dict": str(resources.path("speech/support.dict")),
    }
