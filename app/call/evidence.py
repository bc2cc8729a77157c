"""The arithmetic of the risk, laid open: what was noticed, what is left of it, what it adds up to.

Each signal covers a share of the way to 1.0. Shares add up as independent hints do,
value = 1 − ∏(1 − share), first within a kind, then within a family up to the family's limit, then
over the families. Everything that lowers a share is a factor with a name, so that
`hearback explain` can print the sum that was really made.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from app.call import weights
from app.call.signals import Signal, SignalKind
from app.call.state import Reason
from app.call.weights import Family

SHOWN = 6
"""Reasons kept."""
TOLD = 0.01
"""A kind that covers less is no reason worth a line."""
MOST_SHARE = 0.95
"""No single signal covers more."""

EaseKind = Literal["utterance", "calm-utterance", "settled", "less", "thanks", "glad"]


class Ease(msgspec.Struct):
    """Something that took a share of all that was open then. A `factor` of 1: taken back."""

    kind: EaseKind
    factor: float
    utterance: int | None
    not_so: bool = False
    """The agent contradicted the reading that it came from, so it eases nothing."""


class Item(msgspec.Struct):
    """One signal on its way to being forgotten."""

    signal: Signal
    eased: list[Ease] = []
    agrees: float = 1.0
    """How far the mood of the utterance bears the words out."""
    not_so: float = 1.0
    """What the agent's "not so" left of it."""
    age: int = 0
    """Customer utterances since."""

    @property
    def decay(self) -> float:
        """Return the share that later utterances have left."""
        left = 1.0
        for ease in self.eased:
            left *= 1.0 if ease.not_so else ease.factor
        return left

    def weight(self, t: float) -> float:
        """Return what is left of the signal's weight at `t` seconds."""
        return _left(self.signal, self.decay * self.agrees * self.not_so, t)


class Part(msgspec.Struct, frozen=True):
    """One signal's line in the sum; share = weight · agrees · not_so · decay · faded · repeat."""

    signal: Signal
    agrees: float
    not_so: float
    decay: float
    """By what was said since."""
    faded: float
    """By time alone."""
    repeat: float
    """Being the second, third … of its kind."""
    share: float
    eased: tuple[Ease, ...]
    """What makes up `decay`, in order."""


class Sum(msgspec.Struct, frozen=True):
    """The risk at one moment and how it came about."""

    value: float
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...]
    """Heaviest first."""
    families: dict[Family, float]
    """What each covers, limited."""
    held: bool
    """The value was kept just below `watch` or `high`: nothing else bears it out."""


def faded(signal: Signal, t: float) -> float:
    """Return the share that time alone has left at `t` seconds."""
    return math.pow(0.5, max(0.0, t - signal.t) / weights.HALF_LIFE)


def _left(signal: Signal, left: float, t: float) -> float:
    return signal.weight * left * faded(signal, t)


def add_up(items: Iterable[Item], t: float) -> Sum:
    """Return the risk 0…1 at `t` seconds, its reasons and its parts, heaviest first."""
    by_kind: dict[SignalKind, list[tuple[float, Item]]] = {}
    for item in items:
        by_kind.setdefault(item.signal.kind, []).append((item.weight(t), item))
    calm = dict.fromkeys(weights.MOST, 1.0)
    reasons: list[Reason] = []
    parts: list[Part] = []
    for kind, found in by_kind.items():
        found.sort(key=lambda pair: pair[0], reverse=True)
        again = weights.REPEATS.get(kind, weights.REPEAT)
        total = 1.0
        for place, (weight, item) in enumerate(found):
            share = min(weight * again**place, MOST_SHARE)
            total *= 1 - share
            parts.append(_part(item, t, again**place, share))
        calm[weights.FAMILIES.get(kind, "said")] *= total
        if total < 1 - TOLD:
            reasons.append(_reason(kind, found, 1 - total))
    families: dict[Family, float] = {
        family: min(1 - left, weights.MOST[family]) for family, left in calm.items()
    }
    value = 1 - math.prod(1 - part for part in families.values())
    kinds = {reason.kind for reason in reasons}
    bar: Literal["watch", "high"] = "watch" if _one_upset(kinds, by_kind, families) else "high"
    most = weights.ENTER[bar] - 0.01
    held = value > most and (bar == "watch" or not _may_be_high(kinds, by_kind, families))
    value = most if held else value
    reasons.sort(key=lambda reason: reason.weight, reverse=True)
    parts.sort(key=lambda part: part.share, reverse=True)
    return Sum(value, tuple(reasons[:SHOWN]), tuple(parts), families, held)


def _part(item: Item, t: float, repeat: float, share: float) -> Part:
    return Part(
        signal=item.signal,
        agrees=item.agrees,
        not_so=item.not_so,
        decay=item.decay,
        faded=faded(item.signal, t),
        repeat=repeat,
        share=share,
        eased=tuple(ease for ease in item.eased if not ease.not_so),
    )


def _reason(kind: SignalKind, found: Sequence[tuple[float, Item]], weight: float) -> Reason:
    """Return the line for a kind: moods in their latest words, all else in the weightiest."""
    stands = (item.signal for left, item in found if left > 0)
    latest = max(stands, key=lambda signal: signal.t)
    words = latest.reason if kind.startswith("mood-") else found[0][1].signal.reason
    return Reason(kind, words, latest.t, round(weight, 4), latest.utterance)


def _one_upset(
    kinds: set[str],
    by_kind: dict[SignalKind, list[tuple[float, Item]]],
    families: dict[Family, float],
) -> bool:
    """Return whether all there is to say is that one utterance sounded upset.

    A joke, a quote, a shout for joy is read so. The next utterance tells, or the course of the
    call, or words of what people are angry about; those of danger or the law need no second.
    """
    if _strong_alone(kinds, by_kind):
        return False
    said = {
        (item.signal.utterance, kind)
        for kind, found in by_kind.items()
        if weights.FAMILIES.get(kind, "said") == "said"
        for weight, item in found
        if weight >= weights.SPEAKS_UP
    }
    upset = {utterance for utterance, kind in said if kind in weights.UPSET}
    others = (families[name] for name in ("voice", "course"))
    return (
        len(upset) == 1
        and all(utterance in upset for utterance, _ in said)
        and not any(kind in weights.ANGER - weights.UPSET for _, kind in said)
        and all(covered < weights.FAMILY_COUNTS for covered in others)
    )


def _may_be_high(
    kinds: set[str],
    by_kind: dict[SignalKind, list[tuple[float, Item]]],
    families: dict[Family, float],
) -> bool:
    """Return whether the value may stand above `high`: two opinions, or very plain words."""
    together = any(all_of <= kinds for all_of in weights.STRONG_TOGETHER)
    if together or _strong_alone(kinds, by_kind):
        return True
    if kinds & weights.CARE and not kinds & weights.ANGER:
        return False
    upset = {
        item.signal.utterance
        for kind in weights.UPSET
        for weight, item in by_kind.get(kind, ())
        if weight >= weights.UPSET_COUNTS
    }
    if len(upset) >= weights.UPSET_TWICE:
        return True
    told = {item.signal.utterance for kind in weights.ANGER & kinds for _, item in by_kind[kind]}
    if upset and told - upset:
        return True
    agree = sum(part >= weights.FAMILY_COUNTS for part in families.values())
    return agree >= 2 and families["said"] >= weights.FAMILY_COUNTS


def _strong_alone(kinds: set[str], by_kind: dict[SignalKind, list[tuple[float, Item]]]) -> bool:
    """Return whether something was said plainly that needs nothing beside it."""
    strong = (found for kind, found in by_kind.items() if kind in kinds & weights.STRONG_ALONE)
    return any(_plain(item) for found in strong for _, item in found)


def _plain(item: Item) -> bool:
    """Return whether it was said in so many words, and not by a single one."""
    usual = weights.WEIGHTS[item.signal.kind]
    return item.signal.weight >= usual * 0.9 and item.not_so == 1.0
