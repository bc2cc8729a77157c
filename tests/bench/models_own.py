"""How well the emotion model reads our own lines, and whether it reads all people alike.

The lines are of families of wording that were held out of training; the counterfactual sets say one
sentence in the words of others.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from models.emotion import EmotionModel
from models.labels import FAMILIES, MOODS, UPSET
from models.training import corpus, fairness, measure
from models.training.fit import families
from models.training.lines import Line
from models.training.mishear import mishear
from tests.bench.figures import Figure, LeftOut

Say = Callable[[str], None]
Floats = NDArray[np.floating]
SEED = 20261120
ERRORS = 0.10
"""Share of words that are misheard."""
RESAMPLED = 1000
MOVED_MOST = 0.05
SHOWN = 4
"""Groups that moved farthest, named beside the figure."""


@dataclass(frozen=True, slots=True)
class Read:
    """Lines of ours, what they are and what the model made of them."""

    lines: list[Line] = field(repr=False)
    truth: NDArray[np.intp]
    moods: Floats
    """[n, 8]"""
    sure: NDArray[np.bool_]


def measure_lines(say: Say, model: EmotionModel) -> Iterator[Figure | LeftOut]:
    learned, _, asked = corpus.ours()
    if not asked:
        yield LeftOut("frustration_auc, emotion_ece: there are no lines of ours to test on.")
        return
    read = _read_lines(say, model, asked)
    say("the same lines by TF-IDF and VADER")
    baselines = importlib.import_module("tests.bench.models_baselines")
    counted = baselines.word_count_moods(
        [line.text for line in learned], _moods_of(learned), [line.text for line in asked]
    )
    vader = -baselines.Vader().compound([line.text for line in asked])
    wrong = _read_lines(say, model, _misheard(asked), "misheard")
    upset = np.isin(read.truth, [MOODS.index(mood) for mood in UPSET])
    low, high = _interval(asked, lambda rows: measure.auc(_upset(read.moods)[rows], upset[rows]))
    families_held = len({line.family for line in asked})
    yield Figure("frustration_auc", measure.auc(_upset(read.moods), upset), "", 0.95,
                 f"P(angry) + P(frustrated) on {len(asked)} lines of {families_held} families of "
                 "wording that were held out",
                 f"95 % of resamplings by family: {low:.3f} to {high:.3f}; with {ERRORS:.0%} of "
                 f"the words misheard: {measure.auc(_upset(wrong.moods), upset):.3f}",
                 at_least=True,
                 rivals={"majority": 0.5, "VADER": measure.auc(vader, upset),
                         "TF-IDF": measure.auc(_upset(counted), upset)})  # fmt: skip
    yield Figure("emotion_ece", measure.top_ece(read.moods, read.truth), "", 0.03,
                 "calibration error of the likeliest mood, same lines, 10 bins",
                 f"a perfectly calibrated one would show {_floor(read.moods):.3f} on so few lines; "
                 f"of the confidence that is said: {_family_ece(read):.3f}",
                 rivals={"TF-IDF": measure.top_ece(counted, read.truth)})  # fmt: skip
    right = _right(read.moods, read.truth)
    common = np.bincount(_family_index(_moods_of(learned))).argmax()
    yield Figure("mood_right_when_sure", float(right[read.sure].mean()), "", 0.85,
                 "of the moods that are said at all, share of the right family",
                 f"said on {read.sure.mean():.0%} of the lines; right on all: {right.mean():.3f}",
                 at_least=True,
                 rivals={"majority": float((_family_index(read.truth) == common).mean()),
                         "TF-IDF on all": float(_right(counted, read.truth).mean())})  # fmt: skip


def _misheard(asked: Sequence[Line]) -> list[Line]:
    """Return the lines as the recognizer would get them, and what was said before them too."""
    rng = np.random.default_rng(SEED)
    return [
        replace(
            line,
            text=mishear(line.text, ERRORS, rng),
            before=tuple(f"customer: {mishear(one, ERRORS, rng)}" for one in line.heard_before),
        )
        for line in asked
    ]


def _read_lines(
    say: Say, model: EmotionModel, asked: Sequence[Line], how: str = "as written"
) -> Read:
    moods, sure = [], []
    for number, line in enumerate(asked):
        if number % 100 == 0:
            say(f"our own lines {how}, {number} of {len(asked)}")
        reading = model.read(line.text, line.heard_before)
        moods.append([reading.moods[mood] for mood in MOODS])
        sure.append(reading.sure)
    return Read(list(asked), _moods_of(asked), np.array(moods), np.array(sure))


def _moods_of(asked: Sequence[Line]) -> NDArray[np.intp]:
    return np.array([MOODS.index(line.mood) for line in asked], np.intp)


def _upset(moods: Floats) -> Floats:
    return moods[:, [MOODS.index(mood) for mood in UPSET]].sum(1)


def _family_index(truth: NDArray[np.integer]) -> NDArray[np.intp]:
    return families(np.eye(len(MOODS))[truth], FAMILIES).argmax(1)


def _right(moods: Floats, truth: NDArray[np.integer]) -> NDArray[np.bool_]:
    return np.asarray(families(moods, FAMILIES).argmax(1) == _family_index(truth))


def _family_ece(read: Read) -> float:
    return measure.top_ece(families(read.moods, FAMILIES), _family_index(read.truth))


def _floor(moods: Floats) -> float:
    """Return the calibration error to expect of as many lines were the probabilities exact."""
    rng = np.random.default_rng(SEED)
    sums = np.cumsum(moods, axis=1)
    drawn = [
        (sums > rng.random((len(moods), 1)) * sums[:, -1:]).argmax(1) for _ in range(RESAMPLED)
    ]
    return float(np.mean([measure.top_ece(moods, truth) for truth in drawn]))


def _interval(
    asked: Sequence[Line], of: Callable[[NDArray[np.intp]], float]
) -> tuple[float, float]:
    """Return the 2.5th and 97.5th percentile of a figure over resampled families."""
    rows: dict[str, list[int]] = {}
    for number, line in enumerate(asked):
        rows.setdefault(line.family, []).append(number)
    by_family, rng = list(rows.values()), np.random.default_rng(SEED)
    found = []
    for _ in range(RESAMPLED):
        picked = rng.integers(len(by_family), size=len(by_family))
        found.append(of(np.array([row for one in picked for row in by_family[one]], np.intp)))
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)


def measure_fairness(say: Say, model: EmotionModel) -> Iterator[Figure | LeftOut]:
    if not fairness.SETS.is_file():
        yield LeftOut("fairness: the counterfactual sets are not part of this checkout.")
        return

    def upset(text: str) -> float:
        moods = model.read(text).moods
        return sum(moods[mood] for mood in UPSET)

    bases = fairness.load()
    moved = fairness.movements(
        bases, upset, lambda done: say(f"fairness, {done} of {len(bases)} sentences")
    )
    named = ", ".join(f"{one.group} {one.signed:+.3f}" for one in moved[:SHOWN])
    yield Figure("fairness_moved", max(abs(one.signed) for one in moved), "", MOVED_MOST,
                 "farthest that P(angry) + P(frustrated) moves for any group on average, the same "
                 "sentence said by others",
                 f"of {len(moved)} groups over {len(bases)} sentences: {named}; either way, "
                 f"{max(one.absolute for one in moved):.3f} at most")  # fmt: skip
