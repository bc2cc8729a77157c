"""Fits the weights of what the emotion model adds to the risk, on the tuning half alone.

    python -m tests.bench.fit_risk --emotion-model DIR [--spoil SHARE] [--rounds N]

Walks along one figure of app/call/weights.py after the other, up and down by a sixth, and keeps
what lowers the loss: how far escalating calls stay below `high` (by one utterance after the mark),
calm calls stand above half of `watch`, sad, anxious and confused ones near `high`, and helped ones
stay up; each with a margin, plus a pull back to where it began. It prints the table; a person
rounds it and writes it into weights.py. What words, voice and course weigh is not touched, and
neither are the thresholds: streams without moods keep their risk. Seeded and deterministic.

`--spoil`: share of the turns that get the reading of another turn of their call, because a model
that has learned from the tuning half reads it better than it will read a stranger.
"""

import argparse
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.call import weights
from app.call.session import CallSession
from app.call.signals import SignalKind
from models.emotion import SHIPPED, EmotionModel
from speech.events import AnyEvent, Emotion, Level, Partial
from speech.feeling import CustomerLines, Feeling, Reader
from tests.app.call.talk import QUIET_PACK
from tests.bench.called import Outcome
from tests.bench.calls_readers import Labels, WordCounts
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

    return Knob(f"INTENSITY[{at}]", lambda: weights.INTENSITY[at], write, 1.6)


KNOBS: tuple[Knob, ...] = (
    _weight("mood-angry", 0.6), _weight("mood-frustrated", 0.5), _weight("mood-anxious", 0.15),
    _weight("mood-sad", 0.12), _weight("mood-confused", 0.10), _weight("mood-satisfied"),
    _weight("mood-grateful"), _weight("echo", 0.25), _again("mood-angry"),
    _again("mood-frustrated"), _intensity(1), _intensity(3), _figure("AGREES"), _figure("UNSURE"),
    _figure("SETTLED"), _figure("LESS"), _figure("UPSET_COUNTS", 0.25),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A call with its readings made once."""

    call: WholeCall
    events: list[AnyEvent] = field(repr=False)


def heard(call: WholeCall, reader: Reader, spoil: float, chance: random.Random) -> Heard:
    """Return what the core is given: no partials, and levels once a second are enough."""
    lines, feeling = CustomerLines(), Feeling(reader)
    events: list[AnyEvent] = []
    for event in rendered(call, moods=True):
        if isinstance(event, Partial) or (isinstance(event, Level) and event.t % 1 > 0.01):
            continue
        events.append(event)
        line = lines.feed(event)
        if line is not None:
            events.append(feeling.feed(line))
    return Heard(call, _spoiled(events, spoil, chance))


def _spoiled(events: list[AnyEvent], share: float, chance: random.Random) -> list[AnyEvent]:
    read = [one for one in events if isinstance(one, Emotion)]
    changed: dict[int, Emotion] = {}
    for one in read:
        if chance.random() < share:
            other = chance.choice(read)
            changed[one.utterance] = Emotion(
                t=one.t, utterance=one.utterance, scores={}, valence=other.valence,
                moods=other.moods, intensity=other.intensity,
            )  # fmt: skip
    return [changed.get(one.utterance, one) if isinstance(one, Emotion) else one for one in events]


def loss(calls: Sequence[Heard]) -> float:
    """Return how far the calls are from where they should be, per call."""
    return sum(_loss(one) for one in calls) / len(calls)


def _loss(one: Heard) -> float:
    session = CallSession(QUIET_PACK)
    for event in one.events:
        session.feed(event)
    call = one.call
    outcome = Outcome(call, placed(call), session.state)
    highest = max((point.value for point in outcome.track), default=0.0)
    found = 0.0
    if call.kind == "escalates":
        by = max((point.value for point in outcome.track if point.t <= outcome.deadline), default=0)
        found += 2 * max(0.0, HIGH - by)
        if call.helped is not None and outcome.came_down is not None:
            later = [at for at in call.customer if at > (call.helped or 0)]
            was = outcome.at(outcome.turns[call.helped].end).value
            now = outcome.at(outcome.turns[later[2]].final + 0.05).value
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
    parser.add_argument("--reader", choices=("model", "tfidf", "labels"), default="model")
    parser.add_argument("--spoil", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--rounds", type=int, default=4, metavar="N")
    args = parser.parse_args(argv)
    chance = random.Random(4)
    readers: dict[str, Callable[[WholeCall], Reader]] = {"labels": Labels}
    if args.reader == "model":
        model = EmotionModel.load(args.emotion_model)
        readers["model"] = lambda _: model
    if args.reader == "tfidf":
        counts = WordCounts()
        readers["tfidf"] = lambda _: counts
    calls = [
        heard(call, readers[args.reader](call), args.spoil, chance)
        for call in load()
        if call.part == "tuning"
    ]
    found = fit(calls, args.rounds, lambda told: sys.stderr.write(f"{told}\n"))
    sys.stdout.writelines(f"{name:28} {value:g}\n" for name, value in found.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
