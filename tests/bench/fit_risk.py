"""Fits the weights of what the emotion model adds to the risk, on the tuning half alone.

    python -m tests.bench.fit_risk [--emotion-model DIR] [--rounds N]

The model has not learned from these calls: what it says of their turns has the errors and the
doubts that it has of strangers.

It walks along one figure of app/call/weights.py after the other, up and down by a sixth, and keeps
what lowers the loss: how far escalating calls stay below `high` (by one utterance after the mark),
calm calls stand above three quarters of `watch`, sad, anxious, confused and grumbling ones near
`high`, and helped ones stay up; each with a margin, plus a pull back to where it began. It prints
the table; a person rounds it and writes it into weights.py. What words, voice and course weigh is
not touched, and neither are the thresholds: streams without moods keep their risk.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.call import weights
from app.call.draft import Draft
from app.call.language import english
from app.call.markers import Markers
from app.call.moods import Moods
from app.call.repetition import Repetition
from app.call.risk import RiskMeter
from app.call.signals import Signal, SignalKind
from app.call.state import CallState
from app.call.transcript import Transcript
from app.call.turns import Turns
from app.call.voice import Voice
from models.emotion import SHIPPED, EmotionModel
from speech.events import AnyEvent, Level, Partial
from speech.feeling import CustomerLines, Feeling, Reader
from tests.bench.called import GRACE, Outcome
from tests.bench.whole_calls import WholeCall, load, placed, rendered

STEP = 7 / 6
HIGH, WATCH, CARE, DOWN = 0.62, 0.24, 0.46, 0.55
"""Where the loss wants escalating, calm, troubled and (as a share) helped calls to be."""
PULL = 0.02
"""Loss of a figure that stands twice as high, or half as high, as at the beginning."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One figure that is fitted."""

    name: str
    read: Callable[[], float]
    write: Callable[[float], None]
    most: float = 0.95


def _weight(kind: SignalKind, most: float = 0.95) -> Knob:
    def write(value: float) -> None:
        weights.WEIGHTS[kind] = value

    return Knob(f"WEIGHTS[{kind}]", lambda: weights.WEIGHTS[kind], write, most)


def _again(kind: SignalKind) -> Knob:
    def write(value: float) -> None:
        weights.REPEATS[kind] = value

    return Knob(f"REPEATS[{kind}]", lambda: weights.REPEATS[kind], write)


def _figure(name: str, most: float = 0.98) -> Knob:
    return Knob(name, lambda: getattr(weights, name), lambda v: setattr(weights, name, v), most)


def _intensity(at: int) -> Knob:
    def write(value: float) -> None:
        table = list(weights.INTENSITY)
        table[at] = value
        weights.INTENSITY = (table[0], table[1], table[2], table[3])

    return Knob(f"INTENSITY[{at}]", lambda: weights.INTENSITY[at], write, 1.7)


KNOBS: tuple[Knob, ...] = (
    _weight("mood-angry", 0.75), _weight("mood-frustrated", 0.6), _weight("mood-anxious", 0.15),
    _weight("mood-sad", 0.12), _weight("mood-confused", 0.10), _weight("mood-satisfied"),
    _weight("mood-grateful"), _weight("echo", 0.25), _again("mood-angry"),
    _again("mood-frustrated"), _intensity(1), _intensity(3), _figure("AGREES"), _figure("UNSURE"),
    _figure("SETTLED"), _figure("LESS"), _figure("UPSET_COUNTS", 0.25), _figure("SURE", 0.9),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A call with what never changes made once: its events, their signals but those of moods."""

    call: WholeCall
    steps: list[tuple[AnyEvent, tuple[Signal, ...]]] = field(repr=False)


def heard(call: WholeCall, reader: Reader) -> Heard:
    """Return what the risk is given: no partials, and a level every two seconds is enough."""
    lines, feeling, language = CustomerLines(), Feeling(reader), english()
    others = (Transcript(), Markers(language), Repetition(language), Voice(), Turns(language))
    state = CallState()
    steps: list[tuple[AnyEvent, tuple[Signal, ...]]] = []
    for event in rendered(call, moods=True):
        draft = Draft(event, state)
        for reducer in others:
            reducer.feed(draft)
        state = draft.state
        idle = isinstance(event, Partial) or (isinstance(event, Level) and event.t % 2 > 0.01)
        if draft.signals or not idle:
            steps.append((event, tuple(draft.signals)))
        line = None if isinstance(event, Partial) else lines.feed(event)
        if line is not None:
            steps.append((feeling.feed(line), ()))
    return Heard(call, steps)


def risk(one: Heard) -> CallState:
    """Return the end of the call with the weights as they are now."""
    transcript, moods, meter = Transcript(), Moods(), RiskMeter()
    state = CallState()
    for event, signals in one.steps:
        draft = Draft(event, state)
        transcript.feed(draft)
        draft.signals += signals
        moods.feed(draft)
        meter.feed(draft)
        state = draft.state
    return state


def loss(calls: Sequence[Heard]) -> float:
    """Return how far the calls are from where they should be, per call."""
    return sum(_loss(one) for one in calls) / len(calls)


def _loss(one: Heard) -> float:
    call = one.call
    outcome = Outcome(call, placed(call), risk(one))
    highest = max((point.value for point in outcome.track), default=0.0)
    found = 0.0
    if call.kind == "escalates":
        by = max((point.value for point in outcome.track if point.t <= outcome.deadline), default=0)
        found += 2 * max(0.0, HIGH - by)
        if call.helped is not None and outcome.came_down is not None:
            later = [at for at in call.customer if at > (call.helped or 0)]
            was = outcome.at(outcome.turns[call.helped].end).value
            now = outcome.at(outcome.turns[later[2]].final + GRACE).value
            found += 0.5 * max(0.0, now / was - DOWN)
    elif call.kind == "calm":
        found += 4 * max(0.0, highest - WATCH)
    else:
        found += 2 * max(0.0, highest - CARE)
    return found


def fit(calls: Sequence[Heard], rounds: int, say: Callable[[str], object]) -> Mapping[str, float]:
    """Walk until nothing helps, at most `rounds` times around; returns the figures."""
    began = {knob.name: knob.read() for knob in KNOBS}

    def whole() -> float:
        pulled = sum(abs(_doublings(knob.read(), began[knob.name])) for knob in KNOBS)
        return loss(calls) + PULL * pulled / len(calls) * 10

    best = whole()
    say(f"begins at {best:.4f}")
    for turn in range(rounds):
        before = best
        for knob in KNOBS:
            for factor in (STEP, 1 / STEP):
                was = knob.read()
                sign = -1.0 if was < 0 else 1.0
                knob.write(sign * min(abs(was) * factor, knob.most))
                now = whole()
                if now < best - 1e-6:
                    best = now
                    break
                knob.write(was)
        say(f"round {turn + 1}: {best:.4f}")
        if before - best < 1e-4:
            break
    return {knob.name: round(knob.read(), 3) for knob in KNOBS}


def _doublings(now: float, began: float) -> float:
    return abs(now / began - 1) if abs(now) > abs(began) else abs(began / now - 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Fit and print. Test calls are never looked at."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.fit_risk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--emotion-model", type=Path, default=SHIPPED, metavar="DIR")
    parser.add_argument("--rounds", type=int, default=4, metavar="N")
    args = parser.parse_args(argv)
    reader = EmotionModel.load(args.emotion_model)
    calls = [heard(call, reader) for call in load() if call.part == "tuning"]
    found = fit(calls, args.rounds, lambda told: sys.stderr.write(f"{told}\n"))
    sys.stdout.writelines(f"{name:28} {value:g}\n" for name, value in found.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
