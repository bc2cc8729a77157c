"""Hears a customer say the same thing again in other words, by the meaning of their utterances.

What an utterance means by itself costs another pass through the network. Its embedding in context
comes with the reading and costs nothing: only where that is near enough to an earlier one's are the
two looked at by themselves.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from models.reading import Vector

KEPT = 40
"""Earlier utterances that are looked at: some ten minutes of a customer's talk."""
WORDS_LEAST = 5
"""Words below which an utterance means too little to be said again ("yes that's right")."""
SIMILAR = 0.65
"""Cosine of two meanings from which they are nearly the same. Measured on pairs and calls of ours:
tests/speech/test_echo_threshold.py."""
LEAN = 0.1
"""How much of the line before is taken out of an embedding in context: neighbors lean the same way
and seem alike. Measured on 6,000 lines that came with earlier ones: with it the two cosines
correlate by 0.75 instead of 0.72, and fewer lines have to be looked at by themselves."""
NEAR = 0.5
"""Cosine from which two lines may mean the same: of both embeddings in context, then of the new
line alone and the earlier one in context. In 6,000 lines that came with earlier ones it loses three
of 37 echoes, the doubtful ones of 0.65 and 0.66; a lower one looks at every second line alone.
That no clear echo is lost: tests/speech/test_echo_threshold.py."""
NUMBERS = frozenset({
    "zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "hundred", "thousand", "double", "triple", "and",
})  # fmt: skip
"""Do not count as words: one number read out sounds like the next."""


@dataclass(frozen=True, slots=True)
class Echo:
    """The earlier utterance that is nearest in meaning."""

    utterance: int
    similarity: float
    """Cosine of the two meanings, `SIMILAR`…1."""


@dataclass(slots=True)
class Said:
    """An utterance, by its embedding in context and, once asked for, by what it means alone."""

    utterance: int
    rough: Vector = field(repr=False)
    """The embedding in context without what it leans on: `Leaning.without`."""
    find: Callable[[], Vector] = field(repr=False)
    """Return what it means by itself: unit length, or all zero where there is no meaning."""
    _found: Vector | None = field(default=None, init=False, repr=False)

    def alone(self) -> Vector:
        """Return what `find` found the first time."""
        if self._found is None:
            self._found = self.find()
        return self._found


class Leaning:
    """Takes what was said just before out of embeddings in context, line by line."""

    def __init__(self) -> None:
        self._before: Vector | None = None

    def without(self, embedding: Vector) -> Vector:
        """Return the next line's embedding without what it leans on; of unit length, or zero."""
        before, self._before = self._before, embedding
        if before is None:
            return embedding
        rest: Vector = embedding - np.float32(LEAN) * before
        rest /= max(float(np.linalg.norm(rest)), 1e-9)
        return rest


class Echoes:
    """The last utterances of one customer, by what they mean."""

    def __init__(self) -> None:
        self._kept: deque[Said] = deque(maxlen=KEPT)

    def feed(self, said: Said) -> Echo | None:
        """Take an utterance worth it; return the earlier one that means nearly the same, if any."""
        near = [known for known in self._kept if float(said.rough @ known.rough) >= NEAR]
        near = [known for known in near if float(said.alone() @ known.rough) >= NEAR]
        nearest = max(
            (Echo(known.utterance, float(said.alone() @ known.alone())) for known in near),
            key=lambda echo: echo.similarity,
            default=None,
        )
        self._kept.append(said)
        return nearest if nearest is not None and nearest.similarity >= SIMILAR else None


def worth(text: str) -> bool:
    """Return whether an utterance says enough for its meaning to be compared."""
    return sum(word not in NUMBERS for word in text.split()) >= WORDS_LEAST
