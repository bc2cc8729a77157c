"""What the emotion model heard, as a mood in words and as signals with their reasons.

The model reads the customer only. Its figures are calibrated beliefs, so they are used as shares
and not cut into yes and no; below `SURE` nothing is said at all.
"""

from collections.abc import Mapping
from typing import get_args

import msgspec

from app.call import weights
from app.call.draft import Draft
from app.call.signals import Signal, SignalKind
from app.call.state import CallState, Line, Mood, MoodName
from app.call.wording import ASSUMED_CONFIDENCE
from speech.events import Emotion

MOST = 600
"""Readings kept."""
COMPARED = 6
"""Readings before this one that "more so than before" looks at."""
MORE = 0.4
"""Steps of intensity that are more, or less, than before."""
FEWEST_WORDS = 2
"""A single word ("no") measures the word and not the mood."""

NAMES: frozenset[str] = frozenset(get_args(MoodName)) - {""}
KINDS: dict[MoodName, SignalKind] = {
    "angry": "mood-angry", "frustrated": "mood-frustrated", "anxious": "mood-anxious",
    "sad": "mood-sad", "confused": "mood-confused",
    "satisfied": "mood-satisfied", "grateful": "mood-grateful",
}  # fmt: skip
"""Neutral is a reading like the others, and no signal."""
TROUBLED: frozenset[MoodName] = frozenset({"angry", "frustrated", "anxious", "sad", "confused"})
"""Moods in which saying it again means that it was not heard; numbers are repeated calmly."""
UPSET: tuple[MoodName, ...] = ("angry", "frustrated")
TOGETHER: tuple[tuple[MoodName, ...], ...] = (UPSET, ("satisfied", "grateful"))
"""Moods between which the model may hesitate without being unsure: their beliefs add up."""
WORDS: dict[MoodName, str] = {
    "angry": "angry", "frustrated": "frustrated", "anxious": "worried", "sad": "sad",
    "confused": "confused", "neutral": "matter-of-fact", "satisfied": "satisfied",
    "grateful": "thankful",
}  # fmt: skip


class Moods:
    """Keeps `mood` and `moods` of the state and raises at most one signal an utterance."""

    def feed(self, draft: Draft) -> None:
        """Take the reading of a customer's utterance that was heard before it."""
        event = draft.event
        if not isinstance(event, Emotion):
            return
        line = customer_line(draft.state, event.utterance)
        if line is None:
            return
        mood = reading(event, line, draft.state.moods)
        kept = (*draft.state.moods, mood)[-MOST:] if mood.name else draft.state.moods
        draft.change(mood=mood, moods=kept)
        kind = KINDS.get(mood.name)
        if kind is not None:
            weight = weights.WEIGHTS[kind] * mood.confidence * strength(mood.intensity)
            draft.signals.append(
                Signal(
                    kind=kind,
                    t=line.end,
                    reason=mood.words,
                    weight=round(max(-0.95, min(weight, 0.95)), 4),
                    utterance=line.id,
                )
            )


def customer_line(state: CallState, utterance: int | None) -> Line | None:
    """Return the customer's line with this number, None if it was not heard or is forgotten."""
    if utterance is None:
        return None
    found = (one for one in reversed(state.lines) if one.channel == "customer")
    return next((line for line in found if line.id == utterance), None)


def reading(event: Emotion, line: Line, before: tuple[Mood, ...]) -> Mood:
    """Return the mood of the line; without a name where the model or the ear is not sure."""
    beliefs = {name: event.moods.get(name, 0.0) for name in KINDS}
    beliefs["neutral"] = event.moods.get("neutral", 0.0)
    name, belief = likeliest(beliefs)
    confidence = belief * clear(line)
    words = line.text.split()
    sure = confidence >= weights.SURE and len(words) >= FEWEST_WORDS
    intensity = min(max(event.intensity, 0.0), 3.0) if name != "neutral" else 0.0
    mood = Mood(
        name=name if sure else "",
        intensity=round(intensity, 3),
        confidence=round(confidence, 4),
        valence=round(min(max(event.valence, -1.0), 1.0), 3),
        utterance=line.id,
        t=line.end,
    )
    return msgspec.structs.replace(mood, words=_words(mood, before)) if sure else mood


def likeliest(beliefs: Mapping[MoodName, float]) -> tuple[MoodName, float]:
    """Return the mood most believed in, with the belief in it and in its like."""
    sums: list[tuple[float, MoodName]] = []
    alike = {name for group in TOGETHER for name in group}
    for group in (*TOGETHER, *((name,) for name in beliefs if name not in alike)):
        best = max(group, key=lambda name: beliefs.get(name, 0.0))
        sums.append((min(sum(beliefs.get(name, 0.0) for name in group), 1.0), best))
    belief, name = max(sums, key=lambda pair: pair[0])
    return name, belief


def clear(line: Line) -> float:
    """Return 0…1: how well the words of a line were heard."""
    known = [word.confidence for word in line.words] or [ASSUMED_CONFIDENCE]
    return min(1.0, sum(known) / len(known) / weights.CLEAR)


def strength(intensity: float) -> float:
    """Return the share of a mood's weight at this intensity 0…3, between the lines of the table."""
    low = min(int(max(intensity, 0.0)), 2)
    part = min(intensity, 3.0) - low
    return weights.INTENSITY[low] * (1 - part) + weights.INTENSITY[low + 1] * part


def eased(mood: Mood, before: tuple[Mood, ...]) -> bool:
    """Return whether an upset customer is plainly less so than at the last upset utterance."""
    upset = [one for one in before[-COMPARED:] if one.name in UPSET]
    return mood.name in UPSET and bool(upset) and mood.intensity <= upset[-1].intensity - MORE


def _words(mood: Mood, before: tuple[Mood, ...]) -> str:
    plain = WORDS[mood.name]
    if mood.name == "neutral":
        return plain
    like = next((group for group in TOGETHER if mood.name in group), (mood.name,))
    earlier = [one.intensity for one in before[-COMPARED:] if one.name in like]
    if earlier and mood.intensity >= max(earlier) + MORE:
        return f"{plain}, and more so than before"
    if earlier and mood.intensity <= earlier[-1] - MORE:
        return f"{plain}, but less than before"
    if earlier and mood.name in UPSET:
        return f"still {plain}"
    if mood.intensity < 1.3:
        return f"a little {plain}"
    return f"very {plain}" if mood.intensity > 2.5 else plain
