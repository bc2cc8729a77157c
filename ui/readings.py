"""What was read of the customer and why, as lines that the agent can call "not so". Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.call.state import CallState, Mood, MoodName, Reason

SOUNDS: dict[MoodName, str] = {
    "angry": "angry", "frustrated": "frustrated", "anxious": "worried", "sad": "sad",
    "confused": "confused", "neutral": "matter-of-fact", "satisfied": "satisfied",
    "grateful": "thankful",
}  # fmt: skip
"""One word for each mood. The same as in app/call/moods.py, which is loaded with the first call."""
MOOD = "mood"
"""The kind that stands for the mood word itself."""
MOST_REASONS = 5
MOST_STRUCK = 3
"""Lines called "not so" that stay to be taken back."""
LONGEST_QUOTE = 90
"""Characters of what was said that are shown beside a mood."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One line: what was read, when, and in which words. `kind` and `utterance` name it."""

    kind: str
    utterance: int | None
    t: float
    words: str
    quote: str = field(default="", repr=False)
    struck: bool = False
    """The agent has said "not so"."""

    @property
    def key(self) -> tuple[str, int | None]:
        return (self.kind, self.utterance)


def mood_word(mood: Mood) -> str:
    """Return "Sounds frustrated"; "" where the reading is not sure."""
    return f"Sounds {SOUNDS[mood.name]}" if mood.name else ""


def readings(state: CallState) -> tuple[Reading, ...]:
    """Return the mood, then the reasons of the risk by weight, then what was called not so."""
    return (*_standing(state), *_struck(state))


def last_struck(state: CallState) -> Reading | None:
    """Return the mood that the agent has just called "not so": until the next one is read."""
    if state.mood.utterance is not None or not state.moods:
        return None
    last = state.moods[-1].utterance
    found = (one for one in _struck(state) if one.utterance == last and _is_mood(one.kind))
    return next(found, None)


def mood_reading(state: CallState) -> Reading | None:
    """Return the line of the mood as it stands, None where there is none."""
    mood = state.mood
    return _of_mood(state, mood) if mood.name else None


def _standing(state: CallState) -> Iterator[Reading]:
    mood = mood_reading(state)
    if mood is not None:
        yield mood
    struck = {(one.kind, one.utterance) for one in state.not_so}
    others = [
        reason
        for reason in state.risk.reasons
        if not (mood and _is_mood(reason.kind) and reason.utterance == mood.utterance)
        and (reason.kind, reason.utterance) not in struck
    ]
    for reason in others[:MOST_REASONS]:
        yield _of_reason(reason)


def _struck(state: CallState) -> Iterator[Reading]:
    for one in reversed(state.not_so[-MOST_STRUCK:]):
        if one.kind == MOOD:
            moods = (mood for mood in reversed(state.moods) if mood.utterance == one.utterance)
            for mood in moods:
                yield _of_mood(state, mood, struck=True)
                break
            continue
        for signal in reversed(state.signals):
            if (signal.kind, signal.utterance) == (one.kind, one.utterance):
                words = _sounded(signal.reason) if _is_mood(one.kind) else signal.reason
                yield Reading(one.kind, one.utterance, signal.t, words, struck=True)
                break


def _of_reason(reason: Reason) -> Reading:
    words = _sounded(reason.words) if _is_mood(reason.kind) else reason.words
    return Reading(reason.kind, reason.utterance, reason.t, words)


def _of_mood(state: CallState, mood: Mood, *, struck: bool = False) -> Reading:
    words = _sounded(mood.words or SOUNDS[mood.name], now=not struck)
    return Reading(MOOD, mood.utterance, mood.t, words, _quote(state, mood.utterance), struck)


def _sounded(words: str, *, now: bool = False) -> str:
    """Return "sounds a little worried", "still sounded frustrated": heard, not known."""
    verb = "sounds" if now else "sounded"
    rest = words.removeprefix("still ")
    return f"still {verb} {rest}" if rest != words else f"{verb} {words}"


def _is_mood(kind: str) -> bool:
    return kind == MOOD or kind.startswith("mood-")


def _quote(state: CallState, utterance: int | None) -> str:
    for line in reversed(state.lines):
        if line.channel == "customer" and line.id == utterance:
            text = line.text
            if len(text) > LONGEST_QUOTE:
                text = "… " + text[-LONGEST_QUOTE:].partition(" ")[2]
            return f"“{text}”" if text else ""
    return ""
