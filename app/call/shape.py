"""A whole call in a few figures: Hearback's own, and the views that others in the field print.

Field views are for comparing with other products and are never shown during a call. They are all
made from one sentiment s, −1 (bad) … 1 (good): minus the mean risk of a span, and where the
emotion model read satisfied or grateful utterances in it, plus their mean valence, scaled to what
the risk left. Without an emotion model a call can only be bad or even, never good.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from app.call.state import Mood, RiskLevel, RiskPoint

START = 20.0
"""Seconds that count as the start, at least; else the first tenth."""
GLAD = frozenset({"satisfied", "grateful"})

SevenLevel = Literal[
    "very negative", "negative", "slightly negative", "neutral",
    "slightly positive", "positive", "very positive",
]  # fmt: skip
SEVEN: tuple[tuple[float, SevenLevel], ...] = (
    (-0.65, "very negative"), (-0.35, "negative"), (-0.10, "slightly negative"),
    (0.10, "neutral"), (0.35, "slightly positive"), (0.65, "positive"), (1.01, "very positive"),
)  # fmt: skip
"""A sentiment below the figure has the name beside it; symmetric around zero."""

_ORDER: tuple[RiskLevel, ...] = ("calm", "watch", "high")


class Shape(msgspec.Struct, frozen=True):
    """What supervisors ask of a whole call. All 0…1, where 1 is the worst."""

    overall: float
    """Mean over time."""
    start: float
    """Mean of the first tenth, at least `START` seconds."""
    lowest: float
    """The worst moment of the mood, which is the highest value of the risk."""
    lowest_at: float | None
    """None while the risk never moved."""
    end: float
    worst_level: RiskLevel


class Views(msgspec.Struct, frozen=True):
    """The same call on the scales of the field; higher is better on each."""

    quarters_5: tuple[float, float, float, float]
    """Sentiment of each quarter of the call's time, −5…5."""
    overall_5: float
    overall_1: float
    """Sentiment of the whole call, −1…1; so are the next four."""
    start_1: float
    end_1: float
    shift_1: float
    """End less start, −2…2: above zero, the call made it better."""
    lowest_1: float
    """At the worst moment: minus the highest risk."""
    overall_7: SevenLevel
    end_7: SevenLevel


def shape(track: Sequence[RiskPoint], seconds: float) -> Shape:
    """Sum up a call of `seconds` from its track."""
    if not track:
        return Shape(0.0, 0.0, 0.0, None, 0.0, "calm")
    worst = max(track, key=lambda point: point.value)
    return Shape(
        overall=round(mean(track, 0.0, seconds), 3),
        start=round(mean(track, 0.0, max(START, seconds / 10)), 3),
        lowest=worst.value,
        lowest_at=worst.t,
        end=track[-1].value,
        worst_level=max((point.level for point in track), key=_ORDER.index),
    )


def views(track: Sequence[RiskPoint], moods: Sequence[Mood], seconds: float) -> Views:
    """Return the field's views of a call of `seconds`."""
    edge = min(max(START, seconds / 10), seconds)
    quarter = seconds / 4
    first, second, third, fourth = (
        round(5 * sentiment(track, moods, quarter * at, quarter * (at + 1)), 2) for at in range(4)
    )
    overall = sentiment(track, moods, 0.0, seconds)
    start = sentiment(track, moods, 0.0, edge)
    end = sentiment(track, moods, seconds - edge, seconds)
    return Views(
        quarters_5=(first, second, third, fourth),
        overall_5=round(5 * overall, 2),
        overall_1=round(overall, 3),
        start_1=round(start, 3),
        end_1=round(end, 3),
        shift_1=round(end - start, 3),
        lowest_1=round(-max((point.value for point in track), default=0.0), 3) + 0.0,
        overall_7=seven(overall),
        end_7=seven(end),
    )


def seven(sentiment: float) -> SevenLevel:
    """Return the name of a sentiment −1…1."""
    return next(name for below, name in SEVEN if sentiment < below)


def sentiment(track: Sequence[RiskPoint], moods: Sequence[Mood], start: float, end: float) -> float:
    """Return −1…1 for the stretch from `start` to `end` seconds."""
    risk = mean(track, start, end)
    glad = [mood.valence for mood in moods if mood.name in GLAD and start <= mood.t <= end]
    lift = max(0.0, sum(glad) / len(glad)) if glad else 0.0
    return min(max(lift * (1 - risk) - risk, -1.0), 1.0) + 0.0


def mean(track: Sequence[RiskPoint], start: float, end: float) -> float:
    """Return the mean of the value from `start` to `end`; before the first point it is zero."""
    area, value, at = 0.0, 0.0, start
    for point in track:
        if point.t > start:
            upto = min(point.t, end)
            area += value * max(0.0, upto - at)
            at = max(at, upto)
        value = point.value if point.t < end else value
    area += value * max(0.0, end - at)
    return area / (end - start) if end > start else value
