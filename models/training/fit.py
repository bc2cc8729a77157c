"""Calibration and thresholds of a finished, quantized file, from dev lines only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.labels import FAMILIES, LABELS, MOODS
from models.training import calibrate, measure

Floats = NDArray[np.floating]

SURE_RIGHT = 0.85
"""Of the readings that are said to be sure, at least this share names the right family on dev."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns logits into probabilities."""

    platt: NDArray[np.float64]
    """[28, 2]: a and b of each label."""
    thresholds: NDArray[np.float64]
    """[28]: probability from which a label counts as present."""
    temperature: float
    confident: float
    """Confidence from which a mood may be said."""

    def scores(self, logits: Floats) -> NDArray[np.float64]:
        """Return the labels' probabilities [n, 28]."""
        return calibrate.sigmoid(logits * self.platt[:, 0] + self.platt[:, 1])

    def moods(self, logits: Floats) -> NDArray[np.float64]:
        """Return the moods' probabilities [n, 8]."""
        return calibrate.softmax(logits, self.temperature)


def fit(
    labels: Floats, label_truth: Floats, moods: Floats, mood_truth: NDArray[np.integer]
) -> Calibration:
    """Return what fits dev best: labels on comments, moods on lines of ours."""
    platt = calibrate.platt_all(labels, label_truth)
    scores = calibrate.sigmoid(labels * platt[:, 0] + platt[:, 1])
    warmth = calibrate.temperature(moods, mood_truth)
    return Calibration(
        platt=platt,
        thresholds=measure.best_thresholds(scores, label_truth),
        temperature=warmth,
        confident=sure_from(calibrate.softmax(moods, warmth), mood_truth),
    )


def families(moods: Floats, groups: Sequence[Sequence[str]] = FAMILIES) -> NDArray[np.float64]:
    """Return [n, groups]: the probability of each family of moods that an agent answers alike."""
    columns = [[MOODS.index(name) for name in names] for names in groups]
    return np.stack([moods[:, c].sum(1) for c in columns], axis=1)


def sure_from(moods: Floats, truth: NDArray[np.integer]) -> float:
    """Return the least confidence, in steps of 0.05, from which enough readings are right."""
    by_family = families(moods)
    right = by_family.argmax(1) == families(np.eye(len(MOODS))[truth]).argmax(1)
    sure = by_family.max(1)
    for step in range(6, 20):
        said = sure >= step / 20
        if said.any() and float(right[said].mean()) >= SURE_RIGHT:
            return step / 20
    return 0.95


def truth_of(labels: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Return [n, 28] of 0 and 1."""
    truth = np.zeros((len(labels), len(LABELS)))
    for row, numbers in enumerate(labels):
        truth[row, list(numbers)] = 1
    return truth
