"""The names of feelings that a model must have: the 28 labels of GoEmotions, the moods of a call.

The labels are those of Demszky et al., "GoEmotions: A Dataset of Fine-Grained Emotions" (ACL 2020),
in the order of its published `labels.txt`. The moods are ours; what each means is decided in
models/training/calls/guideline.md.
"""

LABELS: tuple[str, ...] = (
    "admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion",
    "curiosity", "desire", "disappointment", "disapproval", "disgust", "embarrassment",
    "excitement", "fear", "gratitude", "grief", "joy", "love", "nervousness", "optimism", "pride",
    "realization", "relief", "remorse", "sadness", "surprise", "neutral",
)  # fmt: skip
MOODS: tuple[str, ...] = (
    "angry", "frustrated", "anxious", "sad", "confused", "neutral", "satisfied", "grateful",
)  # fmt: skip
UPSET: tuple[str, ...] = ("angry", "frustrated")
"""The moods whose probabilities together are the frustration that is measured."""
FAMILIES: tuple[tuple[str, ...], ...] = (
    UPSET, ("satisfied", "grateful"), ("anxious",), ("sad",), ("confused",), ("neutral",),
)  # fmt: skip
"""Moods that an agent would answer to alike: to mistake one for its neighbor does no harm."""
