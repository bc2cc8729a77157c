"""Risk: one number for the customer's side, a level with hysteresis, and reasons in plain words.

A smoke alarm and not a judge. Signals are hints that add up as independent ones do,
1 − ∏(1 − weight), fade with every further customer utterance and with time, and count less when
repeated. Two families must agree before `high`, unless something very plain was said. All figures
are in app/call/weights.py.
"""

import math
from collections.abc import Sequence

import msgspec

from app.call import weights
from app.call.draft import Draft
from app.call.effects import RiskLevelChanged
from app.call.signals import Signal, SignalKind
from app.call.state import Reason, Risk, RiskLevel, RiskPoint
from app.call.weights import Family
from speech.events import End, Utterance

TICK = 2.0
"""Seconds between two looks at the clock while nothing is said."""
MOVED = 0.01
"""A smaller change of the value makes no new point of the track."""
MOST_POINTS = 1_200
"""Of the track; beyond it, every second older point is dropped."""
SHOWN = 6
"""Reasons kept."""

_ORDER: tuple[RiskLevel, ...] = ("calm", "watch", "high")


class _Item(msgspec.Struct):
    """One signal on its way to being forgotten."""

    signal: Signal
    left: float = 1.0
    """Share of its weight that utterances since have left."""
    age: int = 0


class Shape(msgspec.Struct, frozen=True):
    """What supervisors ask of a whole call. All 0…1, where 1 is the worst."""

    overall: float
    """Mean over time."""
    start: float
    """Mean of the first tenth, at least 20 s."""
    lowest: float
    """The worst moment of the mood, which is the highest value of the risk."""
    lowest_at: float | None
    """None while the risk never moved."""
    end: float
    worst_level: RiskLevel


class RiskMeter:
    """Keeps `risk` of the state."""

    def __init__(self) -> None:
        self._items: list[_Item] = []
        self._looked = 0.0
        self._below_since: float | None = None
        self._relieved: int | None = None

    def feed(self, draft: Draft) -> None:
        """Take one step, after the signals of this step are known."""
        said = draft.event
        utterance = isinstance(said, Utterance) and said.channel == "customer" and bool(said.text)
        negative = [signal for signal in draft.signals if self._counts(signal)]
        relief = [signal for signal in draft.signals if signal.weight < 0]
        if utterance and isinstance(said, Utterance):
            calm = not negative and len(said.text.split()) >= weights.CALM_WORDS
            self._fade(weights.PER_UTTERANCE * (weights.PER_CALM_UTTERANCE if calm else 1.0))
        for signal in relief:
            self._relieved = signal.utterance
            for item in self._items:
                item.left *= 1 + signal.weight
        self._items += [_Item(signal) for signal in negative]
        t = draft.state.t
        if utterance or draft.signals or t - self._looked >= TICK or isinstance(said, End):
            self._looked = t
            self._look(draft, t)

    def _counts(self, signal: Signal) -> bool:
        """Return whether the signal may raise the risk: a loud "thank you" is joy."""
        joy = signal.utterance is not None and signal.utterance == self._relieved
        return signal.weight > 0 and not (joy and weights.FAMILIES.get(signal.kind) == "voice")

    def _fade(self, factor: float) -> None:
        for item in self._items:
            item.left *= factor
            item.age += 1
        self._items = [item for item in self._items if item.age <= weights.FORGET_AFTER]

    def _look(self, draft: Draft, t: float) -> None:
        if not self._items and not draft.state.risk.value:
            return
        value, reasons = assess([(item.signal, item.left) for item in self._items], t)
        self._items = [item for item in self._items if _left(item.signal, item.left, t) > 0.01]
        risk = draft.state.risk
        level = self._level(risk.level, value, t)
        moved = abs(value - risk.value) >= MOVED or level != risk.level
        if not moved and not draft.signals:
            return
        value = round(value, 4)
        track = _thinned((*risk.track, RiskPoint(round(t, 2), value, level)))
        draft.change(risk=Risk(value, level, reasons, track))
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


def _left(signal: Signal, left: float, t: float) -> float:
    return signal.weight * left * math.pow(0.5, max(0.0, t - signal.t) / weights.HALF_LIFE)


def assess(items: Sequence[tuple[Signal, float]], t: float) -> tuple[float, tuple[Reason, ...]]:
    """Return the risk 0…1 at `t` seconds and its reasons, heaviest first.

    `items` are signals with the share of their weight that later utterances have left.
    """
    by_kind: dict[SignalKind, list[tuple[float, Signal]]] = {}
    for signal, left in items:
        by_kind.setdefault(signal.kind, []).append((_left(signal, left, t), signal))
    calm = dict.fromkeys(weights.MOST, 1.0)
    reasons: list[Reason] = []
    for kind, found in by_kind.items():
        found.sort(key=lambda pair: pair[0], reverse=True)
        total = 1.0
        for place, (weight, _) in enumerate(found):
            total *= 1 - min(weight * weights.REPEAT**place, 0.95)
        calm[weights.FAMILIES.get(kind, "said")] *= total
        latest = max((signal for _, signal in found), key=lambda signal: signal.t)
        if total < 0.99:
            reasons.append(
                Reason(kind, found[0][1].reason, latest.t, round(1 - total, 4), latest.utterance)
            )
    share: dict[Family, float] = {
        family: min(1 - left, weights.MOST[family]) for family, left in calm.items()
    }
    value = 1 - math.prod(1 - part for part in share.values())
    plain = {kind for kind, found in by_kind.items() if any(map(_plain, found))}
    if not _may_be_high({reason.kind for reason in reasons}, plain, share):
        value = min(value, weights.ENTER["high"] - 0.01)
    reasons.sort(key=lambda reason: reason.weight, reverse=True)
    return value, tuple(reasons[:SHOWN])


def _plain(heard: tuple[float, Signal]) -> bool:
    """Return whether it was said in so many words, and not by a single one."""
    return heard[1].weight >= weights.WEIGHTS[heard[1].kind] * 0.9


def _may_be_high(kinds: set[str], plain: set[SignalKind], share: dict[Family, float]) -> bool:
    together = any(all_of <= kinds for all_of in weights.STRONG_TOGETHER)
    if together or kinds & plain & weights.STRONG_ALONE:
        return True
    if "grief" in kinds and kinds & weights.ANGER == set():
        return False
    agree = sum(part >= weights.FAMILY_COUNTS for part in share.values())
    return agree >= 2 and share["said"] >= weights.FAMILY_COUNTS


def _thinned(track: tuple[RiskPoint, ...]) -> tuple[RiskPoint, ...]:
    if len(track) <= MOST_POINTS:
        return track
    half = len(track) // 2
    return (*track[:half:2], *track[half:])


def shape(track: Sequence[RiskPoint], seconds: float) -> Shape:
    """Sum up a call of `seconds` from its track."""
    if not track:
        return Shape(0.0, 0.0, 0.0, None, 0.0, "calm")
    worst = max(track, key=lambda point: point.value)
    return Shape(
        overall=round(_mean(track, 0.0, seconds), 3),
        start=round(_mean(track, 0.0, max(20.0, seconds / 10)), 3),
        lowest=worst.value,
        lowest_at=worst.t,
        end=track[-1].value,
        worst_level=max((point.level for point in track), key=_ORDER.index),
    )


def _mean(track: Sequence[RiskPoint], start: float, end: float) -> float:
    """Return the mean of the value from `start` to `end`; before the first point it is zero."""
    area, value, at = 0.0, 0.0, start
    for point in track:
        if point.t > start:
            upto = min(point.t, end)
            area += value * max(0.0, upto - at)
            at = max(at, upto)
        value = point.value
    area += value * max(0.0, end - at)
    return area / (end - start) if end > start else value
