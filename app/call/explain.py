"""The risk at one moment as arithmetic that a person can follow with a pocket calculator."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from app.call import weights
from app.call.actions import AnyAction
from app.call.clock import clock
from app.call.evidence import Ease, EaseKind, Part, Sum
from app.call.session import CallSession
from app.call.state import Mood, Risk
from app.call.weights import ENTER, FAMILIES, Family
from speech.events import AnyEvent

FAMILY_WORDS: dict[Family, str] = {
    "said": "What the customer says",
    "voice": "How it is said",
    "course": "How the call goes",
}
_SINCE: dict[EaseKind, str] = {
    "utterance": "said since", "calm-utterance": "calm", "settled": "matter-of-fact",
    "less": "less upset", "thanks": "thanks", "glad": "glad",
}  # fmt: skip
_HEADS = ("weight", "mood", "not so", "since", "time", "again")
_WIDE = 42
LEAST = 0.005
"""A share that would be printed as 0.00 is summed up in one line."""


class Moment(msgspec.Struct, frozen=True):
    """The call at one moment."""

    t: float
    risk: Risk
    mood: Mood
    sum: Sum


def moment(
    session: CallSession, recorded: Iterable[AnyEvent | AnyAction], at: float | None
) -> Moment:
    """Return the call as it was `at` seconds, or at its worst; the session is fed up to there."""
    found = Moment(0.0, session.state.risk, session.state.mood, session.explained())
    for event in recorded:
        if at is not None and event.t > at:
            break
        state = session.feed(event).state
        worse = len(state.risk.track) and state.risk.value > found.risk.value
        if at is not None or worse:
            found = Moment(state.t, state.risk, state.mood, session.explained())
    return found


def lines(found: Moment) -> Iterator[str]:
    """Yield the arithmetic, line by line."""
    risk, total = found.risk, found.sum
    yield f"At {clock(found.t)} the risk is {total.value:.2f}, level {risk.level}."
    if found.mood.name:
        yield f"Last read mood: {found.mood.words} ({found.mood.confidence:.2f} sure)."
    missing = f": {', '.join(risk.missing)}" if risk.missing else ""
    yield f"Confidence {risk.confidence:.2f}{missing}."
    yield ""
    if not total.parts:
        yield "Nothing that was noticed counts at this moment."
        return
    heads = " ×".join(f"{head:>6}" for head in _HEADS)
    yield f"{'':5}  {'':{_WIDE}} {heads}  = share"
    for family, words in FAMILY_WORDS.items():
        yield from _family(family, words, total)
    product = " · ".join(f"(1 − {share:.2f})" for share in total.families.values())
    shares = 1.0
    for share in total.families.values():
        shares *= 1 - share
    yield f"Together: 1 − {product} = {1 - shares:.2f}"
    if total.held:
        if total.value < ENTER["watch"]:
            yield (
                f"Held at {total.value:.2f}, just below watch: one utterance sounds upset, and "
                "neither plain words nor another one bears it out."
            )
        else:
            yield (
                f"Held at {total.value:.2f}, just below high: nothing so plain was said, no second "
                "family and no second upset utterance bears it out, or it is grief without anger."
            )
    yield from _level(total.value, risk)


def _family(family: Family, words: str, total: Sum) -> Iterator[str]:
    parts = [part for part in total.parts if FAMILIES.get(part.signal.kind, "said") == family]
    shown = [part for part in parts if part.share >= LEAST]
    share = total.families[family]
    if not shown:
        return
    yield f"{words}: 1 − ∏(1 − share) = {share:.2f}" + (
        f" (the most it may be is {weights.MOST[family]:.2f})"
        if share >= weights.MOST[family]
        else ""
    )
    for part in shown:
        yield _line(part)
        if since := _since(part.eased):
            yield f"{'':7}{'':2}since: {since}"
    if len(shown) < len(parts):
        yield f"{'':7}and {len(parts) - len(shown)} older that hardly count"


def _line(part: Part) -> str:
    signal = part.signal
    words = f"{signal.reason} [{signal.kind}]"
    if len(words) > _WIDE:
        words = f"{words[: _WIDE - 1]}…"
    told = (signal.weight, part.agrees, part.not_so, part.decay, part.faded, part.repeat)
    factors = " ×".join(f"{one:6.2f}" for one in told)
    return f"{clock(signal.t):>5}  {words:{_WIDE}} {factors}  = {part.share:.2f}"


def _since(eased: Iterable[Ease]) -> str:
    """Return what lowered a part: "3 said since, 2 calm, thanks"."""
    count = Counter(ease.kind for ease in eased if ease.factor < 1)
    return ", ".join(
        f"{often} × {_SINCE[kind]}" if often > 1 else f"1 × {_SINCE[kind]}"
        for kind, often in count.items()
    )


def _level(value: float, risk: Risk) -> Iterator[str]:
    enter, leave = weights.ENTER, weights.LEAVE
    yield f"Level: watch from {enter['watch']:.2f} on, high from {enter['high']:.2f} on; down again"
    yield (
        f"after {weights.LEAVE_AFTER:g} s below {leave['watch']:.2f} and {leave['high']:.2f}. "
        f"So at {value:.2f} it is {risk.level}."
    )


def as_json(found: Moment) -> dict[str, Any]:
    """Return the same for scripts; plain values only."""
    total = found.sum
    return {
        "t": round(found.t, 2),
        "value": round(total.value, 4),
        "level": found.risk.level,
        "confidence": found.risk.confidence,
        "missing": list(found.risk.missing),
        "mood": msgspec.to_builtins(found.mood),
        "families": total.families,
        "held": total.held,
        "parts": [
            {
                **msgspec.to_builtins(part),
                "family": FAMILIES.get(part.signal.kind, "said"),
                "share": round(part.share, 4),
            }
            for part in total.parts
        ],
        "enter": weights.ENTER,
        "leave": weights.LEAVE,
    }
