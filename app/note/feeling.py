"""How the customer was, in words: at the start, at the lowest point, at the end.

Words for the course of a conversation, read off the risk track and the signals behind it. Never a
number, and never a statement about the person: "angry" stands for what was heard at that moment,
and the reasons stand beside it.
"""

from collections.abc import Sequence

from app.call.clock import clock
from app.call.signals import Signal, SignalKind
from app.call.state import CallState, RiskLevel, RiskPoint
from app.note.schema import Feeling
from app.note.wording import listed

OPENING = 45.0
"""Seconds that count as the start."""
_AROUND = 20.0
"""Seconds before the lowest point from which its reasons come."""
_MOST_REASONS = 2
_RANK: dict[RiskLevel, int] = {"calm": 0, "watch": 1, "high": 2}

_CALM = RiskPoint(0.0, 0.0, "calm")

_ANGRY: dict[RiskLevel, str] = {"calm": "calm and polite", "watch": "tense", "high": "angry"}
_SAD: dict[RiskLevel, str] = {"calm": "quiet and sad", "watch": "grieving", "high": "in distress"}
_AFRAID: dict[RiskLevel, str] = {"calm": "worried", "watch": "worried", "high": "alarmed"}
_AGAINST: frozenset[SignalKind] = frozenset(
    {
        "distress", "supervisor", "cancel", "repeated-contact", "broken-promise", "double-charge",
        "long-wait", "repeated-phrase", "legal", "customer-interrupts", "mood-angry",
        "mood-frustrated", "echo",
    }
)  # fmt: skip


def feeling(state: CallState) -> Feeling:
    """Return the customer's side in words."""
    signals = [signal for signal in state.signals if signal.channel == "customer"]
    words = _vocabulary(signals)
    track = state.risk.track
    worst = max(track, key=lambda point: (_RANK[point.level], point.value), default=_CALM)
    last = track[-1] if track else _CALM
    if worst.level == "calm":
        end = "thankful" if _thanked(signals, 0.0) else words["calm"]
        return Feeling(words["calm"], f"never worse than {words['calm']}", None, end)
    return Feeling(
        _start(track, signals, words),
        _lowest(worst, signals, words),
        worst.t,
        _end(state, worst, last, words),
    )


def in_a_line(value: Feeling) -> str:
    """Return the three parts as one sentence, with the time of the lowest point."""
    if value.lowest_at is None:
        end = "" if value.end == value.start else f", {value.end} at the end"
        return f"{_front(value.start)} throughout{end}"
    return (
        f"{_front(value.start)} at first, {value.lowest} at {clock(value.lowest_at)}, {value.end}"
    )


def _front(text: str) -> str:
    return text[:1].upper() + text[1:]


def _vocabulary(signals: Sequence[Signal]) -> dict[RiskLevel, str]:
    kinds = [signal.kind for signal in signals]
    if "safety" in kinds:
        return _AFRAID
    against = sum(kind in _AGAINST for kind in kinds)
    sad = kinds.count("grief") + kinds.count("mood-sad")
    if ("grief" in kinds or sad > 1) and against <= sad + 1:
        return _SAD
    return _AFRAID if kinds.count("mood-anxious") > against + 1 else _ANGRY


def _start(
    track: Sequence[RiskPoint], signals: Sequence[Signal], words: dict[RiskLevel, str]
) -> str:
    early = [point for point in track if point.t <= OPENING]
    level: RiskLevel = max((point.level for point in early), key=_RANK.__getitem__, default="calm")
    burdened = any(signal.t <= OPENING and signal.kind in _AGAINST for signal in signals)
    if words is _ANGRY and level != "high" and burdened:
        return "polite and tense"
    return words[level]


def _lowest(worst: RiskPoint, signals: Sequence[Signal], words: dict[RiskLevel, str]) -> str:
    heard = [
        signal
        for signal in signals
        if signal.weight > 0
        and worst.t - _AROUND <= signal.t <= worst.t
        and not signal.kind.startswith("mood-")  # the words before the reasons say it already
    ]
    reasons: list[str] = []
    for signal in sorted(heard, key=lambda signal: -signal.weight):
        if signal.reason not in reasons:
            reasons.append(signal.reason)
    if not reasons:
        return words[worst.level]
    return f"{words[worst.level]} ({listed(reasons[:_MOST_REASONS])})"


def _end(state: CallState, worst: RiskPoint, last: RiskPoint, words: dict[RiskLevel, str]) -> str:
    if _RANK[last.level] >= _RANK[worst.level] and last.value > worst.value * 0.6:
        return f"still {words[last.level]} at the end"
    eased = [fact.said_back for fact in state.facts if fact.said_back and fact.said_back > worst.t]
    because = " after hearing it said back" if eased else ""
    thanks = ", with thanks" if _thanked(state.signals, worst.t) else ""
    return f"calmer{because}{thanks}"


def _thanked(signals: Sequence[Signal], since: float) -> bool:
    return any(signal.kind == "thanks" and signal.t >= since for signal in signals)
