"""A whole shift at full speed: what grows in the window and in the listener. Only when named."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

import resources
from tests.bench.figures import Figure

HOURS = 8.0
CALLS, FEWEST = 60, 7
"""Calls in a shift of eight hours, and in the shortest one."""
AFTER = 3
"""Calls until everything is loaded that a shift needs; one of them was handed over as a note."""
ROUND = 3
"""Calls whose median is taken at either end: one in three hands over a note and weighs more."""
SAMPLES = ("charged-twice", "calm-update", "bereavement")


def measure(say: Callable[[str], None], hours: float = HOURS) -> Iterator[Figure]:
    """Run `hours` of call audio through one window, a listener a call, as in a shift."""
    calls = max(FEWEST, round(CALLS * hours / HOURS))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        files = _recordings(home, hours * 3600 / calls)
        told = []
        for line in _shift(home, calls, files):
            told.append(line)
            say(f"call {line['call']} of {calls}, window {line['window_mb']} MB")
    window = [line["window_mb"] for line in told]
    listener = [line["listener_mb"] for line in told]
    within = [line["listener_mb"] - line["listener_first_mb"] for line in told]
    heard = sum(line["seconds"] for line in told) / 3600
    grown = {"window": _growth(window), "listener": _growth(listener)}
    yield Figure(
        "growth_pct", max(grown.values()), "%", 2.0,
        f"memory after the third call → at the end of {calls} calls, {heard:.2f} h of audio",
        f"window {window[AFTER - 1]:.0f} → {window[-1]:.0f} MB ({grown['window']:+.1f} %), "
        f"listener {listener[AFTER - 1]:.0f} → {listener[-1]:.0f} MB "
        f"({grown['listener']:+.1f} %; within a call {statistics.median(within):+.1f} MB)",
    )  # fmt: skip


def _growth(megabytes: list[float]) -> float:
    """Return per cent from the third call on, as medians of `ROUND` calls."""
    first = statistics.median(megabytes[AFTER - 1 : AFTER - 1 + ROUND])
    return (statistics.median(megabytes[-ROUND:]) / first - 1.0) * 100.0


def _shift(home: Path, calls: int, files: list[Path]) -> Iterator[dict[str, Any]]:
    environ = {**os.environ, "HEARBACK_HOME": str(home / "home"), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.bench.soak_window", str(calls), *map(str, files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ, text=True) as window:
        assert window.stdout is not None
        for line in window.stdout:
            yield json.loads(line)
    if window.returncode:
        raise RuntimeError(f"the window ended with {window.returncode}")


def _recordings(home: Path, seconds: float) -> list[Path]:
    """Make calls of that length, each beginning with another sample call."""
    sounds, rates = zip(
        *(
            soundfile.read(resources.path(f"sample_calls/{name}.flac"), dtype="int16")
            for name in SAMPLES
        ),
        strict=True,
    )
    files = []
    for first in range(len(sounds)):
        order = np.concatenate(sounds[first:] + sounds[:first])
        size = round(seconds * rates[first])
        file = home / f"call-{first}.flac"
        soundfile.write(file, np.resize(order, (size, order.shape[1])), rates[first])
        files.append(file)
    return files
