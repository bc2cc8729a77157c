"""How this customer began, and how much their voice wanders anyway: what "more" is measured by.

A voice that jumps about by nature needs a larger change to mean something than an even one, so
each difference is judged by this speaker's own spread from utterance to utterance, never by a norm.
"""

import itertools
import math
from collections.abc import Sequence
from statistics import fmean, median

import msgspec

BASELINE_SECONDS = 30.0
"""From the customer's first voice on."""
BASELINE_SPEECH = 6.0
"""Seconds of speech that a baseline needs; until then it goes on collecting, at most …"""
BASELINE_LATEST = 75.0
"""… seconds after the first voice."""
BASELINE_UTTERANCES = 2
BELIEVED = 4
"""Utterances that the assumed spread counts for, beside those that were heard."""
REMEMBERED = 24
"""Latest values that the spread is taken of."""
CLIP = 1.5
"""Spreads from the middle beyond which a value counts no more: one shout is no trend."""
PAIR = 2
"""Utterances of which neither is the odd one out: the one nearer to the start speaks for both."""

Values = tuple[float | None, ...]


class Sample(msgspec.Struct, frozen=True):
    """One utterance: when it began, how long it was, and its measures, in a fixed order."""

    at: float
    seconds: float
    values: Values


class OwnStart:
    """Collects the start of a call, then tells how far a later stretch lies from it."""

    def __init__(self, spreads: Sequence[float]) -> None:
        """Begin with a spread assumed for each measure, in its unit: one standard deviation."""
        self._assumed = tuple(spreads)
        self._first: float | None = None
        self._start: list[Sample] = []
        self._settled = False
        self._heard: list[list[float]] = [[] for _ in self._assumed]

    def begins(self, at: float) -> None:
        """Take note that the customer spoke at `at` seconds, if only a word."""
        if self._first is None or at < self._first:
            self._first = at

    def take(self, sample: Sample) -> bool:
        """Take the next utterance; return whether the start is settled and this comes after it."""
        self.begins(sample.at)
        for heard, value in zip(self._heard, sample.values, strict=True):
            if value is not None:
                heard.append(value)
                del heard[:-REMEMBERED]
        if self._settled:
            return True
        elapsed = sample.at - (self._first or 0.0)
        enough = self._enough()
        if elapsed <= BASELINE_SECONDS or (not enough and elapsed <= BASELINE_LATEST):
            self._start.append(sample)
            return False
        self._settled = enough
        return enough

    def _enough(self) -> bool:
        speech = sum(one.seconds for one in self._start)
        return speech >= BASELINE_SPEECH and len(self._start) >= BASELINE_UTTERANCES

    def spread(self, one: int) -> float:
        """Return the standard deviation of a measure from utterance to utterance.

        From the median step between neighbors, which a change of level moves once only (J. von
        Neumann, "Distribution of the ratio of the mean square successive difference to the
        variance", Ann. Math. Statist. 12, 1941); drawn to the assumed one while little is heard.
        """
        heard = self._heard[one]
        steps = [abs(after - before) for before, after in itertools.pairwise(heard)]
        own = median(steps) / (math.sqrt(2) * 0.6745) if steps else 0.0
        assumed = self._assumed[one]
        total = BELIEVED * assumed**2 + len(steps) * own**2
        return math.sqrt(total / (BELIEVED + len(steps)))

    def shift(self, one: int, now: Sequence[Sample]) -> tuple[float, float] | None:
        """Return how far `now` lies above the start, and the standard error of that.

        None where either has nothing of this measure.
        """
        spread = self.spread(one)
        before = [value for sample in self._start if (value := sample.values[one]) is not None]
        after = [value for sample in now if (value := sample.values[one]) is not None]
        if not before or not after:
            return None
        usual = _middle(before, spread)
        error = spread * math.sqrt(1 / len(before) + 1 / len(after))
        if len(after) == PAIR:
            after = [min(after, key=lambda value: abs(value - usual))]
        return _middle(after, spread) - usual, error


def _middle(values: Sequence[float], spread: float) -> float:
    """Return the mean, with what is far from the median drawn in (P. Huber, "Robust estimation of
    a location parameter", Ann. Math. Statist. 35, 1964)."""  # noqa: D205, D209
    center, reach = median(values), CLIP * spread
    return fmean(min(max(value, center - reach), center + reach) for value in values)
