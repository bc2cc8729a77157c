"""What the whole application takes of the processor while a call goes on: window and listener."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
import soundfile

import resources
from tests.bench.figures import Figure

RATE = 16_000
SILENCE = 45.0
"""Seconds of recording; `SILENT` of them are measured."""
SILENT, TALK = 30.0, 60.0
SETTLED = 4.0
"""Seconds after `ready` when the start is over: the outbox is loaded last."""
FAINT = 10 ** (-66 / 20)
"""Noise of an open line at −66 dBFS: digital silence would be too easy."""


def measure(say: Callable[[str], None]) -> Iterator[Figure]:
    """Play in real time and count processor seconds, so that a busy machine says the same."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        say(f"{TALK:.0f} s of call in real time")
        call = resources.path("sample_calls/charged-twice.flac")
        window, listener = _cores(call, TALK, home)
        yield Figure("live_cpu_cores", window + listener, "cores", 0.3,
                     "two-channel call in real time, pocketsphinx, window and listener",
                     f"window {window:.3f}, listener {listener:.3f}")  # fmt: skip
        say(f"{SILENT:.0f} s of silence in real time")
        window, listener = _cores(_silence(home), SILENT, home)
        yield Figure("silent_cpu_cores", window + listener, "cores", 0.04,
                     "the same, both sides silent but for faint noise",
                     f"window {window:.3f}, listener {listener:.3f}")  # fmt: skip


def _silence(home: Path) -> Path:
    file = home / "silence.wav"
    noise = np.random.default_rng(1).standard_normal((round(SILENCE * RATE), 2)) * FAINT
    soundfile.write(file, noise, RATE)
    return file


def _cores(call: Path, seconds: float, home: Path) -> tuple[float, float]:
    """Return processor seconds a second of window and listener, from `SETTLED` on."""
    with _demo(call, home) as process:
        window = psutil.Process(process.pid)
        [listener] = [child for child in window.children() if "listen" in child.cmdline()]
        time.sleep(SETTLED)
        began = time.monotonic()
        before = [_seconds(window), _seconds(listener)]
        time.sleep(seconds)
        after = [_seconds(window), _seconds(listener)]
        wall = time.monotonic() - began
    return (after[0] - before[0]) / wall, (after[1] - before[1]) / wall


def _seconds(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


@contextmanager
def _demo(call: Path, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the window without a screen until it listens; end it with the block."""
    out = Path(tempfile.mkdtemp(dir=home))
    trace = out / "trace.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "demo", "--headless", "--no-pictures", "--out", str(out),
         "--trace", str(trace), "--recognizer", "pocketsphinx", "--call", str(call)],
        env={**os.environ, "HEARBACK_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not _listening(trace):
            if process.poll() is not None:
                raise RuntimeError("the window ended before it listened")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def _listening(trace: Path) -> bool:
    lines = trace.read_text().splitlines() if trace.exists() else []
    return any(json.loads(line)["what"] == "listening" for line in lines)
