"""How it goes: who cuts whom off, how long nobody speaks, and the agent's own timing.

Works from voice activity and utterances alike, because a listener may report one late or not at
all. A "mhm" while the other speaks is listening, not interrupting.
"""

from collections import deque
from statistics import median

from app.call.actions import Resumed
from app.call.draft import Draft
from app.call.language import Language
from app.call.signals import Signal, SignalKind
from app.call.weights import WEIGHTS
from speech.events import (
    CHANNELS,
    Channel,
    HealthState,
    Level,
    Overlap,
    Partial,
    Prosody,
    Ready,
    Utterance,
    Voice,
)

BACKCHANNEL = 0.7
"""Seconds: a shorter overlap is an interruption only if more than a "yeah" follows."""
DECIDE_WITHIN = 15.0
"""Seconds that a short overlap waits for the words that were said over the other."""
DEAD_AIR = 6.0
"""Seconds in which neither speaks. Pauses above about 4 s are noticed on the phone; six leave room
for reading a number from a card."""
HOLD_AIR = 45.0
"""The same after the agent has said that the customer is put on hold."""
DEAF = frozenset[HealthState]({"gone", "no-data"})
"""A channel in one of these is not heard: what is missing is never read as silence."""
MUSIC_DBFS = -42.0
"""A channel mostly above this while nobody speaks carries music: that air is not dead."""

AGENT_FAST = 3.6
"""Words a second, median of three utterances; ordinary telephone English is about 2.5-3."""
AGENT_LONG = 30.0
"""Seconds the agent speaks without a word of the customer between."""
MANY_WORDS = 5
"""Words an utterance needs for its pace to mean something."""


class Turns:
    """Raises interruptions both ways, dead air, and the agent's pace and long turns."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._short: list[Overlap] = []
        self._last_voice: float | None = None
        self._speaking: set[Channel] = set()
        self._said_dead = False
        self._hold = False
        self._loud: dict[Channel, list[int]] = {channel: [0, 0] for channel in CHANNELS}
        self._rates: deque[float] = deque(maxlen=3)
        self._agent_words: deque[tuple[int, int]] = deque(maxlen=4)
        self._agent_since: float | None = None
        self._said_long = False
        self._fast = False

    def feed(self, draft: Draft) -> None:
        """Take one step; the clock is whatever event comes next."""
        match draft.event:
            case Level(channel=channel, dbfs=dbfs):
                self._air(draft, channel, dbfs)
            case Voice(channel=channel, speaking=True, since=since):
                self._speaking.add(channel)
                self._voice(since)
            case Voice(channel=channel, since=since):
                self._speaking.discard(channel)
                self._voice(since)
            case Ready(t=t) | Resumed(t=t):
                self._speaking.clear()
                if self._last_voice is not None:
                    self._voice(t)  # a gap in the hearing is no silence on the line
            case Partial(text=text, t=t) if text:
                self._voice(t)
            case Overlap() as overlap:
                self._overlap(draft, overlap)
            case Utterance() as said if said.text:
                self._utterance(draft, said)
            case Prosody(channel="agent") as heard:
                self._pace(draft, heard)
            case _:
                return

    def _voice(self, t: float) -> None:
        if self._last_voice is None or t > self._last_voice:
            self._last_voice = t
            self._said_dead = False
            self._loud = {channel: [0, 0] for channel in CHANNELS}

    def _air(self, draft: Draft, channel: Channel, dbfs: float) -> None:
        state = draft.state
        if self._last_voice is None or self._speaking or state.ended or state.paused:
            return
        if any(ear.health in DEAF for ear in state.ears.values()):
            self._voice(state.t)
            return
        count = self._loud[channel]
        count[0] += dbfs > MUSIC_DBFS
        count[1] += 1
        if self._said_dead or state.t - self._last_voice < (HOLD_AIR if self._hold else DEAD_AIR):
            return
        self._said_dead = True
        if not any(loud > total / 2 for loud, total in self._loud.values()):
            _raise(draft, "dead-air", "nobody has spoken for a while", state.t)

    def _overlap(self, draft: Draft, overlap: Overlap) -> None:
        if overlap.took == overlap.held:
            return
        if overlap.end - overlap.start >= BACKCHANNEL:
            self._interrupted(draft, overlap)
        else:
            self._short.append(overlap)

    def _interrupted(self, draft: Draft, overlap: Overlap) -> None:
        if overlap.took == "customer":
            _raise(draft, "customer-interrupts", "talks over the agent", overlap.end)
        else:
            reason = "was interrupted by the agent"
            _raise(draft, "agent-interrupts", reason, overlap.end, channel="agent")

    def _utterance(self, draft: Draft, said: Utterance) -> None:
        self._voice(said.end)
        found = draft.tokens(said)
        quiet = self._language.is_backchannel(found)
        for overlap in list(self._short):
            mine = overlap.took == said.channel and said.start <= overlap.end <= said.end
            if mine and not quiet and said.end - overlap.start >= BACKCHANNEL:
                self._interrupted(draft, overlap)
            if mine or said.end - overlap.end > DECIDE_WITHIN:
                self._short.remove(overlap)
        if said.channel == "agent":
            self._hold = any(True for _ in self._language.holds.find(found))
            self._agent_words.append((said.id, len(found)))
            if self._agent_since is None:
                self._agent_since = said.start
            if not self._said_long and said.end - self._agent_since >= AGENT_LONG:
                self._said_long = True
                _raise(draft, "agent-long-turn", "a long turn", said.end, channel="agent")
        else:
            self._hold = False
            if not quiet:
                self._agent_since, self._said_long = None, False

    def _pace(self, draft: Draft, heard: Prosody) -> None:
        if dict(self._agent_words).get(heard.utterance, 0) < MANY_WORDS:
            return
        self._rates.append(heard.rate_wps)
        fast = len(self._rates) == self._rates.maxlen and median(self._rates) >= AGENT_FAST
        if fast and not self._fast:
            _raise(draft, "agent-fast", "speaking fast", draft.state.t, channel="agent")
        self._fast = fast


def _raise(
    draft: Draft, kind: SignalKind, reason: str, t: float, channel: Channel = "customer"
) -> None:
    draft.signals.append(
        Signal(kind=kind, t=t, reason=reason, weight=WEIGHTS[kind], channel=channel)
    )
