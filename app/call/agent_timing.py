"""The agent's own timing: pace, long turns, and how soon an answer comes. Shown to that agent only.

Times and words, never the voice, and of no weight in the risk.
"""

from collections import deque
from statistics import median

from app.call.draft import Draft
from app.call.language import Language
from app.call.raising import raise_signal
from app.call.wording import Token
from speech.events import Prosody, Utterance, Voice

FAST = 3.6
"""Words a second, median of three utterances; ordinary telephone English is about 2.5-3."""
MANY_WORDS = 5
"""Words an utterance needs for its pace to mean something."""
LONG = 30.0
"""Seconds the agent speaks without a word of the customer between."""
SLOW = 3.0
"""Seconds to an answer, median of three. Between people who talk it is 0.2 (Stivers et al., PNAS
106, 2009), with a screen to look at one or two."""
NO_ANSWER = 20.0
"""Seconds: what comes later than that is no answer, and dead air was said of it."""


class AgentTiming:
    """Raises `agent-fast`, `agent-long-turn` and `agent-slow`."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._rates: deque[float] = deque(maxlen=3)
        self._words: deque[tuple[int, int]] = deque(maxlen=4)
        self._since: float | None = None
        self._said_long = False
        self._fast = False
        self._answers: deque[float] = deque(maxlen=3)
        self._asked: float | None = None
        """End of the customer's voice that nobody has answered yet."""
        self._hold = False
        self._slow = False

    def feed(self, draft: Draft) -> None:
        """Take one step."""
        match draft.event:
            case Voice(channel="customer", speaking=speaking, since=since):
                self._asked = None if speaking else since
            case Voice(channel="agent", speaking=True, since=since):
                self._answer(draft, since)
            case Utterance(text=text) as said if text:
                self._utterance(draft, said, draft.tokens(said))
            case Prosody(channel="agent") as heard:
                self._pace(draft, heard)

    def _answer(self, draft: Draft, since: float) -> None:
        asked, self._asked = self._asked, None
        if asked is None or self._hold or not 0.0 <= since - asked <= NO_ANSWER:
            return
        waited = since - asked
        self._answers.append(waited)
        slow = len(self._answers) == self._answers.maxlen and median(self._answers) >= SLOW
        if slow and not self._slow:
            raise_signal(draft, "agent-slow", "answers take a while", since, channel="agent")
        self._slow = slow

    def _utterance(self, draft: Draft, said: Utterance, found: tuple[Token, ...]) -> None:
        if said.channel == "customer":
            if not self._language.is_backchannel(found):
                self._since, self._said_long, self._hold = None, False, False
            return
        self._hold = any(True for _ in self._language.holds.find(found))
        self._words.append((said.id, len(found)))
        if self._since is None:
            self._since = said.start
        if not self._said_long and said.end - self._since >= LONG:
            self._said_long = True
            raise_signal(draft, "agent-long-turn", "a long turn", said.end, channel="agent")

    def _pace(self, draft: Draft, heard: Prosody) -> None:
        if dict(self._words).get(heard.utterance, 0) < MANY_WORDS:
            return
        self._rates.append(heard.rate_wps)
        fast = len(self._rates) == self._rates.maxlen and median(self._rates) >= FAST
        if fast and not self._fast:
            raise_signal(draft, "agent-fast", "speaking fast", draft.state.t, channel="agent")
        self._fast = fast
