"""The recognizer protocol: voice activity opens an utterance, samples go in, hypotheses come out.

Endpointing belongs to the listener (voice activity), not to the recognizer, so that both
implementations behave alike. All samples are int16 mono at `RATE`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, ParamSpec, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.errors import HearbackError
from speech.events import Word

RATE = 16_000
"""Hz: what every recognizer is given."""

Samples = NDArray[np.int16]

P = ParamSpec("P")
R = TypeVar("R")


class RecognizerError(HearbackError):
    """The recognizer cannot be made or has failed."""

    default_person = "The speech recognizer stopped working. It is being restarted."
    default_retryable = True


class Hypothesis(msgspec.Struct, frozen=True):
    """What is believed so far, or (from `finish`) for good; speech, so hidden from `repr`."""

    text: str
    stable: int = 0
    """Words at the beginning that have held over several partials."""
    words: tuple[Word, ...] = ()
    """Only in a final hypothesis; times on the call clock."""

    def __repr__(self) -> str:
        return f"<Hypothesis of {len(self.text.split())} words>"


class Recognizer(ABC):
    """One per channel. Subclasses implement the underscored hooks; callers use the public ones.

    `begin` → `feed`* → `finish`, again and again. Raises RecognizerError and nothing else.
    """

    name: ClassVar[str]
    """"vosk", "pocketsphinx"."""
    model: str
    version: str

    def begin(self, at: float) -> None:
        """Open an utterance whose first sample lies at `at` seconds on the call clock."""
        self._guard(self._begin, at)

    def feed(self, samples: Samples) -> Hypothesis | None:
        """Take the next samples; return the hypothesis if it changed."""
        return self._guard(self._feed, samples)

    def finish(self) -> Hypothesis:
        """Close the utterance and return its final hypothesis (empty text if nothing was said)."""
        return self._guard(self._finish)

    def _guard(self, hook: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return hook(*args, **kwargs)
        except RecognizerError:
            raise
        except Exception as error:
            msg = f"{self.name} failed in {hook.__name__}: {type(error).__name__}"
            raise RecognizerError(msg) from error

    @abstractmethod
    def _begin(self, at: float) -> None: ...

    @abstractmethod
    def _feed(self, samples: Samples) -> Hypothesis | None: ...

    @abstractmethod
    def _finish(self) -> Hypothesis: ...
