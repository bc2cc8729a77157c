"""The same question or complaint again: in the same words, or in others that mean the same.

Words are compared here; meanings by the listener, whose `Emotion` names an earlier utterance that
means nearly the same. Neither counts where the agent wanted to hear it again; a meaning counts only
in an utterance that is troubled, for confirming and reading out are no complaint.
"""

from collections import deque

from app.call.draft import Draft
from app.call.language import Language
from app.call.moods import TROUBLED, customer_line
from app.call.signals import Signal, SignalKind
from app.call.state import Line
from app.call.weights import WEIGHTS
from app.call.wording import content
from speech.events import Emotion, Utterance

REMEMBERED = 12
"""Customer utterances that are compared with."""
FEWEST = 3
"""Content words in common, at least."""
SHARE = 0.6
"""Of the shorter one's content words."""
AGENT_ASKED = 3
"""Agent utterances whose words are left out: answering or confirming is not repeating oneself."""


class Repetition:
    """Compares with what the customer said before, unless the agent just used the same words."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._before: deque[frozenset[str]] = deque(maxlen=REMEMBERED)
        self._agent: deque[frozenset[str]] = deque(maxlen=AGENT_ASKED)
        self._asked = False
        """The agent wants to hear it again."""
        self._spoken: deque[tuple[int, bool, int]] = deque(maxlen=REMEMBERED)
        """Of the customer: number, whether it was asked for, agent utterances before it."""
        self._answers = 0
        self._told: int | None = None

    def feed(self, draft: Draft) -> None:
        """Take an utterance of either side, or what one of the customer's means."""
        match draft.event:
            case Utterance(channel="agent") as said:
                self._answer(draft, said)
            case Utterance() as said:
                self._hear(draft, said)
            case Emotion() as read:
                self._mean(draft, read)

    def _answer(self, draft: Draft, said: Utterance) -> None:
        found = draft.tokens(said)
        self._agent.append(self._language.same(content(found)))
        self._answers += 1
        if not self._language.is_backchannel(found):
            self._asked = self._language.asks_again(found)

    def _hear(self, draft: Draft, said: Utterance) -> None:
        words = self._language.same(content(draft.tokens(said)))
        self._spoken.append((said.id, self._asked, self._answers))
        own = words.difference(*self._agent)
        for earlier in self._before if not self._asked else ():
            shared = own & earlier
            if len(shared) >= FEWEST and len(shared) >= SHARE * min(len(words), len(earlier)):
                self._told = said.id
                _say(draft, "repeated-phrase", "says the same thing again", said)
                break
        if words:
            self._before.append(words)

    def _mean(self, draft: Draft, read: Emotion) -> None:
        """Count a meaning that came back after the agent had answered. The mood is known by now."""
        line = customer_line(draft.state, read.utterance)
        if read.echo is None or line is None or self._told == read.utterance:
            return
        spoken = {number: (asked, answers) for number, asked, answers in self._spoken}
        asked, answers = spoken.get(read.utterance, (False, self._answers))
        _, before = spoken.get(read.echo, (False, -1))
        mood = draft.state.mood
        troubled = mood.utterance == read.utterance and mood.name in TROUBLED
        if troubled and not asked and answers > before:
            _say(draft, "echo", "has said this before", line)


def _say(draft: Draft, kind: SignalKind, reason: str, said: Utterance | Line) -> None:
    draft.signals.append(
        Signal(kind=kind, t=said.end, reason=reason, weight=WEIGHTS[kind], utterance=said.id)
    )
