"""Hands the step to the cue engine, last of all, and puts its cue into the state."""

from app.call.actions import Action
from app.call.draft import Draft
from app.call.effects import CueCleared, CueShown, ReminderCleared
from app.call.state import Moment
from app.cues.engine import CueEngine, Situation
from app.cues.rules import Pack


class Cueing:
    """Keeps `cue` and `cues_shown` of the state."""

    def __init__(self, pack: Pack) -> None:
        self._engine = CueEngine(pack)
        self._moments: tuple[Moment, ...] = ()
        self._names: frozenset[str] = frozenset()

    def feed(self, draft: Draft) -> None:
        """Take one step, when all else about it is known."""
        state, engine = draft.state, self._engine
        if state.paused or state.ended:
            self._update(draft, clear=True)
            return
        if state.moments is not self._moments:
            self._moments = state.moments
            self._names = frozenset(moment.name for moment in state.moments)
        now = Situation(
            t=state.t,
            level=state.risk.level,
            mood=state.mood,
            agent_speaking=state.ears["agent"].speaking,
            moments=self._names,
            slot_taken=draft.slot_taken,
            reminder=state.reminder is not None,
        )
        if isinstance(draft.event, Action):
            engine.act(draft.event, now)
        else:
            engine.feed(draft.event, draft.signals, now)
        self._update(draft)

    def _update(self, draft: Draft, *, clear: bool = False) -> None:
        before, now = draft.state.cue, None if clear else self._engine.cue
        if now == before:
            return
        draft.change(cue=now, cues_shown=self._engine.shown)
        if before is not None:
            draft.effects.append(CueCleared(before.id))
        if now is not None:
            draft.effects.append(CueShown(now))
            if draft.state.reminder is not None:
                draft.change(reminder=None)
                draft.effects.append(ReminderCleared("made-room"))
