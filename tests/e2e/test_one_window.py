"""One window per user, with real programs: started twice, killed, raced for, opened by a call."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.e2e.window_manager import until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

ROOT = Path(__file__).parents[2]


class User:
    """A user with a home and a runtime folder of their own."""

    def __init__(self, folder: Path) -> None:
        (folder / "rt").mkdir(mode=0o700)
        self.environment = {
            **os.environ,
            "HEARBACK_HOME": str(folder / "home"),
            "XDG_RUNTIME_DIR": str(folder / "rt"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
        }
        self.started: list[subprocess.Popen[str]] = []

    def start(self) -> "subprocess.Popen[str]":
        window = subprocess.Popen(
            [sys.executable, "-m", "app"], env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self.started.append(window)
        return window

    def call(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "app", "call", *words], env=self.environment, text=True,
            capture_output=True, check=False, timeout=120,
        )  # fmt: skip

    def answers(self) -> bool:
        return self.call("status").returncode == 0

    def state(self) -> str:
        """Return the state of the call, as soon as the window says it."""
        done = until(lambda: _well(self.call("status", "--json")))
        return json.loads(done.stdout)["state"]

    def close(self) -> None:
        for window in self.started:
            if window.poll() is None:
                window.terminate()
            window.communicate(timeout=120)


def _well(
    done: "subprocess.CompletedProcess[str]",
) -> "subprocess.CompletedProcess[str] | None":
    return done if done.returncode == 0 else None


@pytest.fixture
def user(tmp_path):
    made = User(tmp_path)
    yield made
    made.close()


def test_a_second_start_finds_the_first_and_leaves(user):
    first = user.start()
    until(user.answers)
    second = user.start()
    said, errors = second.communicate(timeout=120)
    assert (second.returncode, said) == (0, "Hearback is already open.\n")
    assert "Traceback" not in errors
    assert first.poll() is None


def test_a_killed_window_is_not_in_the_way(user):
    first = user.start()
    until(user.answers)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not user.answers()
    again = user.start()
    until(user.answers)
    assert again.poll() is None


def test_of_two_at_once_exactly_one_stays(user):
    one, two = user.start(), user.start()
    until(lambda: one.poll() is not None or two.poll() is not None)
    until(user.answers)
    gone, stays = (one, two) if one.poll() is not None else (two, one)
    assert gone.returncode == 0
    assert stays.poll() is None


def test_a_call_can_open_the_window(user):
    # A window that is busy with opening may answer too late; saying it twice changes nothing.
    # Where there is nothing to hear, the call soon ends by itself: its answer says that it began.
    start = ("start", "--id", "1", "--start-window", "--json")
    begun = until(lambda: _well(user.call(*start)))
    assert json.loads(begun.stdout)["state"] == "active"
    (window,) = [
        process
        for process in psutil.process_iter(["cmdline", "environ"])
        if (process.info["cmdline"] or [])[-1:] == ["window"]
        and (process.info["environ"] or {}).get("HEARBACK_HOME")
        == user.environment["HEARBACK_HOME"]
    ]
    user.call("end", "--id", "1")
    assert user.state() == "idle"
    window.terminate()
    window.wait(timeout=120)
    assert not user.answers()
