"""The note: what hang-up costs after an hour of talk."""

import json
import time
from collections.abc import Callable, Iterator

import resources
from app.call.session import CallSession
from app.cues.pack import load_pack
from app.note.compose import compose
from speech.events import End, Level, Utterance, Word
from tests.bench.figures import Figure, percentile

HOUR = 3600.0
TIMES = 20


def measure(say: Callable[[str], None]) -> Iterator[Figure]:
    say("an hour of talk")
    session = CallSession(load_pack(resources.path("packs/default")))
    lines = json.loads(resources.path("sample_calls/charged-twice.json").read_text())["lines"]
    fed, number, shift = 0, 0, 0.0
    before = time.perf_counter()
    while shift < HOUR:
        for line in lines:
            number += 1
            start, end = line["start"] + shift, line["end"] + shift
            said = line["text"].lower().split()
            step = (end - start) / len(said)
            words = tuple(
                Word(word.strip(".,?"), start + at * step, start + (at + 1) * step, 0.9)
                for at, word in enumerate(said)
            )
            for tick in range(int((end - start) * 10)):
                session.feed(Level(t=start + tick / 10, channel=line["channel"], dbfs=-20.0))
                fed += 1
            session.feed(
                Utterance(t=end, channel=line["channel"], id=number, start=start, end=end,
                          text=" ".join(word.text for word in words), words=words)
            )  # fmt: skip
            fed += 1
        shift += lines[-1]["end"] + 1.0
    feeding = time.perf_counter() - before
    say("hang-up")
    taken = []
    for _ in range(TIMES):
        before = time.perf_counter()
        state = session.feed(End(t=shift, reason="file")).state
        compose(state, note_id="bench", created="2026-01-01T09:00:00+00:00")
        taken.append((time.perf_counter() - before) * 1000)
    yield Figure("draft_ms", percentile(taken, 0.95), "ms", 100,
                 f"hang-up → note draft after {shift / 60:.0f} minutes of call, p95",
                 f"feeding its {fed} events: {feeding:.2f} s")  # fmt: skip
