"""Examples made by hand."""

from app.call.effects import Example
from app.feedback.example import Kept, kept

SECRET = "the parrot sings at midnight"
DAY = "2026-11-20"


def example(text: str = SECRET, before: tuple[str, ...] = (), **how: object) -> Example:
    """Return what the call core hands out."""
    known = {
        "kind": "mood", "reading": "frustrated", "mood": "frustrated", "intensity": 2.0,
        "confidence": 0.8,
    }  # fmt: skip
    return Example(**{**known, **how}, text=text, before=before)


def one(number: str = "a1", text: str = SECRET, day: str = DAY, **how: object) -> Kept:
    """Return an example as it is kept."""
    return kept(example(text, **how), number=number, day=day, model="2026.11.1")
