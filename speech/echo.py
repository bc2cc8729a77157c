"""Hears a customer say the same thing again in other words, by the meaning of their utterances."""

from collections import deque
from dataclasses import dataclass

from models.reading import Vector

KEPT = 40
"""Earlier utterances that are looked at: some ten minutes of a customer's talk."""
WORDS_LEAST = 5
"""Words below which an utterance means too little to be said again ("yes that's right")."""
SIMILAR = 0.72
"""Cosine of two meanings from which they are nearly the same. Measured on pairs and calls of ours:
tests/speech/test_echo_threshold.py."""
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


class Echoes:
    """The last utterances of one customer, by what they mean."""

    def __init__(self) -> None:
        self._kept: deque[tuple[int, Vector]] = deque(maxlen=KEPT)

    def feed(self, utterance: int, meaning: Vector) -> Echo | None:
        """Take an utterance worth it; return the earlier one that means nearly the same, if any.

        `meaning` is of unit length, or all zero where there is none.
        """
        nearest = max(
            (Echo(known, float(meaning @ other)) for known, other in self._kept),
            key=lambda echo: echo.similarity,
            default=None,
        )
        self._kept.append((utterance, meaning))
        return nearest if nearest is not None and nearest.similarity >= SIMILAR else None


def worth(text: str) -> bool:
    """Return whether an utterance says enough for its meaning to be compared."""
    return sum(word not in NUMBERS for word in text.split()) >= WORDS_LEAST
