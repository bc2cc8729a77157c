"""A whole call played through the call core with one reader of moods, and judged by its labels."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.call.session import CallSession
from app.call.state import CallState, Cue, RiskLevel, RiskPoint
from app.cues.rules import Pack
from speech.events import Partial, Utterance
from speech.feeling import CustomerLines, Feeling, Reader
from tests.bench.whole_calls import Placed, WholeCall, placed, rendered

GRACE = 0.05
"""Seconds after the final words for the reading and the risk."""
BACK = 2
"""Turns of the customer, and the agent's turns since, for which a card may be meant."""
AFTER_HELP = 3
"""Customer utterances within which a helped customer is to come down."""
COMES_DOWN = 2 / 3
"""Share of the risk at the time of the help that is visibly less on the trend line."""
ORDER: tuple[RiskLevel, ...] = ("calm", "watch", "high")
WORTH = 0.20
"""A risk below this has nowhere to come down from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one call."""

    call: WholeCall
    turns: list[Placed] = field(repr=False)
    state: CallState = field(repr=False)
    cost: list[float] = field(default_factory=list, repr=False)
    """CPU seconds of reading and risk, for each utterance of the customer."""

    @property
    def track(self) -> Sequence[RiskPoint]:
        return self.state.risk.track

    def first(self, *levels: RiskLevel) -> float | None:
        """Return when one of the levels was first reached."""
        return next((point.t for point in self.track if point.level in levels), None)

    @property
    def deadline(self) -> float:
        """Return the end of the utterance after the marked one, or of the marked one at the end."""
        assert self.call.marked is not None
        spoken = self.call.customer
        after = spoken.index(self.call.marked) + 1
        return self.turns[spoken[min(after, len(spoken) - 1)]].final + GRACE

    def flagged(self, *levels: RiskLevel) -> bool:
        """Return whether one of the levels came at or before one utterance after the mark."""
        first = self.first(*levels)
        return first is not None and first <= self.deadline

    def at(self, t: float) -> RiskPoint:
        """Return the risk as it was at `t` seconds."""
        before = (point for point in reversed(self.track) if point.t <= t)
        return next(before, RiskPoint(t, 0.0, "calm"))

    @property
    def came_down(self) -> bool | None:
        """Return whether a helped customer came down in time: by a third, or by a level.

        None where there is no telling: nobody helped, too little said after it, nothing to lower.
        """
        if self.call.helped is None:
            return None
        later = [at for at in self.call.customer if at > self.call.helped]
        was = self.at(self.turns[self.call.helped].end)
        if len(later) < AFTER_HELP or was.value < WORTH:
            return None
        now = self.at(self.turns[later[AFTER_HELP - 1]].final + GRACE)
        lower = ORDER.index(now.level) < ORDER.index(was.level)
        return lower or now.value <= COMES_DOWN * was.value

    def fitting(self) -> list[tuple[Cue, bool]]:
        """Return every card that was shown, and whether it fits by the labels."""
        return [(cue, cue.rule in self._fits(cue.t)) for cue in self.state.cues_shown]

    def _fits(self, t: float) -> set[str]:
        begun = [turn for turn in self.turns if turn.start <= t]
        mine = [turn for turn in begun if turn.turn.who == "customer"][-BACK:]
        since = mine[0].start if mine else 0.0
        agent = [turn for turn in begun if turn.turn.who == "agent" and turn.start >= since]
        return {rule for turn in (*mine, *agent) for rule in turn.turn.fits or ()}


def play(call: WholeCall, pack: Pack, reader: Reader | None) -> Outcome:
    """Feed the call to a fresh session; without a reader no mood is read."""
    session, lines = CallSession(pack), CustomerLines()
    feeling = Feeling(reader) if reader else None
    cost: list[float] = []
    for event in rendered(call, moods=reader is not None):
        if not isinstance(event, Utterance) or event.channel != "customer":
            session.feed(event)
            if isinstance(event, Partial) and feeling and (line := lines.feed(event)):
                session.feed(feeling.feed(line))
            continue
        began = time.thread_time()
        session.feed(event)
        line = lines.feed(event)
        if line is not None and feeling is not None:
            session.feed(feeling.feed(line))
        cost.append(time.thread_time() - began)
    return Outcome(call, placed(call), session.state, cost)
