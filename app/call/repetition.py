"""The same question or complaint again: content words of an earlier utterance come back."""

from collections import deque

from app.call.draft import Draft
from app.call.language import Language
from app.call.signals import Signal
from app.call.weights import WEIGHTS
from app.call.wording import content
from speech.events import Utterance

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

    def feed(self, draft: Draft) -> None:
        """Take an utterance of either side."""
        said = draft.event
        if not isinstance(said, Utterance):
            return
        words = self._language.same(content(draft.tokens(said)))
        if said.channel == "agent":
            self._agent.append(words)
            return
        own = words.difference(*self._agent)
        for earlier in self._before:
            shared = own & earlier
            if len(shared) >= FEWEST and len(shared) >= SHARE * min(len(words), len(earlier)):
                draft.signals.append(
                    Signal(
                        kind="repeated-phrase",
                        t=said.end,
                        reason="says the same thing again",
                        weight=WEIGHTS["repeated-phrase"],
                        utterance=said.id,
                    )
                )
                break
        if words:
            self._before.append(words)
