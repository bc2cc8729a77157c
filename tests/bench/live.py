"""The live path: start, listening, cost of the listener, cue latency, memory."""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import resources
from speech.events import (
    AnyEvent,
    BrokenEventError,
    Event,
    Level,
    Partial,
    Utterance,
    decode,
)
from tests.bench.figures import Figure, percentile

CALLS = ("charged-twice", "bereavement")
STARTS = 5
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ran:
    started: float
    wall: float
    cpu: float
    out: bytes


def run(*command: str, home: Path) -> Ran:
    """Run a child to its end; `cpu` is its user and system time in seconds."""
    environ = {**os.environ, "HEARBACK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command], stdout=subprocess.PIPE, env=environ, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(started, time.monotonic() - started, cpu, done.stdout)


def measure(say: Say) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        yield from _start(say, home)
        yield from _listener(say, home)
        yield from _cues(say, home)


def _demo(home: Path, *options: str) -> tuple[Ran, list[dict[str, Any]], Path]:
    out = Path(tempfile.mkdtemp(dir=home))
    trace = out / "trace.jsonl"
    ran = run("-m", "app", "demo", "--headless", "--out", str(out), "--trace", str(trace),
              "--recognizer", "pocketsphinx", *options, home=home)  # fmt: skip
    return ran, [json.loads(line) for line in trace.read_text().splitlines()], out


def _when(trace: list[dict[str, Any]], what: str) -> float:
    return float(next(row["mono"] for row in trace if row["what"] == what))


def _start(say: Say, home: Path) -> Iterator[Figure]:
    say("bare window")
    bare = []
    for _ in range(STARTS):
        ran = run("-m", "tests.bench.bare_window", home=home)
        bare.append((json.loads(ran.out)["mono"] - ran.started) * 1000)
    say("start to window and to listening")
    shown, heard = [], []
    for _ in range(STARTS):
        ran, trace, _out = _demo(home, "--call", "calm-update", "--speed", "max", "--no-pictures")
        shown.append((_when(trace, "window") - ran.started) * 1000)
        heard.append((_when(trace, "listening") - ran.started) * 1000)
    beside = f"bare PySide6 window: {statistics.median(bare):.0f} ms"
    yield Figure("window_ms", statistics.median(shown), "ms", 1000,
                 "start → window painted, median of 5", beside)  # fmt: skip
    yield Figure("listening_ms", statistics.median(heard), "ms", 3000,
                 "start → recognizer ready, median of 5", beside)  # fmt: skip


def _listener(say: Say, home: Path) -> Iterator[Figure]:
    cpu, bare_cpu, wall, bare_wall, length = 0.0, 0.0, 0.0, 0.0, 0.0
    for name in (*CALLS, "calm-update"):
        call = str(resources.path(f"sample_calls/{name}.flac"))
        say(f"bare pocketsphinx on {name}")
        bare = run("-m", "tests.bench.bare_recognizer", call, home=home)
        say(f"listener on {name}")
        ours = run("-m", "app", "listen", "--file", call, "--speed", "max",
                   "--recognizer", "pocketsphinx", home=home)  # fmt: skip
        cpu, bare_cpu = cpu + ours.cpu, bare_cpu + bare.cpu
        wall, bare_wall = wall + ours.wall, bare_wall + bare.wall
        length += json.loads(resources.path(f"sample_calls/{name}.json").read_text())["duration"]
    yield Figure("listener_cpu_ratio", cpu / bare_cpu, "×", 1.10,
                 "CPU of the listener over bare pocketsphinx fed both channels whole",
                 f"{cpu:.1f} s against {bare_cpu:.1f} s for {length:.0f} s of call")  # fmt: skip
    yield Figure("rtf_max", cpu / length, "× real time", 0.15,
                 "whole listener, two channels, --speed max, start included: processor seconds, "
                 "which is its time on an idle machine, for it keeps one core busy",
                 f"by the clock of this machine {wall / length:.3f}; bare pocketsphinx "
                 f"{bare_cpu / length:.3f}, by the clock {bare_wall / length:.3f}")  # fmt: skip


def _cues(say: Say, home: Path) -> Iterator[Figure]:
    over, own, memory = [], [], []
    for name in CALLS:
        say(f"{name} in real time")
        _ran, trace, out = _demo(home, "--call", name, "--speed", "1", "--no-pictures")
        for latency, recognizer in _latencies(trace, out / "events.jsonl"):
            over.append(max(0.0, latency - recognizer) * 1000)
            own.append(recognizer * 1000)
        memory.append(max(row["rss_mb"] for row in trace if row["what"] == "memory"))
    bare = json.loads(run("-m", "tests.bench.bare_window", home=home).out)["rss_mb"]
    yield Figure("cue_latency_p95_ms", percentile(over, 0.95), "ms", 300,
                 f"trigger's end in the audio → painted, over the recognizer ({len(over)} cues)",
                 f"recognizer's own delay, median: {statistics.median(own):.0f} ms")  # fmt: skip
    yield Figure("window_memory_mb", max(memory), "MB", 130, "window process, end of a call",
                 f"bare PySide6 window: {bare:.0f} MB")  # fmt: skip


def _latencies(trace: list[dict[str, Any]], events: Path) -> Iterator[tuple[float, float]]:
    """Yield (trigger end → painted, trigger end → first partial that held it) in seconds.

    Only cues that words fired and that pacing did not hold back on purpose (agent speaking, gap
    between cues). The trigger's last word is found in the final hypothesis by its place; `mono − t`
    of the least late level event is where the audio began.
    """
    stream = [event for line in events.read_bytes().splitlines() if (event := _event(line))]
    begun = min(event.mono - event.t for event in stream if isinstance(event, Level))
    finals = {(e.channel, e.id): e for e in stream if isinstance(e, Utterance)}
    for row in trace:
        if row["what"] != "cue" or row["trigger_word"] is None or row["t"] > row["noticed"]:
            continue
        place, final = row["trigger_word"], finals[row["channel"], row["utterance"]]
        if place >= len(final.words):
            continue
        end = begun + final.words[place].end
        first = next((e.mono for e in stream if _holds(e, final, place)), final.mono)
        yield row["mono"] - end, first - end


def _holds(event: Event, final: Utterance, place: int) -> bool:
    """Whether this partial of the utterance has the final's words up to the one at `place`.

    The last two are compared: a partial of the same length may still hold other words.
    """
    if not isinstance(event, Partial):
        return False
    said, sure = event.text.split(), [word.text for word in final.words]
    return (event.channel, event.utterance) == (final.channel, final.id) and (
        said[max(0, place - 1) : place + 1] == sure[max(0, place - 1) : place + 1]
    )


def _event(line: bytes) -> AnyEvent | None:
    try:
        return decode(line)
    except BrokenEventError:
        return None  # a click: actions are in the same stream
