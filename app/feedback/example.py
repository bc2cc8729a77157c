"""One reading that the agent called "not so", as it is kept: without a sound, a name or a call."""

from collections.abc import Collection
from typing import get_args

import msgspec

from app.call.effects import Example
from app.call.names import names as names_in
from app.call.state import MoodName, Quiet
from app.feedback.hide import hidden
from models.errors import BadInputError

MOODS: tuple[MoodName, ...] = tuple(mood for mood in get_args(MoodName) if mood)
LONGEST = 1_200
"""Characters of an utterance that are kept: its end, which is what the model reads."""


class Kept(Quiet, frozen=True, kw_only=True):
    """A labeled example. `repr` shows nothing of it."""

    id: str
    day: str
    """When, and no closer: "2026-11-20"."""
    kind: str
    """What was claimed: "mood", or a signal's kind such as "repeated-contact"."""
    reading: str
    """The words that the agent saw and called not so."""
    mood: MoodName
    """As the model read the utterance; empty where it was not sure or is not there."""
    intensity: float
    confidence: float
    text: str
    """What the customer said, redacted; empty where the reading was of a silence."""
    before: tuple[str, ...]
    """Up to two earlier utterances of the customer, oldest first, redacted."""
    model: str
    """Version of the emotion model, "" if there was none."""
    label: MoodName = ""
    """What it was, as a person said afterwards; empty until then."""
    label_intensity: int = 0
    """1…3 with a label, 0 with "neutral"."""


def kept(
    example: Example, *, number: str, day: str, model: str, names: Collection[str] = ()
) -> Kept:
    """Return the example as it may be kept.

    `number`: a random id. `names`: of people in this call; names in the words themselves are found
    here. `reading` is one of our own sentences and holds nothing that was said.
    """
    said = (*example.before, example.text)
    known = {*names, *_spoken_names(said)}
    texts = [
        hidden(text, known, before=said[at - 1] if at else "")[-LONGEST:]
        for at, text in enumerate(said)
    ]
    return Kept(
        id=number,
        day=day,
        kind=example.kind,
        reading=hidden(example.reading, known),
        mood=example.mood,
        intensity=example.intensity,
        confidence=example.confidence,
        text=texts[-1],
        before=tuple(texts[:-1]),
        model=model,
    )


def labeled(example: Kept, label: str, intensity: int | None = None) -> Kept:
    """Return the example with what it really was. Raises BadInputError.

    `intensity`: 1 (to be noticed) … 3 (fills the line), 2 if left out; always 0 with "neutral".
    """
    mood = next((mood for mood in MOODS if mood == label), None)
    if mood is None:
        raise BadInputError("unknown mood", f"{label!r} is no mood: take {', '.join(MOODS)}.")
    strength = 0 if mood == "neutral" else 2 if intensity is None else intensity
    if mood != "neutral" and strength not in {1, 2, 3}:
        raise BadInputError("intensity", "The intensity is 1, 2 or 3.")
    return msgspec.structs.replace(example, label=mood, label_intensity=strength)


def _spoken_names(said: tuple[str, ...]) -> set[str]:
    return {found.value for text in said for found in names_in(text.split(), asked=False)}
