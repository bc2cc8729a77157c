"""How labels hang together: the groups of GoEmotions' authors, hints of a mood, valence.

The groupings are those of the paper (Demszky et al., ACL 2020, section 3 and appendix), so that a
figure here stands beside a published one.
"""

from typing import Final

EKMAN: Final = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": (
        "joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism", "relief",
        "pride", "admiration", "desire", "caring",
    ),
    "sadness": ("sadness", "disappointment", "embarrassment", "grief", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
    "neutral": ("neutral",),
}  # fmt: skip

SENTIMENT: Final = {
    "positive": EKMAN["joy"],
    "negative": (*EKMAN["anger"], *EKMAN["disgust"], *EKMAN["fear"], *EKMAN["sadness"]),
    "ambiguous": EKMAN["surprise"],
    "neutral": ("neutral",),
}

MOOD_OF: Final = {
    "anger": "angry", "annoyance": "frustrated", "disappointment": "frustrated",
    "disapproval": "frustrated", "sadness": "sad", "grief": "sad", "fear": "anxious",
    "nervousness": "anxious", "confusion": "confused", "gratitude": "grateful",
    "joy": "satisfied", "relief": "satisfied", "excitement": "satisfied", "neutral": "neutral",
}  # fmt: skip
"""A weak hint which mood a comment might have; labels left out say nothing about a call."""

VALENCE_OF_MOOD: Final = {
    "angry": (-0.7, -0.15), "frustrated": (-0.4, -0.15), "anxious": (-0.3, -0.1),
    "sad": (-0.5, -0.15), "confused": (-0.15, -0.05), "neutral": (0.0, 0.0),
    "satisfied": (0.35, 0.15), "grateful": (0.5, 0.15),
}  # fmt: skip
"""Valence at intensity 1 and what each further step adds: −1…1 is reached only at 3."""


def valence_of_mood(mood: str, intensity: int) -> float:
    """Return −1…1 for a line of ours."""
    at_one, step = VALENCE_OF_MOOD[mood]
    return max(-1.0, min(1.0, at_one + step * max(0, intensity - 1)))


def valence_of_labels(names: set[str]) -> float:
    """Return −1…1 for a comment: the share of its labels that is pleasant less the unpleasant."""
    pleasant = len(names & set(SENTIMENT["positive"]))
    unpleasant = len(names & set(SENTIMENT["negative"]))
    return (pleasant - unpleasant) / max(1, len(names))
