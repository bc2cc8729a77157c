"""Risk: one number for the customer's side, a level with hysteresis, and reasons in plain words.

A smoke alarm and not a judge. Signals are hints that add up (app/call/evidence.py), fade with
every further customer utterance and with time, and count less when repeated. Before `high`, two
families or two utterances must agree, unless it was very plain; words and mood of one utterance
are one opinion, and one that only sounds upset stays below `watch`. What the emotion model reads
in an utterance bears its words out or not, and settles or stirs what came before. All figures are
in app/call/weights.py.
"""

import msgspec

from app.call import weights
from app.call.actions import NotSo, NotSoTakenBack
from app.call.contradiction import is_mood
from app.call.draft import Draft
from app.call.effects import ReadingContradicted, ReadingRestored, RiskLevelChanged
from app.call.evidence import Ease, EaseKind, Item, Sum, add_up
from app.call.moods import UPSET, eased
from app.call.signals import Signal
from app.call.state import Contradicted, RiskLevel, RiskPoint
from speech.events import Emotion, End, Ready, Utterance

TICK = 2.0
"""Seconds between two looks at the clock while nothing is said."""
MOVED = 0.01
"""A smaller change of the value makes no new point of the track."""
MOST_POINTS = 1_200
"""Of the track; beyond it, every second older point is dropped."""
READ_WITHIN = 1.0
"""Seconds that words wait for their mood, in a call in which moods are read."""
SPENT = 0.01
"""A signal with less weight left is forgotten."""

_ORDER: tuple[RiskLevel, ...] = ("calm", "watch", "high")


class RiskMeter:
    """Keeps `value`, `level`, `reasons` and `track` of the risk."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._looked = 0.0
        self._below_since: float | None = None
        self._relieved: int | None = None
        self._reads = False
        """A reading is to be waited for: the listener reads moods, and the last came in time."""
        self._unread: tuple[int, float] | None = None
        """The utterance whose words wait for their mood, and since when."""
        self._eases: list[Ease] = []
        """Of the last customer utterance, to be taken back when it turns out otherwise."""
        self._not_so: dict[Contradicted, frozenset[str]] = {}
        """What the agent contradicted, each with the kinds of signals that it lowers."""

    def feed(self, draft: Draft) -> None:
        """Take one step, after the signals of this step are known."""
        said = draft.event
        utterance = isinstance(said, Utterance) and said.channel == "customer" and bool(said.text)
        negative = [signal for signal in draft.signals if self._counts(signal)]
        if utterance and isinstance(said, Utterance):
            calm = not negative and len(said.text.split()) >= weights.CALM_WORDS
            self._next_utterance(said.id, calm=calm)
        if isinstance(said, Ready):
            self._reads = said.moods
        elif isinstance(said, Emotion):
            self._reads = True
            self._hear_mood(draft, said)
        for signal in draft.signals:
            if signal.weight < 0:
                self._relieve(signal)
        self._items += [self._item(signal) for signal in negative]
        if isinstance(said, Utterance) and utterance and self._reads:
            self._wait_for_mood(said)
        self._stop_waiting(draft.state.t)
        contradicted = any(isinstance(one, ReadingContradicted) for one in draft.effects)
        if contradicted and isinstance(said, NotSo):
            self._contradict(said)
        restored = any(isinstance(one, ReadingRestored) for one in draft.effects)
        if restored and isinstance(said, NotSoTakenBack):
            del self._not_so[Contradicted(said.kind, said.utterance)]
            self._weigh_anew()
            self._believe_relief(said, believed=True)
        t = draft.state.t
        due = t - self._looked >= TICK or isinstance(said, (End, Emotion))
        if utterance or draft.signals or contradicted or restored or due:
            self._looked = t
            self._look(draft, t)

    def sum_up(self, t: float) -> Sum:
        """Return the arithmetic at `t` seconds, for `hearback explain`."""
        return add_up(self._items, t)

    def _counts(self, signal: Signal) -> bool:
        """Return whether the signal may raise the risk: a loud "thank you" is joy."""
        joy = signal.utterance is not None and signal.utterance == self._relieved
        return signal.weight > 0 and not (joy and weights.FAMILIES.get(signal.kind) == "voice")

    def _item(self, signal: Signal) -> Item:
        return Item(signal, not_so=self._left_by_not_so(signal))

    def _next_utterance(self, utterance: int, *, calm: bool) -> None:
        self._eases = []
        self._ease("utterance", weights.PER_UTTERANCE, utterance)
        if calm:
            self._ease("calm-utterance", weights.PER_CALM_UTTERANCE, utterance)
        for item in self._items:
            item.age += 1
        self._items = [item for item in self._items if item.age <= weights.FORGET_AFTER]

    def _ease(self, kind: EaseKind, factor: float, utterance: int | None) -> None:
        """Lower all that is open, but nothing of the utterance that does it."""
        ease = Ease(kind, factor, utterance)
        self._eases.append(ease)
        for item in self._items:
            if utterance is None or item.signal.utterance != utterance:
                item.eased.append(ease)

    def _relieve(self, signal: Signal) -> None:
        """Thanks said and gladness read in the same breath are one relief, the larger."""
        self._relieved = signal.utterance
        factor = 1 + signal.weight
        for ease in self._eases:
            if ease.kind == "thanks" and signal.kind != "thanks":
                factor, ease.factor = min(factor, ease.factor), 1.0
        self._ease("thanks" if signal.kind == "thanks" else "glad", factor, signal.utterance)

    def _hear_mood(self, draft: Draft, read: Emotion) -> None:
        """Let the mood of an utterance bear out its words, and take back what it belies."""
        if self._unread and self._unread[0] == read.utterance:
            self._unread = None
        self._bear_out(read.utterance, agreement(read), agreement(read, threat=True))
        mood = draft.state.mood
        if mood.utterance != read.utterance or not mood.name:
            return
        if mood.name in UPSET:
            for ease in self._eases:
                if ease.utterance == read.utterance and ease.kind != "utterance":
                    ease.factor = 1.0
            if eased(mood, draft.state.moods[:-1]):
                self._ease("less", weights.LESS, read.utterance)
        elif mood.name == "neutral":
            self._ease("settled", weights.SETTLED, read.utterance)

    def _wait_for_mood(self, said: Utterance) -> None:
        """Count the words of an utterance little until it is known how they were said."""
        if self._unread:
            self._bear_out(self._unread[0], 1.0, 1.0)
        self._unread = (said.id, said.t)
        self._bear_out(said.id, weights.AGREES, weights.AGREES)

    def _stop_waiting(self, t: float) -> None:
        """Let the words stand by themselves where no reading came in time."""
        if self._unread and t - self._unread[1] >= READ_WITHIN:
            self._bear_out(self._unread[0], 1.0, 1.0)
            self._unread, self._reads = None, False

    def _bear_out(self, utterance: int, agrees: float, threat: float) -> None:
        """Let the words of an utterance count `agrees`, and those that threaten `threat`."""
        for item in self._items:
            kind = item.signal.kind
            said = weights.FAMILIES.get(kind, "said") == "said" or kind == "repeated-phrase"
            words = said and not is_mood(kind) and kind not in weights.STANDS
            if words and item.signal.utterance == utterance:
                item.agrees = threat if kind in weights.THREATS else agrees

    def _contradict(self, said: NotSo) -> None:
        lowered: set[str] = {
            item.signal.kind
            for item in self._items
            if item.signal.kind == said.kind
            or (is_mood(said.kind) and is_mood(item.signal.kind)
                and item.signal.utterance == said.utterance)
        }  # fmt: skip
        found = Contradicted(said.kind, said.utterance)
        self._not_so[found] = frozenset(lowered | {said.kind})
        self._weigh_anew()
        self._believe_relief(said, believed=False)

    def _believe_relief(self, said: NotSo | NotSoTakenBack, *, believed: bool) -> None:
        """Let a mood that was no relief (a sarcastic "thank you") have eased nothing."""
        eases = (ease for item in self._items for ease in item.eased)
        for ease in eases:
            if (is_mood(said.kind) and ease.utterance == said.utterance
                    and ease.kind in {"glad", "settled", "thanks"}):  # fmt: skip
                ease.not_so = not believed

    def _weigh_anew(self) -> None:
        for item in self._items:
            item.not_so = self._left_by_not_so(item.signal)

    def _left_by_not_so(self, signal: Signal) -> float:
        left = 1.0
        for found, kinds in self._not_so.items():
            if signal.kind in kinds:
                wrong = found.utterance is not None and signal.utterance == found.utterance
                left *= 0.0 if wrong else weights.NOT_SO
        return left

    def _look(self, draft: Draft, t: float) -> None:
        risk = draft.state.risk
        if not self._items and not risk.value:
            return
        found = add_up(self._items, t)
        self._items = [
            item for item in self._items if item.not_so < 1.0 or item.weight(t) > SPENT
        ]  # what was contradicted may be taken back, and goes by its age
        level = self._level(risk.level, found.value, t)
        if risk.confidence < weights.SPEAKS and _ORDER.index(level) > _ORDER.index(risk.level):
            level = risk.level
        moved = abs(found.value - risk.value) >= MOVED or level != risk.level
        if not moved and not draft.signals:
            return
        value = round(found.value, 4)
        track = _thinned((*risk.track, RiskPoint(round(t, 2), value, level)))
        draft.change(
            risk=msgspec.structs.replace(
                risk, value=value, level=level, reasons=found.reasons, track=track
            )
        )
        if level != risk.level:
            draft.effects.append(RiskLevelChanged(risk.level, level, t))

    def _level(self, level: RiskLevel, value: float, t: float) -> RiskLevel:
        """Up at once, down one step after `LEAVE_AFTER` seconds below the lower threshold."""
        reached: RiskLevel = "calm"
        for name in _ORDER[1:]:
            if value >= weights.ENTER[name]:
                reached = name
        if _ORDER.index(reached) >= _ORDER.index(level):
            self._below_since = None
            return reached
        if value >= weights.LEAVE[level]:
            self._below_since = None
            return level
        if self._below_since is None:
            self._below_since = t
        if t - self._below_since < weights.LEAVE_AFTER:
            return level
        self._below_since = None
        return _ORDER[_ORDER.index(level) - 1]


def agreement(read: Emotion, *, threat: bool = False) -> float:
    """Return how far a reading bears out the words of its utterance, `AGREES` … 1.

    In proportion between the two beliefs in any trouble at all (`TROUBLE`), for a threat in anger
    or frustration; `UNSURE` where the model is not sure of a mood.
    """
    if not read.moods:
        return weights.UNSURE
    at_ease = sum(read.moods.get(name, 0.0) for name in ("neutral", "satisfied", "grateful"))
    trouble = sum(read.moods.get(name, 0.0) for name in UPSET) if threat else 1 - at_ease
    none, surely = weights.TROUBLE
    part = min(max((trouble - none) / (surely - none), 0.0), 1.0)
    return weights.AGREES + (1 - weights.AGREES) * part


def _thinned(track: tuple[RiskPoint, ...]) -> tuple[RiskPoint, ...]:
    if len(track) <= MOST_POINTS:
        return track
    half = len(track) // 2
    return (*track[:half:2], *track[half:])
