"""Batches hold every line once, each with lines about as long, in an order the seed decides."""

import numpy as np

from models.training.encode import batches


def test_every_line_once_and_alike_lengths_together():
    lengths = np.random.default_rng(0).integers(3, 60, 1000).tolist()
    made = list(batches(lengths, 16, np.random.default_rng(5)))
    assert sorted(row for batch in made for row in batch) == list(range(1000))
    spread = [max(lengths[r] for r in b) - min(lengths[r] for r in b) for b in made]
    assert np.mean(spread) < 5
    assert made == list(batches(lengths, 16, np.random.default_rng(5)))
    assert made != list(batches(lengths, 16, np.random.default_rng(6)))
