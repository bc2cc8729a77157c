"""Calibration undoes a distortion that was put in."""

import numpy as np
import pytest

from models.labels import LABELS, MOODS
from models.training import calibrate, fit, measure


def test_platt_finds_slope_and_offset():
    rng = np.random.default_rng(0)
    true_logits = rng.normal(-1, 2, 20_000)
    truth = rng.random(20_000) < calibrate.sigmoid(true_logits)
    seen = (true_logits - 0.5) / 1.7
    a, b = calibrate.platt(seen, truth)
    assert (a, b) == (pytest.approx(1.7, abs=0.08), pytest.approx(0.5, abs=0.08))
    assert (
        measure.ece(calibrate.sigmoid(a * seen + b), truth)
        < 0.02
        < measure.ece(calibrate.sigmoid(seen), truth)
    )


@pytest.mark.parametrize("truth", [np.zeros(50), np.ones(50)])
def test_platt_of_one_kind_only_is_finite_and_keeps_the_order(truth):
    a, b = calibrate.platt(np.linspace(-3, 3, 50), truth)
    assert a > 0
    assert np.isfinite(b)


def test_platt_of_what_is_parted_cleanly_is_finite():
    x = np.linspace(-3, 3, 50)
    a, b = calibrate.platt(x, x > 0)
    assert np.isfinite([a, b]).all()
    assert calibrate.sigmoid(a * 3 + b) < 1


def test_temperature_undoes_too_much_certainty():
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, (5000, 8))
    truth = np.array([rng.choice(8, p=row) for row in calibrate.softmax(logits)])
    assert calibrate.temperature(3 * logits, truth) == pytest.approx(3, rel=0.05)


def test_sigmoid_and_softmax_do_not_overflow():
    assert calibrate.sigmoid(np.array([-1e4, 0, 1e4])) == pytest.approx([0, 0.5, 1])
    assert calibrate.softmax(np.array([[1e4, 0.0]])) == pytest.approx(np.array([[1.0, 0.0]]))


def test_a_fit_is_of_dev_and_has_a_figure_for_every_label():
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 2, (800, len(LABELS)))
    truth = (rng.random(logits.shape) < calibrate.sigmoid(logits - 1)).astype(float)
    moods = rng.normal(0, 3, (400, len(MOODS)))
    fitted = fit.fit(logits, truth, moods, moods.argmax(1))
    assert fitted.platt.shape == (28, 2)
    assert ((fitted.thresholds > 0) & (fitted.thresholds < 1)).all()
    assert fitted.moods(moods).sum(1) == pytest.approx(np.ones(400))
    assert fitted.confident == 0.3
    assert measure.ece(fitted.scores(logits), truth) < 0.02


def test_who_is_never_right_is_never_sure():
    moods = np.full((50, 8), 0.1 / 7)
    moods[:, 0] = 0.9
    assert fit.sure_from(moods, np.full(50, MOODS.index("neutral"))) == 0.95
