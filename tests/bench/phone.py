"""The softphone's side: how long `hearback call` takes, all of it, to reach an open window."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from tests.bench.figures import Figure, percentile

TIMES = 20
OPEN_SECONDS = 30.0
CALL = (sys.executable, "-m", "app", "call", "status")
BARE = (sys.executable, "-c", "pass")


def measure(say: Callable[[str], None]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="hb-") as folder:
        environment = {
            **os.environ,
            "HEARBACK_HOME": folder,
            "XDG_RUNTIME_DIR": folder,
            "QT_QPA_PLATFORM": "offscreen",
        }
        say("opening a window")
        window = subprocess.Popen([sys.executable, "-m", "app"], env=environment)
        try:
            until = time.monotonic() + OPEN_SECONDS
            while _ran(CALL, environment)[1] != 0:
                if time.monotonic() > until:
                    raise RuntimeError("the window did not open")
            say("telling it of calls")
            taken = [_ran(CALL, environment)[0] for _ in range(TIMES)]
            bare = [_ran(BARE, environment)[0] for _ in range(TIMES)]
        finally:
            window.terminate()
            window.wait()
    yield Figure(
        "call_ms", percentile(taken, 0.95), "ms", 150, "hearback call, to the window and back, p95",
        f"Python alone: {percentile(bare, 0.95):.0f} ms",
    )  # fmt: skip


def _ran(command: tuple[str, ...], environment: dict[str, str]) -> tuple[float, int]:
    """Return the milliseconds that a command took, and its exit status."""
    before = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return (time.perf_counter() - before) * 1000, done.returncode
