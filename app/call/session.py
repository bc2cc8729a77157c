"""The call core: events and clicks in, the call's new state and what happened out.

Pure and replayable: the same events and actions, in the same order, give exactly the same states.
There is no clock here; time is the `t` that every event carries. The session is a list of
reducers, each with one `feed`.
"""

import msgspec

from app.call.actions import Action, AnyAction
from app.call.continuity import Continuity
from app.call.contradiction import Contradiction
from app.call.cueing import Cueing
from app.call.draft import Draft, Reducer
from app.call.effects import Effect
from app.call.evidence import Sum
from app.call.facts import Facts
from app.call.language import Language, english
from app.call.markers import Markers
from app.call.marks import Marks
from app.call.moods import Moods
from app.call.noticed import Noticed
from app.call.playbook import Playbook
from app.call.reminder import Reminding
from app.call.repetition import Repetition
from app.call.risk import RiskMeter
from app.call.state import CallState
from app.call.transcript import Transcript
from app.call.trust import Trust
from app.call.turns import Turns
from app.call.voice import Voice
from app.cues.rules import Pack
from speech.events import AnyEvent


class Step(msgspec.Struct, frozen=True):
    """What one event or click made of the call."""

    state: CallState
    effects: tuple[Effect, ...] = ()


class CallSession:
    """One call. Feed it what the listener says and what the agent clicks, in any sane order."""

    def __init__(self, pack: Pack, language: Language | None = None) -> None:
        """Begin a call with the cues of `pack`; `language` is English unless told otherwise."""
        language = english() if language is None else language
        self.state = CallState()
        self._continuity = Continuity()
        self._risk = RiskMeter()
        self._reducers: tuple[Reducer, ...] = (
            Transcript(),
            Markers(language),
            Moods(),
            Repetition(language),
            Voice(),
            Turns(language),
            Noticed(),
            Contradiction(),
            Facts(language),
            Trust(),
            self._risk,
            Marks(),
            Playbook(language),
            Reminding(language),
            Cueing(pack),
        )

    def explained(self) -> Sum:
        """Return the arithmetic of the risk as it is now."""
        return self._risk.sum_up(self.state.t)

    def feed(self, event: AnyEvent | AnyAction) -> Step:
        """Take one event or click. Never fails on order, repeats or what it does not know."""
        if not isinstance(event, Action):
            known = self._continuity.feed(event)
            if known is None:
                return Step(self.state)
            event = known
        draft = Draft(event, self.state)
        for reducer in self._reducers:
            reducer.feed(draft)
        self.state = draft.state
        return Step(self.state, tuple(draft.effects))
