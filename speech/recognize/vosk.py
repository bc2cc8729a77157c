"""The better ear: vosk, with a model folder that was looked at before vosk is handed it.

Always `model_path`: `vosk.Model(lang=…)` downloads an unchecked archive and may `sys.exit`.
"""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import msgspec
import numpy as np
import vosk

from speech.events import Word
from speech.recognize import tokens
from speech.recognize.recognizer import RATE, Hypothesis, Recognizer, RecognizerError, Samples
from speech.recognize.track import Track
from speech.recognize.vosk_folder import VoskFolder, examine, refuse
from speech.recognize.vosk_probe import probe

HOLD = 0.22
"""Seconds a prefix must hold: a little over the 0.21 that the acoustic model takes at a time, for
only the next piece can revise a word. Measured: docs/recognizers.md."""
_LOADED: "WeakValueDictionary[Path, Any]" = WeakValueDictionary()
"""Models in use, so that the two channels share one."""


class _Heard(msgspec.Struct):
    word: str
    start: float
    end: float
    conf: float = 1.0


class _Result(msgspec.Struct):
    """`Result` and `FinalResult` of vosk; the list is left out where nothing was heard."""

    text: str = ""
    result: list[_Heard] = []


class _Partial(msgspec.Struct):
    partial: str = ""


_RESULT = msgspec.json.Decoder(_Result)
_PARTIAL = msgspec.json.Decoder(_Partial)


def load(folder: VoskFolder) -> Any:
    """Return the loaded model of a folder, the one already in memory if there is one.

    Raises ModelFolderError.
    """
    if (model := _LOADED.get(folder.path)) is not None:
        return model
    vosk.SetLogLevel(-1)
    try:
        model = vosk.Model(model_path=str(folder.path))
    except Exception as error:
        raise refuse(folder.path, "vosk cannot load it") from error
    _LOADED[folder.path] = model
    return model


def try_out(path: Path) -> VoskFolder:
    """Load the folder and decode a second of noise with it, whatever becomes of this process.

    Raises ModelFolderError.
    """
    folder = examine(path)
    noise = np.random.default_rng(0).integers(-3000, 3000, RATE, np.int16)
    recognizer = vosk.KaldiRecognizer(load(folder), RATE)
    try:
        recognizer.AcceptWaveform(noise.tobytes())
        recognizer.FinalResult()
    except Exception as error:
        raise refuse(path, "vosk cannot recognize with it") from error
    return folder


class VoskRecognizer(Recognizer):
    """One recognizer over a shared model."""

    name: ClassVar[str] = "vosk"

    def __init__(self, path: Path, cache: Path | None = None) -> None:
        """Load the model folder; `cache` remembers that it was tried (vosk_probe).

        Raises ModelFolderError with the one thing that is wrong.
        """
        folder = examine(path)
        probe(folder, cache)
        loaded = load(folder)
        self.model = folder.model
        self.version = version("vosk")
        self._recognizer = vosk.KaldiRecognizer(loaded, RATE)
        self._recognizer.SetWords(True)
        self._track: Track | None = None
        self._fed = 0
        """Samples since the recognizer was made: vosk's word times count from there."""
        self._offset = 0.0
        """Seconds to add to vosk's times to reach the call clock."""
        self._done: list[_Heard] = []
        """Words of this utterance that lie before an endpoint that vosk saw in it."""

    def _begin(self, at: float) -> None:
        if self._track is not None:
            self._recognizer.FinalResult()
        self._track = Track(at, hold=HOLD)
        self._offset = at - self._fed / RATE
        self._done = []

    def _feed(self, samples: Samples) -> Hypothesis | None:
        track = self._open()
        if samples.size:
            self._fed += samples.size
            if self._recognizer.AcceptWaveform(samples.tobytes()):
                self._done += _RESULT.decode(self._recognizer.Result()).result
        if not track.take(samples.size):
            return None
        going_on = _PARTIAL.decode(self._recognizer.PartialResult()).partial
        return track.partial(tokens.text(" ".join([*(w.word for w in self._done), going_on])))

    def _finish(self) -> Hypothesis:
        track, self._track = self._open(), None
        self._done += _RESULT.decode(self._recognizer.FinalResult()).result
        return track.final(self._words())

    def _open(self) -> Track:
        if self._track is None:
            raise RecognizerError("no utterance is open")
        return self._track

    def _words(self) -> Iterator[Word]:
        for heard in self._done:
            if spoken := tokens.word(heard.word):
                start, end = heard.start + self._offset, heard.end + self._offset
                yield Word(spoken, start, end, heard.conf)
