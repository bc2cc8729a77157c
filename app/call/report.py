"""A call as a timeline for people: what was said, what was noticed, what the window showed."""

from collections.abc import Iterator
from typing import Any

from app.call.effects import (
    CueShown,
    Effect,
    MomentReached,
    ReminderCleared,
    ReminderShown,
    RiskLevelChanged,
)
from app.call.session import Step
from app.call.state import CallState

LATE = 12
"""Lines at the end of the transcript among which a late one may have been put."""


def clock(t: float) -> str:
    """Return seconds as "1:05"."""
    return f"{int(t) // 60}:{int(t) % 60:02d}"


def timeline(before: CallState, step: Step) -> Iterator[str]:
    """Yield the lines that one step adds to the timeline."""
    state = step.state
    seen = {(line.channel, line.id) for line in before.lines[-LATE:]}
    for line in state.lines[-LATE:] if state.lines is not before.lines else ():
        if (line.channel, line.id) in seen:
            continue
        yield f"{clock(line.start):>6}  {line.channel:<8}  {line.text}"
    for signal in state.signals[len(before.signals) :]:
        if signal.channel == "customer":
            yield f"{'':6}  {'':8}  · {signal.reason}"
    for effect in step.effects:
        if said := _said(effect):
            yield f"{clock(state.t):>6}  {said}"


def _said(effect: Effect) -> str | None:
    match effect:
        case CueShown(cue):
            return f"» {cue.text}\n{'':10}because: {cue.reason}"
        case ReminderShown(reminder):
            facts = " · ".join(fact.words for fact in reminder.facts)
            return f"» say back: {facts}\n{'':10}because: {reminder.reason}"
        case ReminderCleared(why="said-back"):
            return "✓ said back"
        case RiskLevelChanged(level=level, before=before):
            return f"{'▲' if _up(before, level) else '▼'} {level}"
        case MomentReached(moment=moment):
            return f"✓ {moment}"
        case _:
            return None


def _up(before: str, level: str) -> bool:
    order = ("calm", "watch", "high")
    return order.index(level) > order.index(before)


def summary(found: dict[str, Any]) -> Iterator[str]:
    """Yield the closing lines of a timeline from the analysis of the call."""
    risk = found["risk"]
    yield ""
    yield (
        f"risk: {risk['worst_level']} at worst, start {risk['start']:.2f}, "
        f"highest {risk['lowest']:.2f}, end {risk['end']:.2f}"
    )
    seen = risk["views"]
    quarters = ", ".join(f"{one:+.1f}" for one in seen["quarters_5"])
    yield (
        f"as others print it: {seen['overall_1']:+.2f} overall, {seen['shift_1']:+.2f} from start "
        f"to end; quarters {quarters} of ±5; {seen['overall_7']}"
    )
    for reason in risk["reasons"]:
        times = ", ".join(clock(t) for t in reason["times"])
        yield f"  {reason['words']} ({times})"
    if facts := [fact["words"] for fact in found["facts"]]:
        yield f"facts: {' · '.join(facts)}"
    if moments := [moment["name"] for moment in found["moments"]]:
        yield f"moments: {', '.join(moments)}"
    yield f"cues: {len(found['cues'])}, reminders: {len(found['reminders'])}"
