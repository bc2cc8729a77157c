"""Matching phrase packs: what thousands of triggers cost against one utterance."""

import random
import time
from collections.abc import Callable, Iterator

from app.cues.match import Matcher, Trigger
from app.cues.words import stems
from speech.events import Utterance
from tests.bench.figures import Figure, percentile

UTTERANCE = (
    "i was charged twice on tuesday and you promised to call me back yesterday and nobody called "
    "me back so now i want a refund and i want to talk to your manager please"
)
TIMES = 200
VOCABULARY = 1_000
"""Words that triggers are made of, besides those of the utterance."""


def measure(say: Callable[[str], None]) -> Iterator[Figure]:
    say("5,000 triggers")
    few = _match_ms(5_000)
    say("50,000 triggers")
    many = _match_ms(50_000)
    yield Figure("match_5000_ms", few, "ms", 2.0,
                 "5,000 triggers against one utterance of 34 words, p95")  # fmt: skip
    yield Figure("match_50000_ms", many, "ms", 2.0,
                 "ten times as many, in the same budget", f"5,000: {few:.3f} ms")  # fmt: skip


def _match_ms(count: int) -> float:
    rng = random.Random(1)
    words = [f"w{number}" for number in range(VOCABULARY)] + UTTERANCE.split()
    matcher = Matcher(
        ("customer", Trigger(owner, stems(" ".join(rng.sample(words, rng.randint(2, 4))))))
        for owner in range(count)
    )
    heard = UTTERANCE.split()
    taken = []
    for number in range(TIMES):
        rng.shuffle(heard)
        event = Utterance(
            t=1.0, channel="customer", id=number, start=0.0, end=1.0, text=" ".join(heard)
        )
        before = time.perf_counter()
        matcher.hear(event)
        taken.append((time.perf_counter() - before) * 1000)
    return percentile(taken, 0.95)
