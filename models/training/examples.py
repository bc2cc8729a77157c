"""What the network is trained on: texts, and for each the targets that it has, with weights.

A comment has labels and no intensity; a line of ours has a mood, intensity and no labels. A weight
of 0 says that a target is not given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.labels import LABELS, MOODS
from models.training.goemotions import Comment
from models.training.labels import MOOD_OF, valence_of_labels
from models.training.lines import Line

Floats = NDArray[np.float32]

WEAK_MOOD = 0.1
"""Weight of a mood guessed from a comment's label, against 1 for a line of ours."""


@dataclass(slots=True)
class Examples:
    """Columns of equal length `n`; `texts` are as written, in whatever form."""

    texts: list[str] = field(repr=False)
    before: list[tuple[str, ...]] = field(repr=False)
    keys: list[str]
    labels: Floats
    """[n, 28] 0…1."""
    label_weight: Floats
    moods: Floats
    """[n, 8], rows sum to 1."""
    mood_weight: Floats
    intensity: Floats
    """[n] 0…3."""
    intensity_weight: Floats
    valence: Floats
    """[n] −1…1."""
    valence_weight: Floats

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Sequence[int]) -> Self:
        """Return some rows, in that order and as often as they are named."""
        index = np.asarray(rows, np.intp)
        return type(self)(
            [self.texts[row] for row in rows],
            [self.before[row] for row in rows],
            [self.keys[row] for row in rows],
            *(column[index] for column in self.arrays()),
        )

    def arrays(self) -> tuple[Floats, ...]:
        """Return the targets and weights in the order of the fields."""
        return (
            self.labels, self.label_weight, self.moods, self.mood_weight, self.intensity,
            self.intensity_weight, self.valence, self.valence_weight,
        )  # fmt: skip


def of_comments(comments: Sequence[Comment]) -> Examples:
    """Return examples with labels, valence, and a weak mood where the labels hint at just one."""
    n = len(comments)
    labels = np.zeros((n, len(LABELS)), np.float32)
    moods = np.zeros((n, len(MOODS)), np.float32)
    mood_weight = np.zeros(n, np.float32)
    valence = np.zeros(n, np.float32)
    for row, comment in enumerate(comments):
        labels[row, list(comment.labels)] = 1
        names = [LABELS[number] for number in comment.labels]
        valence[row] = valence_of_labels(set(names))
        hints = {MOOD_OF.get(name) for name in names}
        mood = hints.pop() if len(hints) == 1 else None
        moods[row, MOODS.index(mood or "neutral")] = 1
        mood_weight[row] = WEAK_MOOD if mood else 0
    ones, zeros = np.ones(n, np.float32), np.zeros(n, np.float32)
    return Examples(
        [comment.text for comment in comments], [()] * n, [comment.id for comment in comments],
        labels, ones, moods, mood_weight, zeros, zeros, valence, ones,
    )  # fmt: skip


def of_lines(lines: Sequence[Line]) -> Examples:
    """Return examples with mood, intensity and valence, and no labels."""
    n = len(lines)
    moods = np.zeros((n, len(MOODS)), np.float32)
    for row, line in enumerate(lines):
        moods[row, MOODS.index(line.mood)] = 1
    ones, zeros = np.ones(n, np.float32), np.zeros(n, np.float32)
    return Examples(
        [line.text for line in lines], [line.heard_before for line in lines],
        [line.id for line in lines],
        np.zeros((n, len(LABELS)), np.float32), zeros, moods, ones,
        np.array([line.intensity for line in lines], np.float32), ones,
        np.array([line.valence for line in lines], np.float32), ones,
    )  # fmt: skip


def joined(*parts: Examples) -> Examples:
    """Return the rows of all parts, one part after the other."""
    arrays = [np.concatenate(columns) for columns in zip(*(p.arrays() for p in parts), strict=True)]
    return Examples(
        [text for part in parts for text in part.texts],
        [before for part in parts for before in part.before],
        [key for part in parts for key in part.keys],
        *arrays,
    )
