"""What the emotion model costs: megabytes on disk and in memory, milliseconds an utterance."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.emotion import EmotionModel
from models.emotion_files import TOKENIZER
from models.emotion_text import Encoder
from tests.bench.figures import Figure, percentile

MB = 1e6
WARM_UP, ROUNDS, TIMED = 30, 5, 200
TOKENS = 20
BEFORE = "i called you on monday about my order and nobody could tell me where it is"
LINE = "i have been waiting for three weeks now and nobody in your company can tell me where it is"


def measure(model: EmotionModel, folder: Path) -> Iterator[Figure]:
    size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
    yield Figure("emotion_mb", size / MB, "MB", 16, "all files of the model's folder")
    line = of_tokens(folder, TOKENS)
    cpu, wall = timed(model, line)
    with_before, _ = timed(model, line, [BEFORE, BEFORE])
    yield Figure("emotion_p95_ms", cpu, "ms", 2,
                 f"one utterance of {TOKENS} tokens, text in, reading out, one thread: processor "
                 f"time, which is its time on an idle machine, p95 of {TIMED}, the calmest of "
                 f"{ROUNDS} rounds",
                 f"by the clock of this machine {wall:.2f} ms; with two earlier utterances "
                 f"{with_before:.2f} ms")  # fmt: skip
    bare, loaded = memory(folder)
    yield Figure("emotion_memory_mb", loaded - bare, "MB", 80,
                 "resident memory of a process with the model, after 200 readings, over one "
                 "without it and what runs it",
                 f"without {bare:.0f} MB, with {loaded:.0f} MB")  # fmt: skip


def of_tokens(folder: Path, count: int) -> str:
    """Return a line that becomes at least so many tokens, with the special ones."""
    encoder = Encoder((folder / TOKENIZER).read_bytes(), max_tokens=64)
    words = LINE.split()
    lines = [" ".join(words[:n]) for n in range(1, len(words) + 1)]
    return next(line for line in lines if len(encoder.encode(line)) >= count)


def timed(model: EmotionModel, line: str, before: Sequence[str] = ()) -> tuple[float, float]:
    """Return p95 of this thread's processor time and of the clock, in milliseconds.

    Of several rounds the calmest: what else runs here takes caches and slows both down.
    """
    wall, cpu = [], []
    for number in range(ROUNDS * TIMED + WARM_UP):
        begun, spent = time.perf_counter(), time.thread_time()
        model.read(line, before)
        if number >= WARM_UP:
            wall.append(1000 * (time.perf_counter() - begun))
            cpu.append(1000 * (time.thread_time() - spent))
    return _calmest(cpu), _calmest(wall)


def _calmest(times: Sequence[float]) -> float:
    return min(percentile(times[at : at + TIMED], 0.95) for at in range(0, len(times), TIMED))


def memory(folder: Path) -> tuple[float, float]:
    """Return the resident megabytes of a child without the model, and of one that uses it."""
    command = [sys.executable, "-m", "tests.bench.models_memory"]
    found = [
        json.loads(subprocess.run([*command, *more], check=True, capture_output=True).stdout)
        for more in ([], [str(folder)])
    ]
    return found[0], found[1]
