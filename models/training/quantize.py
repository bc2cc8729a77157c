"""Weights in 8 bits: whole numbers and a scale for each column or row.

Symmetric, and the scale is searched: cutting off a few outliers often costs less than rounding all
the others more coarsely.
"""

import numpy as np
from numpy.typing import NDArray

CUTS = np.linspace(0.7, 1.0, 13)
"""Shares of the largest weight that are tried as the end of the range."""


def per_column(
    weights: NDArray[np.float32], bits: int = 8
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 [in, out] and scales [out]: what a product with `weights` [in, out] needs.

    `bits` is 7 where the sum of two products of bytes must stay in 16 bits: processors without
    VNNI cut it off there.
    """
    whole, scale = per_row(weights.T, bits)
    return np.ascontiguousarray(whole.T), scale


def per_row(
    weights: NDArray[np.float32], bits: int = 8
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 [rows, n] and scales [rows] with the least squared error of those tried."""
    top = 2 ** (bits - 1) - 1
    largest = np.maximum(np.abs(weights).max(1), 1e-12)
    best = np.full(len(weights), np.inf)
    scale = largest / top
    for cut in CUTS:
        tried = largest * cut / top
        rounded = np.clip(np.rint(weights / tried[:, None]), -top, top) * tried[:, None]
        error = np.square(rounded - weights).sum(1)
        better = error < best
        best, scale = np.where(better, error, best), np.where(better, tried, scale)
    whole = np.clip(np.rint(weights / scale[:, None]), -top, top)
    return whole.astype(np.int8), scale.astype(np.float32)
