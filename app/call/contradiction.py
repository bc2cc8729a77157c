"""The agent says "not so": the reading is struck out, and handed out to be learned from.

What it does to the risk is in app/call/risk.py. The agent hears the customer; the program only
guesses, and never argues.
"""

from app.call.actions import NotSo, NotSoTakenBack
from app.call.draft import Draft
from app.call.effects import Example, ReadingContradicted, ReadingRestored
from app.call.moods import customer_line
from app.call.state import CallState, Contradicted, Mood

MOOD = "mood"
"""The kind that stands for the mood word itself."""
BEFORE = 2
"""Earlier utterances of the customer that the model was given, at most."""


class Contradiction:
    """Keeps `not_so` of the state."""

    def feed(self, draft: Draft) -> None:
        """Take one step, after all that raise signals."""
        said = draft.event
        if isinstance(said, NotSoTakenBack):
            self._take_back(draft, said)
        if not isinstance(said, NotSo):
            return
        found = Contradicted(said.kind, said.utterance)
        words = _words(draft.state, found)
        if words is None or found in draft.state.not_so:
            return
        example = _example(draft.state, found, words)
        draft.change(not_so=(*draft.state.not_so, found))
        if draft.state.mood.utterance == said.utterance and is_mood(said.kind):
            draft.change(mood=Mood())
        draft.effects.append(ReadingContradicted(said.t, example))

    def _take_back(self, draft: Draft, said: NotSoTakenBack) -> None:
        found = Contradicted(said.kind, said.utterance)
        if found not in draft.state.not_so:
            return
        draft.change(not_so=tuple(one for one in draft.state.not_so if one != found))
        last = draft.state.moods[-1] if draft.state.moods else Mood()
        emptied = draft.state.mood.utterance is None and last.utterance == said.utterance
        struck = any(_strikes(one, last) for one in draft.state.not_so)
        if emptied and is_mood(said.kind) and not struck:
            draft.change(mood=last)
        draft.effects.append(ReadingRestored(said.t, said.kind, said.utterance))


def is_mood(kind: str) -> bool:
    """Return whether a reason or a contradicted reading is the emotion model's."""
    return kind == MOOD or kind.startswith("mood-")


def _strikes(found: Contradicted, mood: Mood) -> bool:
    return found.utterance == mood.utterance and is_mood(found.kind)


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
        utterance=found.utterance,
    )
