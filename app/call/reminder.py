"""Say back what you heard: need → said? → a hint only if it is missing.

The need is a long or upset customer turn with at least two facts that nobody has said back. The
agent then has a fair chance to do it unasked; only after that the facts are offered, in the one
card slot that cues use too. Saying them back, in whatever wording, ticks them off.
"""

from enum import Enum

import msgspec

from app.call.actions import ReminderPostponed
from app.call.draft import Draft
from app.call.effects import ReminderCleared, ReminderEnd, ReminderShown
from app.call.facts import SUPERSEDES
from app.call.language import Language
from app.call.offer import FEWEST, enough, fresh, unsaid
from app.call.signals import SignalKind
from app.call.state import CallState, Reminder
from speech.events import End, Utterance

LONG_SECONDS = 12.0
LONG_WORDS = 35
CHANCE = 10.0
"""Seconds after the turn in which the agent may say it back unasked."""
SILENT_CHANCE = 14.0
"""The same if the agent has not said a thing in them."""
CHANCES = 2
"""Agent utterances without a paraphrase after which a need counts as unmet, from CHANCE on."""
GAP = 15.0
"""Seconds after the last card of any kind."""
RESERVE = 40.0
"""Seconds for which a due reminder keeps the slot free of ordinary cues."""
READ = 6.0
"""Seconds that a reminder is left to be read before it makes room."""
STAY = 30.0
"""Seconds on screen without a single tick; then it makes room."""
LINGER = 4.0
"""Seconds after the last tick for which a reminder that has done its work stays for the rest."""
AGAIN = 30.0
"""Seconds after "later", or after making room for something urgent."""
CUE_READ = 4.0
"""Seconds a cue is left to be read before a reminder that the agent is saying back returns."""
GIVE_UP = 60.0
"""Seconds after which an unmet need is an old story."""
CLOSING_FROM = 30.0
"""Seconds: a goodbye before that is no end of a conversation."""

UPSETTING = frozenset[SignalKind](
    {"distress", "broken-promise", "supervisor", "legal", "cancel", "customer-interrupts"}
)
URGENT = frozenset[SignalKind]({"safety", "legal", "supervisor", "cancel", "grief"})
"""A reminder on screen makes room for a cue about these."""

_MORE_EXACT = {loose: exact for exact, loose in SUPERSEDES.items()}


class Why(Enum):
    """The reason on the card."""

    LONG = "a long turn, and nothing of it was said back yet"
    UPSET = "the customer is upset, and has not heard their own facts yet"
    CLOSING = "before you say goodbye: a short summary"


class _Need(msgspec.Struct):
    since: float
    why: Why
    turn: int
    agent: int = 0
    """Agent utterances since."""


class Reminding:
    """Keeps `reminder` and `reminders_shown` of the state."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._turn = 0
        self._turn_start = 0.0
        self._turn_words = 0
        self._upset = False
        self._agent_spoke = True
        self._need: _Need | None = None
        self._due: float | None = None
        self._open: Reminder | None = None
        self._visible_since: float | None = None
        self._again_at: float | None = None
        self._shown_at = float("-inf")
        self._urgent_at = float("-inf")

    def feed(self, draft: Draft) -> None:
        """Take one step, after facts and risk of this step are known."""
        self._follow(draft)
        match draft.event:
            case Utterance(channel="customer") as said if said.text:
                self._customer(draft, said)
            case Utterance(channel="agent") as said if said.text:
                self._agent(draft, said)
            case ReminderPostponed() if draft.state.reminder is not None:
                self._set_aside(draft, "postponed", draft.state.t + AGAIN)
            case End():
                self._need = self._due = None
                if draft.state.ended and draft.state.reminder is not None:
                    self._set_aside(draft, "ended", None)
            case _:
                pass
        self._tick(draft)

    # ── who said what ──

    def _customer(self, draft: Draft, said: Utterance) -> None:
        found = draft.tokens(said)
        if self._agent_spoke:
            self._agent_spoke = False
            self._turn += 1
            self._turn_start, self._turn_words, self._upset = said.start, 0, False
        self._turn_words += len(found)
        kinds = {signal.kind for signal in draft.signals}
        level = draft.state.risk.level
        negative = any(signal.weight > 0 for signal in draft.signals)
        self._upset |= (level == "high" and negative) or (
            level == "watch" and bool(kinds & UPSETTING)
        )
        if "thanks" in kinds:
            self._upset, self._need, self._due = False, None, None
        long = self._turn_words > LONG_WORDS or said.end - self._turn_start > LONG_SECONDS
        if self._upset or long:
            why = Why.UPSET if self._upset else Why.LONG
            if self._need is None or self._need.turn == self._turn:
                self._need = _Need(said.end, why, self._turn)
        elif self._closing(draft, said):
            self._need = _Need(said.end - CHANCE, Why.CLOSING, self._turn, CHANCES)

    def _agent(self, draft: Draft, said: Utterance) -> None:
        found = draft.tokens(said)
        if self._language.is_backchannel(found):
            return
        self._agent_spoke = True
        if self._need is not None:
            self._need.agent += 1
            said_since = [
                fact
                for fact in draft.state.facts
                if fact.said_back is not None and fact.said_back >= self._need.since
            ]
            if len(said_since) >= FEWEST:
                self._need = self._due = None
        if self._closing(draft, said) and self._need is None:
            self._need = _Need(said.end - CHANCE, Why.CLOSING, self._turn, CHANCES)

    def _closing(self, draft: Draft, said: Utterance) -> bool:
        """Return whether a calm call, never summed up, is coming to its end."""
        state = draft.state
        return (
            said.end >= CLOSING_FROM
            and not state.reminders_shown
            and not state.cues_shown
            and all(point.level == "calm" for point in state.risk.track)
            and sum(fact.said_back is not None for fact in state.facts) < FEWEST
            and any(True for _ in self._language.closing.find(draft.tokens(said)))
        )

    # ── the card ──

    def _tick(self, draft: Draft) -> None:
        state = draft.state
        t = state.t
        self._leave_when_done(draft)
        if any(signal.kind in URGENT for signal in draft.signals):
            self._urgent_at = t
        urgent = self._urgent_at >= self._shown_at
        if urgent and self._visible_since is not None and t - self._shown_at >= READ:
            self._set_aside(draft, "made-room", t + AGAIN)
            self._shown_at = t - GAP
        self._find_due(state)
        if self._due is not None:
            if t - self._due > GIVE_UP:
                self._need = self._due = None
            elif self._free(state):
                self._show(draft)
        elif self._open is not None and self._again_at is not None and t >= self._again_at:
            if len(unsaid(self._open)) < FEWEST:
                self._again_at = self._open = None
            elif self._free(state):
                self._put(draft, self._open)
        draft.slot_taken = (
            self._visible_since is not None
            or t - self._shown_at < GAP
            or (self._due is not None and t - self._due <= RESERVE)
        )

    def _leave_when_done(self, draft: Draft) -> None:
        if self._visible_since is None:
            return
        still = draft.state.t - self._visible_since
        if self._open is not None and enough(self._open) and still >= LINGER:
            self._close(draft)
        elif still >= STAY:
            self._set_aside(draft, "made-room", None)

    def _find_due(self, state: CallState) -> None:
        need = self._need
        if self._due is not None or need is None or state.ended or self._visible_since is not None:
            return
        waited = state.t - need.since
        if waited < CHANCE or (need.agent == 0 and waited < SILENT_CHANCE):
            return
        if waited > GIVE_UP or len(fresh(state)) < FEWEST:
            if waited > GIVE_UP:
                self._need = None
            return
        self._due = state.t

    def _free(self, state: CallState) -> bool:
        last_cue = state.cues_shown[-1].t if state.cues_shown else float("-inf")
        return (
            state.cue is None
            and not (state.paused or state.ended)
            and not state.ears["agent"].speaking
            and not state.partials.get("agent")
            and state.t - max(last_cue, self._shown_at) >= GAP
        )

    def _show(self, draft: Draft) -> None:
        need, facts = self._need, fresh(draft.state)
        self._need = self._due = None
        if need is None or len(facts) < FEWEST:
            return
        reminder = Reminder(draft.state.t, need.why.value, tuple(facts))
        draft.change(reminders_shown=(*draft.state.reminders_shown, reminder))
        self._put(draft, reminder)

    def _put(self, draft: Draft, reminder: Reminder) -> None:
        self._open = reminder
        self._again_at = None
        self._visible_since = self._shown_at = draft.state.t
        draft.change(reminder=reminder)
        draft.effects.append(ReminderShown(reminder))

    def _set_aside(self, draft: Draft, why: ReminderEnd, again_at: float | None) -> None:
        self._visible_since = None
        self._again_at = again_at
        draft.change(reminder=None)
        draft.effects.append(ReminderCleared(why))

    def _follow(self, draft: Draft) -> None:
        """Take over ticks, clear what was said back, and notice when a cue took the slot."""
        reminder, state = self._open, draft.state
        if reminder is None:
            return
        if self._visible_since is not None and state.reminder is None:
            self._visible_since, self._again_at = None, state.t + AGAIN
        said = {fact.key: fact for fact in state.facts}
        facts = tuple(
            said.get(fact.key) or said.get(_MORE_EXACT.get(fact.key, ""), fact)
            for fact in reminder.facts
        )
        if facts == reminder.facts:
            return
        updated = msgspec.structs.replace(reminder, facts=facts)
        shown = tuple(updated if one.t == reminder.t else one for one in state.reminders_shown)
        self._open = updated
        draft.change(reminders_shown=shown)
        if self._visible_since is not None:
            self._visible_since = state.t
            draft.change(reminder=updated)
        elif not state.ended and (state.cue is None or state.t - state.cue.t >= CUE_READ):
            self._put(draft, updated)
        if not unsaid(updated) or (enough(updated) and self._visible_since is None):
            self._close(draft)

    def _close(self, draft: Draft) -> None:
        """Take it away: it was said back."""
        self._open = self._again_at = None
        if self._visible_since is not None:
            self._set_aside(draft, "said-back", None)
