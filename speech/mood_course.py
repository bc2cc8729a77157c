"""Weighs each reading of a mood against how the call has gone.

A model that reads one utterance at a time takes a joke about lawyers for anger, and the icy "fine"
for nothing. People do not change their mood with every sentence: what was heard before makes some
moods likelier and others less. This is the forward pass of a hidden Markov model (L. R. Rabiner,
"A tutorial on hidden Markov models and selected applications in speech recognition", Proceedings of
the IEEE 77, 1989): belief ∝ reading / usual · what is expected here.

`FIRST` and `NEXT` are counts, taken from the labels of the tuning half of the whole calls; `DOUBT`,
`COURSE` and `SURE` were chosen on the same calls, each call by the counts of the others. All are
printed by `python -m tests.bench.fit_course`. A quarter of those calls escalate: more than on any
ordinary day, so that what is expected of a call is rather too much trouble than too little.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.labels import MOODS

Beliefs = NDArray[np.float64]

FIRST: Final = (0, 19, 6, 1, 1, 80, 2, 0)
"""How many calls began in each mood, in the order of `MOODS`."""
NEXT: Final = (
    (35, 22, 1, 0, 0, 1, 0, 0),
    (25, 205, 5, 0, 3, 54, 14, 2),
    (0, 4, 21, 0, 4, 11, 8, 3),
    (0, 0, 0, 34, 0, 13, 0, 6),
    (0, 7, 4, 0, 9, 8, 3, 0),
    (1, 56, 10, 15, 13, 464, 87, 26),
    (0, 7, 4, 0, 1, 67, 32, 23),
    (0, 0, 0, 6, 0, 8, 2, 2),
)  # fmt: skip
"""How often each mood (row) was followed by each (column) in the customer's next utterance."""
SEEN_FIRST: Final = 1.0
SEEN_NEXT: Final = 0.5
"""Added to each count: nothing is impossible."""
DOUBT: Final = 1.4
"""By how much readings of turns of calls are too sure of themselves: their logits are divided by
it. The model is calibrated on single lines."""
COURSE: Final = 1.0
"""How much is expected of the course: 1 is all that the counts say, 0 nothing."""
SURE: Final = 0.6
"""Belief in a family of moods from which it may be said aloud. In the tuning calls that is so of
69 % of the utterances, and 80 % of those are right; from 0.7 on it would be 58 and 85 %."""


class MoodCourse:
    """Follows the moods of one customer through one call."""

    def __init__(
        self,
        first: Sequence[int] = FIRST,
        after: Sequence[Sequence[int]] = NEXT,
        *,
        doubt: float = DOUBT,
        course: float = COURSE,
    ) -> None:
        """Begin a call; other counts and figures than those that ship are for fitting them."""
        begun, moved = np.array(first, float), np.array(after, float)
        usual = begun + moved.sum(0) + SEEN_FIRST
        self._usual: Beliefs = usual / usual.sum()
        self._first: Beliefs = (begun + SEEN_FIRST) / (begun + SEEN_FIRST).sum()
        smoothed = moved + SEEN_NEXT
        self._next: Beliefs = smoothed / smoothed.sum(1, keepdims=True)
        self._doubt, self._course = doubt, course
        self._stands: Beliefs | None = None

    def so_far(self, moods: Mapping[str, float]) -> dict[str, float]:
        """Return what to believe of an utterance that is not over; the call stands where it was."""
        return dict(zip(MOODS, map(float, self._weighed(moods)), strict=True))

    def feed(self, moods: Mapping[str, float]) -> dict[str, float]:
        """Return what to believe of the next utterance; together 1, in the order of `MOODS`."""
        self._stands = self._weighed(moods)
        return dict(zip(MOODS, map(float, self._stands), strict=True))

    def _weighed(self, moods: Mapping[str, float]) -> Beliefs:
        read = np.array([moods[mood] for mood in MOODS]) ** (1 / self._doubt)
        expected = self._first if self._stands is None else self._stands @ self._next
        weighed: Beliefs = read * (expected / self._usual) ** self._course
        total: float = weighed.sum()
        return np.divide(weighed, total)
