"""A recognizer with a script: it hears its lines word by word, as sound goes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from speech.events import Word
from speech.recognize.recognizer import RATE, Hypothesis, Recognizer, Samples

WORD_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Take:
    """One utterance as it was handed over."""

    at: float
    samples: int


class ScriptedRecognizer(Recognizer):
    """Says one word of the next line for every 0.3 s it is fed, as far as the line goes."""

    name: ClassVar[str] = "scripted"
    model = "script"
    version = "1"

    def __init__(self, lines: Sequence[str], *, fails_after: int | None = None) -> None:
        self._lines = [line.split() for line in lines]
        self._fails_after = fails_after
        self._at: float | None = None
        self._fed = 0
        self.takes: list[Take] = []

    def _begin(self, at: float) -> None:
        assert self._at is None, "begun twice"
        self._at, self._fed = at, 0

    def _feed(self, samples: Samples) -> Hypothesis | None:
        assert self._at is not None, "fed before it was begun"
        if self._fails_after is not None and len(self.takes) >= self._fails_after:
            raise RuntimeError("scripted failure")
        before = self._heard()
        self._fed += samples.size
        now = self._heard()
        return None if now == before else Hypothesis(" ".join(now), stable=len(now) - 1)

    def _finish(self) -> Hypothesis:
        assert self._at is not None, "finished before it was begun"
        heard = self._heard()
        words = tuple(
            Word(text, self._at + n * WORD_SECONDS, self._at + (n + 1) * WORD_SECONDS, 1.0)
            for n, text in enumerate(heard)
        )
        self.takes.append(Take(self._at, self._fed))
        self._at = None
        return Hypothesis(" ".join(heard), stable=len(heard), words=words)

    def _heard(self) -> list[str]:
        line = self._lines[len(self.takes)] if len(self.takes) < len(self._lines) else []
        return line[: int(self._fed / RATE / WORD_SECONDS)]
