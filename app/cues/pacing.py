"""The attention budget: of all that could be said to the agent, at most one thing, at a good time.

Pure: time comes in with the `Situation`, and whatever is shown follows from what was offered.
The scarce thing is the agent's attention (docs/architecture.md), hence the figures below; they
are Hearback's own choices, not measurements.
"""

from collections import Counter, defaultdict

import msgspec

from app.call.signals import SignalKind
from app.call.state import Cue, Mood, RiskLevel
from app.cues.rules import LEVELS, Rule
from app.cues.words import content, stems
from speech.events import Channel

GAP = 20.0
"""Seconds between two cues, from showing to showing."""

READ = 4.0
"""Seconds a cue is left to be read even when the level rises to high."""

FRESH_RISE = 6.0
"""Seconds for which a rise to high lets one cue come before its time."""

URGENT = 80
"""Priority from which a rule may come before its time when the level rises: danger, the law, a
supervisor."""

STAY = 20.0
"""Seconds after which a cue leaves by itself."""

ALIKE = 0.5
"""Share of a phrasing's content words that counts as having said something like it."""


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What the call core knows at `t` and a cue depends on."""

    t: float
    level: RiskLevel = "calm"
    mood: Mood = Mood()
    agent_speaking: bool = False
    moments: frozenset[str] = frozenset()
    slot_taken: bool = False
    """The reminder is on screen: nothing is shown unless the level has risen to high."""
    reminder: bool = False
    """The reminder came back because the agent says it back now: a cue that was read leaves."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that noticed something at `t` and waits for its turn. Holds speech in `reason`."""

    rule: Rule
    reason: str
    t: float
    trigger_end: float
    trigger_word: int | None = None
    channel: Channel | None = None
    utterance: int | None = None

    def __repr__(self) -> str:
        return f"<Candidate {self.rule.id}>"

    def at(self, t: float) -> "Candidate":
        """Return the same, noticed at `t`: it waits from there on."""
        return msgspec.structs.replace(self, t=t)


class Pacer:
    """Shows one cue at a time, well apart, and never the same wording twice in a call."""

    def __init__(self) -> None:
        self.cue: Cue | None = None
        self.shown: tuple[Cue, ...] = ()
        self.helped: frozenset[int] = frozenset()
        """Ids of the cues that the agent marked as helpful."""
        self._on_screen: Candidate | None = None
        self._waiting: dict[str, Candidate] = {}
        self._noticed: set[SignalKind] = set()
        self._said: set[frozenset[str]] = set()
        self._times: Counter[str] = Counter()
        self._rests_until: defaultdict[str, float] = defaultdict(lambda: float("-inf"))
        self._last_shown = float("-inf")
        self._level: RiskLevel = "calm"
        self._worst: RiskLevel = "calm"
        self._rose_at = float("-inf")

    def notice(self, kind: SignalKind) -> None:
        """Remember a signal for the rules that are to be quiet after it."""
        self._noticed.add(kind)

    def offer(self, candidate: Candidate) -> None:
        """Let a rule wait for its turn; the same utterance counts once."""
        waits = self._waiting.get(candidate.rule.id)
        if waits is None or waits.utterance is None or waits.utterance != candidate.utterance:
            self._waiting[candidate.rule.id] = candidate

    def withdraw(self, rule: str, channel: Channel, utterance: int) -> None:
        """Forget a waiting cue: what triggered it turned out otherwise."""
        waits = self._waiting.get(rule)
        if waits and (waits.channel, waits.utterance) == (channel, utterance):
            del self._waiting[rule]

    def agent_said(self, heard: tuple[str, ...]) -> None:
        """Drop what the agent has just said in their own words, on screen or waiting."""
        words = content(heard)
        if self.cue and _alike(self.cue.text, words):
            self._clear()
        for rule_id, waits in list(self._waiting.items()):
            if (text := self._wording(waits.rule)) and _alike(text, words):
                del self._waiting[rule_id]

    def tick(self, now: Situation) -> None:
        """Let the cue leave when its time is over, and the best of those that wait come."""
        if now.level == "high" and self._level != "high":
            self._rose_at = now.t
        self._level = now.level
        self._worst = max(self._worst, now.level, key=LEVELS.index)
        rose = now.level == "high" and now.t - self._rose_at <= FRESH_RISE
        if self.cue and now.t - self.cue.t >= (READ if now.reminder else STAY):
            self._clear()
        if not self._waiting:
            return
        self._waiting = {
            key: waits for key, waits in self._waiting.items() if now.t - waits.t <= waits.rule.keep
        }
        if now.agent_speaking:
            return
        since = now.t - self._last_shown
        if since < READ or (not rose and (now.slot_taken or since < GAP)):
            return
        ready = [waits for waits in self._waiting.values() if self._may(waits.rule, now)]
        if since < GAP:
            ready = [waits for waits in ready if waits.rule.priority >= URGENT]
        if ready:
            self._show(max(ready, key=lambda waits: (waits.rule.priority, waits.t)), now)

    def dismiss(self, cue: int, t: float) -> None:
        """Take the cue away; its rule rests twice as long."""
        if self.cue and self.cue.id == cue and self._on_screen:
            rule = self._on_screen.rule
            self._rests_until[rule.id] = t + 2 * rule.cooldown
            self._waiting.pop(rule.id, None)
            self._clear()

    def help(self, cue: int) -> None:
        """Record that the cue helped, and take it away: it has done its work."""
        if any(cue == shown.id for shown in self.shown):
            self.helped |= {cue}
        if self.cue and self.cue.id == cue:
            self._clear()

    def reword(self, cue: int, now: Situation) -> None:
        """Show the next phrasing of the same rule, if one is left; the agent asked for it."""
        if self.cue and self.cue.id == cue and (waits := self._on_screen):
            self._put(waits, now)

    def _may(self, rule: Rule, now: Situation) -> bool:
        return (
            self._times[rule.id] < rule.most
            and now.t >= self._rests_until[rule.id]
            and rule.level.hold(now.level)
            and LEVELS.index(rule.was) <= LEVELS.index(self._worst)
            and now.moments.issuperset(rule.after)
            and now.moments.isdisjoint(rule.before)
            and self._noticed.isdisjoint(rule.quiet_after)
            and (not rule.only_after or not self._noticed.isdisjoint(rule.only_after))
            and self._wording(rule) is not None
        )

    def _wording(self, rule: Rule) -> str | None:
        return next((text for text in rule.phrasings if _same(text) not in self._said), None)

    def _show(self, candidate: Candidate, now: Situation) -> None:
        rule = candidate.rule
        del self._waiting[rule.id]
        self._times[rule.id] += 1
        self._rests_until[rule.id] = now.t + rule.cooldown
        self._rose_at = float("-inf")
        self._put(candidate, now)

    def _put(self, candidate: Candidate, now: Situation) -> None:
        rule = candidate.rule
        text = self._wording(rule)
        if text is None:
            return
        self._said.add(_same(text))
        self._last_shown = now.t
        self._on_screen = candidate
        self.cue = Cue(
            id=len(self.shown) + 1,
            rule=rule.id,
            text=text,
            reason=candidate.reason,
            t=now.t,
            moment=rule.moment,
            level=now.level,
            channel=candidate.channel,
            utterance=candidate.utterance,
            trigger_end=candidate.trigger_end,
            trigger_word=candidate.trigger_word,
            noticed=candidate.t,
            more=len({_same(other) for other in rule.phrasings} - self._said),
        )
        self.shown += (self.cue,)

    def _clear(self) -> None:
        self.cue = self._on_screen = None


def _same(text: str) -> frozenset[str]:
    """Wordings that differ in case, stops and inflection only are the same wording."""
    return frozenset(stems(text))


def _alike(text: str, said: frozenset[str]) -> bool:
    wanted = content(stems(text))
    shared = len(wanted & said)
    return shared >= min(2, len(wanted)) and shared >= ALIKE * len(wanted) > 0
