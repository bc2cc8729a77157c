"""How good predictions are, in plain numpy: F1 under one threshold rule, AUC, calibration error.

One threshold rule for every model that is compared: for each label the threshold that gives the
best F1 on dev, on the average over resamplings of it (`best_thresholds`). Without one rule a figure
says more about the rule than about the model. Arrays: `scores` [n, k] in 0…1, `truth` [n, k] of 0
and 1.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from models.labels import LABELS
from models.training.labels import EKMAN, SENTIMENT

Floats = NDArray[np.floating]
Truth = NDArray[np.integer] | NDArray[np.bool_] | NDArray[np.floating]

RESAMPLED = 50
SEED = 0

GROUPINGS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "28": {label: (label,) for label in LABELS},
    "ekman": EKMAN,
    "sentiment": SENTIMENT,
}
"""The three views in which figures are published."""


def grouped(scores: Floats, groups: Mapping[str, Sequence[str]]) -> Floats:
    """Return [n, groups]: the probability that at least one label of each group holds.

    As if the labels were independent (1 − ∏(1 − p)). For truths of 0 and 1 that is exactly "any of
    them".
    """
    columns = [[LABELS.index(name) for name in names] for names in groups.values()]
    return np.stack([1 - np.prod(1 - scores[:, c], axis=1) for c in columns], axis=1)


def best_threshold(scores: Floats, truth: Truth) -> float:
    """Return the threshold with the best F1 for one label; a score at it counts as yes.

    In the middle between the two scores it parts. 0.5 where no line has the label.
    """
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    hits = np.cumsum(np.asarray(truth, np.float64)[order])
    if not len(hits) or not hits[-1]:
        return 0.5
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + hits[-1])
    ends = np.append(ranked[1:] < ranked[:-1], True)
    best = int(np.argmax(np.where(ends, f1, -1.0)))
    below = float(ranked[best + 1]) if best + 1 < len(ranked) else 0.0
    return (float(ranked[best]) + below) / 2


def best_thresholds(scores: Floats, truth: Truth) -> NDArray[np.float64]:
    """Return [k]: for each label the threshold with the best F1, to be chosen on dev.

    The mean over resamplings of the lines (bagging: Breiman, Machine Learning 24, 1996). Of a label
    with a dozen lines on dev, the best threshold of dev itself is mostly chance.
    """
    rng = np.random.default_rng(SEED)
    true = np.asarray(truth, np.float64)
    total = np.zeros(scores.shape[1])
    for _ in range(RESAMPLED):
        rows = rng.integers(len(scores), size=len(scores))
        total += [best_threshold(scores[rows, k], true[rows, k]) for k in range(len(total))]
    return total / RESAMPLED


def f1(predicted: Truth, truth: Truth) -> NDArray[np.float64]:
    """Return the F1 of each column; 0 where neither prediction nor truth has a yes."""
    said, true = np.asarray(predicted, bool), np.asarray(truth, bool)
    both = (said & true).sum(0)
    total = said.sum(0) + true.sum(0)
    found = np.zeros(both.shape)
    np.divide(2 * both, total, out=found, where=total > 0)
    return found


def macro_f1(scores: Floats, truth: Truth, thresholds: Floats) -> float:
    """Return the mean F1 over labels."""
    return float(f1(scores >= thresholds, truth).mean())


def three_f1(dev: tuple[Floats, Truth], test: tuple[Floats, Truth]) -> dict[str, float]:
    """Return macro F1 on test for "28", "ekman" and "sentiment", thresholds chosen on dev.

    Each pair is scores and truth over the 28 labels.
    """
    found = {}
    for name, groups in GROUPINGS.items():
        rule = best_thresholds(grouped(dev[0], groups), grouped(np.asarray(dev[1], float), groups))
        truth = grouped(np.asarray(test[1], float), groups)
        found[name] = macro_f1(grouped(test[0], groups), truth, rule)
    return found


def auc(scores: Floats, truth: Truth) -> float:
    """Return the chance that a line with the label scores higher than one without (ties: half).

    NaN where one of the two kinds is missing.
    """
    true = np.asarray(truth, bool)
    yes, no = int(true.sum()), int((~true).sum())
    if not yes or not no:
        return float("nan")
    _, places, many = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(many) - (many - 1) / 2)[places]
    return float((ranks[true].sum() - yes * (yes + 1) / 2) / (yes * no))


def ece(probabilities: Floats, truth: Truth, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width (Guo et al., ICML 2017).

    Mean distance between how sure and how often right, weighted by how many fall in each bin. Both
    arrays may have any shape; all their entries are taken together.
    """
    p = np.asarray(probabilities, np.float64).ravel()
    hit = np.asarray(truth, np.float64).ravel()
    where = np.minimum((p * bins).astype(int), bins - 1)
    gaps = np.bincount(where, weights=p - hit, minlength=bins)
    return float(np.abs(gaps).sum() / max(1, len(p)))


def top_ece(probabilities: Floats, choice: NDArray[np.integer], bins: int = 10) -> float:
    """Return the calibration error of the likeliest of `k`: [n, k] and the true index [n]."""
    return ece(probabilities.max(1), probabilities.argmax(1) == choice, bins)
