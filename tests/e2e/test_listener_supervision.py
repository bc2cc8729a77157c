"""The listener of a running window, killed and stopped: noticed, replaced, nothing lost."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.e2e

WAIT = 60.0
"""Seconds, generous: nothing here takes a tenth of it on an idle machine."""
NOTICED = 2.0
"""Seconds from a hang to the window's saying so."""
BUSY = 1.0
"""Seconds that a busy test machine may add."""


class Demo:
    """The window on a sample call in real time, and its stream of events as it grows."""

    def __init__(self, tmp_path: Path) -> None:
        self.stream = tmp_path / "out" / "events.jsonl"
        environ = {
            **os.environ,
            "HEARBACK_HOME": str(tmp_path / "home"),
            "QT_QPA_PLATFORM": "offscreen",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "demo", "--headless", "--no-pictures",
             "--out", str(self.stream.parent), "--recognizer", "pocketsphinx"],
            env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def events(self, kind: str, **fields: object) -> list[dict]:
        if not self.stream.exists():
            return []
        found = [json.loads(line) for line in self.stream.read_text().splitlines(True)
                 if line.endswith("\n")]  # fmt: skip
        return [e for e in found if e["type"] == kind and fields.items() <= e.items()]

    def wait_for(self, count: int, kind: str, **fields: object) -> list[dict]:
        deadline = time.monotonic() + WAIT
        while len(found := self.events(kind, **fields)) < count:
            assert time.monotonic() < deadline, f"no {kind}"
            assert self.process.poll() is None, "the window is gone"
            time.sleep(0.05)
        return found

    def child(self) -> psutil.Process:
        [child] = [
            one for one in psutil.Process(self.process.pid).children() if "listen" in one.cmdline()
        ]
        return child


@pytest.fixture
def demo(tmp_path):
    running = Demo(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def test_a_killed_and_a_stopped_listener_are_noticed_and_replaced(demo):
    demo.wait_for(1, "utterance", channel="agent")
    for blow, number in ((signal.SIGKILL, 1), (signal.SIGSTOP, 2)):
        demo.wait_for(10 * number, "level", channel="customer")
        old = demo.child()
        struck = time.monotonic()
        old.send_signal(blow)
        gone = demo.wait_for(2 * number, "health", state="gone")[-1]
        assert gone["mono"] - struck <= NOTICED + BUSY
        ready = demo.wait_for(number + 1, "ready")[-1]
        gaps = demo.wait_for(2 * number, "gap")[-2:]
        assert {gap["channel"] for gap in gaps} == {"customer", "agent"}
        assert all(gap["start"] < gap["end"] == ready["t"] for gap in gaps)
        assert not old.is_running() or old.status() == psutil.STATUS_ZOMBIE
        demo.wait_for(2 * number + 2, "health", state="ok")
    said = demo.wait_for(2, "utterance")
    numbers = [(line["channel"], line["id"]) for line in said]
    assert len(numbers) == len(set(numbers))
    starts = [level["t"] for level in demo.events("level")]
    assert starts == sorted(starts)
