"""A reading: what a model believes of one utterance of a customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.labels import FAMILIES

MEANING = 384
"""Numbers of an embedding."""

Vector = NDArray[np.float32]


def family_belief(moods: Mapping[str, float]) -> float:
    """Return the belief in the likeliest family of moods, 0…1."""
    return min(1.0, max(sum(moods[mood] for mood in family) for family in FAMILIES))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model believes of one utterance. All of it is belief, none of it a verdict."""

    scores: dict[str, float]
    """Label of GoEmotions → calibrated probability; each for itself, they do not sum to 1."""
    ekman: dict[str, float]
    """Ekman's groups (and neutral) → probability that at least one label of the group holds."""
    valence: float
    """−1 (unpleasant) … 1."""
    moods: dict[str, float]
    """Call mood → calibrated probability, together 1; all neutral where there were no words."""
    intensity: float
    """Of the likeliest mood, 0 (none) … 3 (strong)."""
    confidence: float
    """Calibrated probability that the mood lies in the family (`models.labels.FAMILIES`) that is
    likeliest; 0 where there were no words to read. A model that hesitates between angry and
    frustrated is sure that the customer is upset, and that is what an agent answers to."""
    sure: bool
    """Whether `confidence` reaches what the model was tuned to: if not, say nothing of a mood."""
    embedding: Vector = field(repr=False)
    """What the words mean by themselves, whatever was said before: 384 numbers of unit length; all
    zero where there were no words to read."""

    @property
    def mood(self) -> str:
        """The likeliest mood."""
        return max(self.moods, key=self.moods.__getitem__)
