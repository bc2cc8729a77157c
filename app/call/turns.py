"""How it goes: who cuts whom off, how long nobody speaks, and the agent's own timing.

Works from voice activity and utterances alike, because a listener may report one late or not at
all.
"""

from app.call.actions import Resumed
from app.call.agent_timing import AgentTiming
from app.call.draft import Draft
from app.call.interruptions import Interruptions
from app.call.language import Language
from app.call.raising import raise_signal
from speech.events import CHANNELS, Channel, HealthState, Level, Partial, Ready, Utterance, Voice

DEAD_AIR = 6.0
"""Seconds in which neither speaks. Pauses above about 4 s are noticed on the phone; six leave room
for reading a number from a card."""
QUIET_AIR = 12.0
"""The same in a calm call, where people wait for each other: somebody types, looks for a letter,
listens to a kettle. From the tuning calls, in which nobody minded ten seconds."""
HOLD_AIR = 45.0
"""The same after the agent has said that the customer is put on hold."""
KNOCK = 0.5
"""Seconds of voice too short to be one where no word was heard: a drum, a cough, a door."""
DEAF = frozenset[HealthState]({"gone", "no-data"})
"""A channel in one of these is not heard: what is missing is never read as silence."""
MUSIC_DBFS = -42.0
"""A channel mostly above this while nobody speaks carries music: that air is not dead."""


class Turns:
    """Raises dead air, and lets interruptions and the agent's timing take their steps."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._interruptions = Interruptions(language)
        self._agent = AgentTiming(language)
        self._last_voice: float | None = None
        self._worded: float | None = None
        """When the last words ended."""
        self._speaking: set[Channel] = set()
        self._said_dead = False
        self._hold = False
        self._loud: dict[Channel, list[int]] = {channel: [0, 0] for channel in CHANNELS}

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
            case Utterance(text="", start=start, end=end) if end - start < KNOCK:
                quiet = self._worded is None or start - self._worded > DEAD_AIR
                self._said_dead |= quiet  # nobody spoke who could have fallen silent
            case Utterance() as said if said.text:
                self._voice(said.end)
                self._worded = said.end
                self._hold = said.channel == "agent" and any(
                    True for _ in self._language.holds.find(draft.tokens(said))
                )
        self._interruptions.feed(draft)
        self._agent.feed(draft)

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
        usual = QUIET_AIR if state.risk.level == "calm" else DEAD_AIR
        if self._said_dead or state.t - self._last_voice < (HOLD_AIR if self._hold else usual):
            return
        self._said_dead = True
        if not any(loud > total / 2 for loud, total in self._loud.values()):
            raise_signal(draft, "dead-air", "nobody has spoken for a while", state.t)
