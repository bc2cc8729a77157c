"""The agent says "not so": the reading is struck out, and handed out to be learned from.

What it does to the risk is in app/call/risk.py. The agent hears the customer; the program only
guesses, and never argues.
"""

from app.call.actions import NotSo
from app.call.draft import Draft
from app.call.effects import Example, ReadingContradicted
from app.call.moods import customer_line
from app.call.state import CallState, Contradicted

MOOD = "mood"
"""The kind that stands for the mood word itself."""
BEFORE = 2
"""Earlier utterances of the customer that the model was given, at most."""


class Contradiction:
    """Keeps `not_so` of the state."""

    def feed(self, draft: Draft) -> None:
        """Take one step, after all that raise signals."""
        said = draft.event
        if not isinstance(said, NotSo):
            return
        found = Contradicted(said.kind, said.utterance)
        words = _words(draft.state, found)
        if words is None or found in draft.state.not_so:
            return
        example = _example(draft.state, found, words)
        draft.change(not_so=(*draft.state.not_so, found))
        if draft.state.mood.utterance == said.utterance and is_mood(said.kind):
            draft.change(mood=type(draft.state.mood)())
        draft.effects.append(ReadingContradicted(said.t, example))


def is_mood(kind: str) -> bool:
    """Return whether a reason or a contradicted reading is the emotion model's."""
    return kind == MOOD or kind.startswith("mood-")


def _words(state: CallState, found: Contradicted) -> str | None:
    """Return what the agent had been told, None if it never was."""
    if found.kind == MOOD:
        read = (mood for mood in reversed(state.moods) if mood.utterance == found.utterance)
        return next((mood.words for mood in read), None)
    heard = (
        signal.reason
        for signal in reversed(state.signals)
        if signal.kind == found.kind and signal.utterance == found.utterance
    )
    return next(heard, None)


def _example(state: CallState, found: Contradicted, words: str) -> Example:
    mood = next((one for one in state.moods if one.utterance == found.utterance), None)
    line = customer_line(state, found.utterance)
    texts: list[str] = []
    if line is not None:
        mine = [one for one in state.lines if one.channel == "customer"]
        at = mine.index(line)
        texts = [one.text for one in mine[max(0, at - BEFORE) : at]]
    return Example(
        kind=found.kind,
        reading=words,
        mood=mood.name if mood else "",
        intensity=mood.intensity if mood else 0.0,
        confidence=mood.confidence if mood else 0.0,
        text=line.text if line else "",
        before=tuple(texts),
    )
