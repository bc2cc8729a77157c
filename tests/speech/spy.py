"""An emotion model that writes down what it is given, and can be made slow, broken or blocked."""

import threading
from collections.abc import Sequence

import numpy as np

from models.labels import LABELS, MOODS
from models.reading import MEANING, Reading


def reading(mood: str = "frustrated", *, sure: bool = True, meaning: int = 0) -> Reading:
    """A reading whose meaning points along one axis; not sure, it believes in nothing."""
    embedding = np.zeros(MEANING, np.float32)
    embedding[meaning] = 1.0
    return Reading(
        scores={label: 0.9 if label == "annoyance" else 0.01 for label in LABELS},
        ekman={"anger": 0.9},
        valence=-0.5,
        moods={
            name: (0.965 if name == mood else 0.005) if sure else 1 / len(MOODS) for name in MOODS
        },
        intensity=1.5,
        confidence=0.97 if sure else 0.25,
        sure=sure,
        embedding=embedding,
    )


class SpyModel:
    """`given` are the texts in order, `before` what each was read with."""

    def __init__(self, *, fails: Sequence[str] = (), held: bool = False) -> None:
        """`fails`: texts that cannot be read; `held`: nothing is read until `go` is set."""
        self.given: list[str] = []
        self.before: list[tuple[str, ...]] = []
        self.go = threading.Event()
        self.reached = threading.Event()
        """Set when the first line has come."""
        self._fails = fails
        if not held:
            self.go.set()

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        self.given.append(text)
        self.before.append(tuple(before))
        self.reached.set()
        assert self.go.wait(60)
        if text in self._fails:
            raise RuntimeError(text)
        return reading(meaning=len(self.given))
