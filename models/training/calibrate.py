"""Making a probability mean what it says: Platt scaling per label, one temperature for the moods.

Both are fitted on dev lines after quantizing, because quantizing moves the logits.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
STEPS = 100
RIDGE = 1e-3
"""Pulls a/b toward 1 and 0 where a label is so rare that dev says little."""


def sigmoid(logits: Floats) -> NDArray[np.float64]:
    """Return 1 / (1 + e^−x) without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(logits, np.float64)))


def softmax(logits: Floats, temperature: float = 1.0) -> NDArray[np.float64]:
    """Return probabilities over the last axis."""
    scaled = np.asarray(logits, np.float64) / temperature
    scaled -= scaled.max(-1, keepdims=True)
    raised = np.exp(scaled)
    return np.asarray(raised / raised.sum(-1, keepdims=True), np.float64)


def platt(logits: Floats, truth: Floats) -> tuple[float, float]:
    """Return a, b so that sigmoid(a·x + b) is calibrated for one label.

    Newton's method on the log loss with the targets of Platt (1999), which keep a rare label from
    certainty, as in Lin, Lin & Weng (2007).
    """
    x = np.asarray(logits, np.float64)
    yes = float(np.sum(truth))
    high, low = (yes + 1) / (yes + 2), 1 / (len(x) - yes + 2)
    target = np.where(np.asarray(truth) > 0, high, low)
    a, b = 1.0, 0.0
    for _ in range(STEPS):
        p = sigmoid(a * x + b)
        off, weight = p - target, np.maximum(p * (1 - p), 1e-12)
        gradient = np.array([off @ x + RIDGE * (a - 1), off.sum() + RIDGE * b])
        cross = weight @ x
        hessian = np.array([[weight @ (x * x) + RIDGE, cross], [cross, weight.sum() + RIDGE]])
        move = np.linalg.solve(hessian, gradient)
        move *= min(1.0, 2.0 / float(np.abs(move).max() + 1e-12))
        a, b = a - float(move[0]), b - float(move[1])
        if float(np.abs(move).max()) < 1e-9:
            break
    return max(a, 0.05), b


def platt_all(logits: Floats, truth: Floats) -> NDArray[np.float64]:
    """Return [k, 2]: a and b of every label of [n, k]."""
    return np.array([platt(logits[:, k], truth[:, k]) for k in range(logits.shape[1])])


def temperature(logits: Floats, choice: NDArray[np.integer]) -> float:
    """Return what to divide logits [n, k] by so that their log loss on `choice` [n] is least.

    Guo et al., "On Calibration of Modern Neural Networks", ICML 2017. Golden-section search over
    0.2…5 on a logarithmic scale; the loss has one minimum in it.
    """

    def loss(log_t: float) -> float:
        chosen = softmax(logits, float(np.exp(log_t)))[np.arange(len(choice)), choice]
        return -float(np.log(np.maximum(chosen, 1e-12)).mean())

    left, right = float(np.log(0.2)), float(np.log(5.0))
    ratio = (5**0.5 - 1) / 2
    for _ in range(60):
        a, b = right - ratio * (right - left), left + ratio * (right - left)
        if loss(a) < loss(b):
            right = b
        else:
            left = a
    return float(np.exp((left + right) / 2))
