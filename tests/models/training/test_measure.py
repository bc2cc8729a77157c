"""Figures against constants from scikit-learn and against what they are by definition."""

import numpy as np
import pytest

from models.labels import LABELS
from models.training import measure

RNG = np.random.default_rng(3)
TRUTH = (RNG.random((40, 3)) < 0.4).astype(int)
SCORES = np.round(np.clip(TRUTH * 0.3 + RNG.random((40, 3)) * 0.7, 0, 1), 2)


def test_f1_is_that_of_scikit_learn():
    found = measure.f1(SCORES >= 0.5, TRUTH)
    assert found == pytest.approx([0.77777778, 0.95238095, 0.68965517])
    assert measure.macro_f1(SCORES, TRUTH, np.full(3, 0.5)) == pytest.approx(0.8066046341908412)


def test_auc_with_ties_is_that_of_scikit_learn():
    found = [measure.auc(SCORES[:, k], TRUTH[:, k]) for k in range(3)]
    assert found == pytest.approx([0.9574175824175825, 0.9799498746867168, 0.9017094017094017])


def test_auc_of_one_kind_only_is_unknown():
    assert np.isnan(measure.auc(np.array([0.1, 0.2]), np.array([1, 1])))


def test_the_threshold_is_the_best_there_is():
    for k in range(3):
        chosen = measure.best_threshold(SCORES[:, k], TRUTH[:, k])
        best = max(
            measure.f1(SCORES[:, [k]] >= t, TRUTH[:, [k]])[0] for t in np.arange(0, 1, 0.005)
        )
        assert measure.f1(SCORES[:, [k]] >= chosen, TRUTH[:, [k]])[0] == pytest.approx(best)


def test_a_label_that_dev_lacks_gets_the_middle():
    assert measure.best_threshold(np.array([0.1, 0.9]), np.array([0, 0])) == 0.5


def test_f1_of_nothing_said_and_nothing_true_is_zero():
    assert measure.f1(np.zeros((5, 1)), np.zeros((5, 1)))[0] == 0


def test_groups_hold_every_label_once():
    for groups in measure.GROUPINGS.values():
        names = [name for group in groups.values() for name in group]
        assert sorted(names) == sorted(LABELS)


def test_a_group_of_truths_is_any_of_them():
    truth = (np.random.default_rng(0).random((30, 28)) < 0.1).astype(float)
    found = measure.grouped(truth, measure.GROUPINGS["sentiment"])
    anger = [LABELS.index(name) for name in measure.GROUPINGS["ekman"]["anger"]]
    assert set(np.unique(found)) <= {0.0, 1.0}
    ekman = measure.grouped(truth, measure.GROUPINGS["ekman"])
    assert (ekman[:, 0] == truth[:, anger].max(1)).all()


def test_calibration_error_by_hand():
    sure = np.array([0.95, 0.95, 0.95, 0.95, 0.15])
    hit = np.array([1, 1, 1, 0, 0])
    assert measure.ece(sure, hit) == pytest.approx((abs(4 * 0.95 - 3) + 0.15) / 5)
    assert measure.ece(np.array([1.0, 0.0]), np.array([1, 0])) == 0
    assert measure.top_ece(np.array([[0.8, 0.2], [0.4, 0.6]]), np.array([0, 1])) == pytest.approx(
        0.3
    )


def test_perfect_scores_reach_one_in_all_three_views():
    truth = (np.random.default_rng(1).random((300, 28)) < 0.1).astype(float)
    found = measure.three_f1((truth, truth), (truth, truth))
    assert found == {"28": 1.0, "ekman": 1.0, "sentiment": 1.0}
