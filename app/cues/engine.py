"""From events to the one cue on screen: matching, waiting for what is not said, pacing."""

from collections import deque
from collections.abc import Sequence

import msgspec

from app.call.actions import AnyAction, CueDismissed, CueHelped, CueReworded
from app.call.signals import Signal, SignalKind
from app.call.state import Cue
from app.call.weights import WEIGHTS
from app.cues.gate import CALM, MoodGate
from app.cues.match import Match, Matcher
from app.cues.pacing import Candidate, Pacer, Situation
from app.cues.phrase import Trigger, find, listen_for
from app.cues.rules import Pack, Rule, RuleMood, Who
from app.cues.words import stems
from speech.events import AnyEvent, Channel, Emotion, Partial, Utterance

__all__ = ["CueEngine", "Situation"]

PLAIN = 0.85
"""Share of its kind's weight from which a mood calls for a phrase; a slighter one is only shown."""
PLAINER: dict[SignalKind, float] = {
    "mood-frustrated": 1.0, "mood-anxious": 1.0, "mood-confused": 1.0,
}  # fmt: skip
"""The same for moods that are often a passing shade: a sure reading of intensity 2, no less."""
TROUBLE: frozenset[RuleMood] = frozenset({"troubled", "upset"})
QUOTED = 44
"""Characters of the trigger words that a reason quotes: one line of the cue card."""


class _Pending(msgspec.Struct, frozen=True):
    """A rule that fires at `due` unless one of the phrases is said first."""

    candidate: Candidate
    due: float
    who: Who
    phrases: tuple[Trigger, ...]
    or_anything: bool = False


class CueEngine:
    """Feed it every event with the signals it raised; read `cue` and `shown`."""

    def __init__(self, pack: Pack) -> None:
        self._rules = pack.rules
        self._pacer = Pacer()
        self._gate = MoodGate()
        self._matcher = Matcher(
            (
                (rule.speaker, listen_for(owner, phrase, rule.gap, any_order=rule.any_order))
                for owner, rule in enumerate(pack.rules)
                for phrase in rule.said
            ),
            (
                listen_for(owner, phrase, rule.gap)
                for owner, rule in enumerate(pack.rules)
                for phrase in rule.exceptions
            ),
        )
        self._by_signal: dict[str, list[int]] = {}
        for owner, rule in enumerate(pack.rules):
            for kind in {rule.signal, *rule.also, *rule.also_high} - {None}:
                self._by_signal.setdefault(str(kind), []).append(owner)
        self._pending: dict[str, _Pending] = {}
        self._next_due = float("inf")
        self._finals: deque[tuple[float, Channel, tuple[str, ...]]] = deque()
        self._look_back = max(
            (rule.not_said_within.back for rule in pack.rules if rule.not_said_within), default=0.0
        )
        for rule in pack.rules:
            if not rule.said and not rule.signal:
                self._raise(Candidate(rule=rule, reason=rule.reason, t=0.0, trigger_end=0.0))

    @property
    def cue(self) -> Cue | None:
        """On screen now."""
        return self._pacer.cue

    @property
    def shown(self) -> tuple[Cue, ...]:
        """Every wording shown in this call, in order."""
        return self._pacer.shown

    @property
    def helped(self) -> frozenset[int]:
        """Ids of the cues that the agent marked as helpful."""
        return self._pacer.helped

    def feed(self, event: AnyEvent, signals: Sequence[Signal], now: Situation) -> None:
        """Take one event of the call and the signals it raised."""
        for candidate in self._gate.feed(event, now.mood, now.level, now.t):
            self._offer(candidate)
        if isinstance(event, Emotion) and now.mood.name in CALM:
            self._move_on(now.mood.utterance)
        for candidate in self._gate.regretted():
            if candidate.utterance is not None:
                self._pacer.withdraw(candidate.rule.id, "customer", candidate.utterance)
        for kind in self._gate.borne_out():
            self._pacer.notice(kind)
        heard: tuple[str, ...] = ()
        if isinstance(event, Partial | Utterance):
            heard = stems(event.text)
            self._hear(event, heard, now.t)
        for signal in signals:
            same = isinstance(event, Utterance) and event.id == signal.utterance
            self._sense(signal, heard if same else (), now)
        if self._next_due <= now.t:
            self._fire_due(now.t)
        self._pacer.tick(now)

    def act(self, action: AnyAction, now: Situation) -> None:
        """Take a click of the agent."""
        match action:
            case CueDismissed():
                self._pacer.dismiss(action.cue, now.t)
            case CueHelped():
                self._pacer.help(action.cue)
            case CueReworded():
                self._pacer.reword(action.cue, now)
            case _:
                return
        self._pacer.tick(now)

    def _hear(self, event: Partial | Utterance, heard: tuple[str, ...], t: float) -> None:
        if event.channel == "agent":
            self._pacer.agent_said(heard)
        for rule_id, waits in list(self._pending.items()):
            mine = waits.who in {event.channel, "either"}
            answered = heard and waits.candidate.channel != event.channel
            broken = waits.or_anything and answered
            if broken or (mine and any(find(said, heard) for said in waits.phrases)):
                self._forget(rule_id)
        found = self._matcher.hear(event)
        for owner in found.withdrawn:
            self._withdraw(self._rules[owner], event)
        for match in found.matches:
            rule = self._rules[match.owner]
            if rule.signal:
                self._notice(rule.signal, match.utterance if match.channel == "customer" else None)
            self._raise(_heard(rule, match, t))
        if isinstance(event, Utterance):
            self._finals.append((t, event.channel, heard))
            while self._finals[0][0] < t - self._look_back:
                self._finals.popleft()

    def _sense(self, signal: Signal, heard: tuple[str, ...], now: Situation) -> None:
        self._notice(signal.kind, signal.utterance)
        if signal.kind.startswith("mood-"):
            plain = PLAINER.get(signal.kind, PLAIN) * abs(WEIGHTS[signal.kind])
            if abs(signal.weight) < plain:
                return
        for owner in self._by_signal.get(signal.kind, ()):
            rule = self._rules[owner]
            slight = signal.kind in rule.also_high and now.level != "high"
            if not slight and not self._matcher.excepted(owner, heard):
                self._raise(
                    Candidate(
                        rule=rule,
                        reason=rule.reason.replace("{heard}", signal.reason),
                        t=now.t,
                        trigger_end=signal.t,
                        channel=signal.channel if signal.utterance is not None else None,
                        utterance=signal.utterance,
                    )
                )

    def _notice(self, kind: SignalKind, utterance: int | None) -> None:
        if self._gate.notices(kind, utterance):
            self._pacer.notice(kind)

    def _raise(self, candidate: Candidate) -> None:
        """Offer the candidate, unless its mood is to be heard first."""
        if self._gate.admits(candidate):
            self._offer(candidate)

    def _offer(self, candidate: Candidate) -> None:
        """Let the candidate wait for its turn, or for what may yet be said."""
        rule = candidate.rule
        unsaid = rule.not_said_within
        if unsaid is None:
            self._pacer.offer(candidate)
        elif rule.id not in self._pending:
            phrases = tuple(
                Trigger(0, stems(phrase), rule.gap, any_order=True) for phrase in unsaid.phrases
            )
            if self._was_said(phrases, unsaid.who, candidate.t - unsaid.back):
                return
            due = candidate.t + unsaid.seconds
            self._pending[rule.id] = _Pending(
                candidate, due, unsaid.who, phrases, unsaid.or_anything
            )
            self._next_due = min(self._next_due, due)

    def _was_said(self, phrases: tuple[Trigger, ...], who: Who, since: float) -> bool:
        return any(
            find(phrase, heard)
            for t, channel, heard in self._finals
            if who in {channel, "either"} and t >= since
            for phrase in phrases
        )

    def _fire_due(self, t: float) -> None:
        for rule_id, waits in list(self._pending.items()):
            if waits.due <= t:
                self._forget(rule_id)
                late = msgspec.structs.replace(
                    waits.candidate, t=waits.due, trigger_end=waits.due, trigger_word=None
                )
                self._pacer.offer(late)

    def _withdraw(self, rule: Rule, event: Partial | Utterance) -> None:
        number = event.utterance if isinstance(event, Partial) else event.id
        self._pacer.withdraw(rule.id, event.channel, number)
        self._gate.withdraw(rule.id, number)
        waits = self._pending.get(rule.id)
        if waits and waits.candidate.utterance == number:
            self._forget(rule.id)

    def _move_on(self, utterance: int | None) -> None:
        """Drop what waits for something unsaid about trouble that the customer has left behind."""
        if utterance is None:
            return
        for rule_id, waits in list(self._pending.items()):
            about = waits.candidate.utterance
            if waits.candidate.rule.mood in TROUBLE and about is not None and about < utterance:
                self._forget(rule_id)

    def _forget(self, rule_id: str) -> None:
        del self._pending[rule_id]
        self._next_due = min((waits.due for waits in self._pending.values()), default=float("inf"))


def _heard(rule: Rule, match: Match, t: float) -> Candidate:
    words = match.words.strip(" ,.;:!?")
    if len(words) > QUOTED:
        words = words[:QUOTED].rsplit(" ", 1)[0] + " …"
    return Candidate(
        rule=rule,
        reason=rule.reason.replace("{heard}", f"“{words}”"),
        t=t,
        trigger_end=match.end,
        trigger_word=match.last,
        channel=match.channel,
        utterance=match.utterance,
    )
