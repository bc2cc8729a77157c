"""The listener of a running window, killed and stopped: noticed, replaced, nothing lost.

How soon it is noticed is counted in looks by tests/ui/test_lifeline.py, and measured by the bench.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from speech.events import CHANNELS
from tests.e2e.window_manager import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

WAIT = 120.0
"""Seconds, generous: nothing here takes a tenth of it on an idle machine."""


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

    def events(self) -> list[dict]:
        """Return what it has heard so far, in order."""
        if not self.stream.exists():
            return []
        lines = self.stream.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def wait_for(self, kind: str, since: int = 0, **fields: object) -> dict:
        """Return the first event of a kind with these fields from event number `since` on."""
        deadline = time.monotonic() + WAIT
        while True:
            for event in self.events()[since:]:
                if event["type"] == kind and fields.items() <= event.items():
                    return event
            assert time.monotonic() < deadline, f"no {kind}"
            assert self.process.poll() is None, "the window is gone"
            time.sleep(0.05)

    def child(self) -> psutil.Process:
        """Return its listener, as soon as there is one."""
        window = psutil.Process(self.process.pid)
        return until(
            lambda: next((one for one in window.children() if "listen" in said_by(one)), None)
        )


def said_by(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


@pytest.fixture
def demo(tmp_path):
    running = Demo(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def test_a_killed_and_a_stopped_listener_are_noticed_and_replaced(demo):
    demo.wait_for("utterance", channel="agent")
    for blow in (signal.SIGKILL, signal.SIGSTOP):
        since = len(demo.events())
        demo.wait_for("level", since, channel="customer")
        old = demo.child()
        since = len(demo.events())
        old.send_signal(blow)
        for channel in CHANNELS:
            demo.wait_for("health", since, state="gone", channel=channel)
        ready = demo.wait_for("ready", since)
        for channel in CHANNELS:
            gap = demo.wait_for("gap", since, channel=channel)
            assert gap["start"] < gap["end"] == ready["t"]
            demo.wait_for("health", since, state="ok", channel=channel)
        assert not old.is_running() or old.status() == psutil.STATUS_ZOMBIE
    demo.wait_for("utterance", since)
    said = [event for event in demo.events() if event["type"] == "utterance"]
    numbers = [(line["channel"], line["id"]) for line in said]
    assert len(numbers) == len(set(numbers))
    levels = [event["t"] for event in demo.events() if event["type"] == "level"]
    assert levels == sorted(levels)
