"""A kill at the worst moment: of the listener, and of the window itself."""

import contextlib
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from app.folders import Folders
from app.outbox.desk import Desk
from app.settings import Settings
from tests.e2e.test_overlay_focus import traced
from tests.e2e.window_manager import WAIT, desktop, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

DEMO = (sys.executable, "-m", "app", "demo", "--recognizer", "pocketsphinx", "--speed", "2")


@pytest.fixture
def screen(tmp_path):
    with desktop(tmp_path / "home") as made:
        yield made


def demo_folders(home: Path) -> Folders:
    found = Folders.find({"HEARBACK_HOME": str(home)})
    return Folders(found.settings_file, found.data / "demo", found.cache / "demo", found.logs)


def drafts(home: Path) -> tuple:
    with Desk.open(demo_folders(home), Settings()) as desk:
        return desk.drafts()


def listener_of(pid: int) -> psutil.Process | None:
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "listen" in child.cmdline():
                return child
    return None


def test_killing_the_listener_leaves_the_window_and_the_call_goes_on(screen, tmp_path):
    trace = tmp_path / "trace"
    window = screen.start(*DEMO, "--trace", str(trace))
    try:
        until(lambda: traced(trace, "listening"))
        first = until(lambda: listener_of(window.pid))
        before = len(traced(trace, "listening"))
        os.kill(first.pid, signal.SIGKILL)
        until(lambda: len(traced(trace, "listening")) > before)
        assert until(lambda: listener_of(window.pid)).pid != first.pid
        one, *_, two = traced(trace, "listening")
        assert two["t"] > one["t"]
        until(lambda: traced(trace, "cue"))
        assert window.poll() is None
    finally:
        window.terminate()
        _, errors = window.communicate(timeout=WAIT)
    assert "Traceback" not in errors


def test_killing_the_window_ends_its_listener_and_keeps_the_draft(screen, tmp_path):
    trace, home = tmp_path / "trace", tmp_path / "home"
    window = screen.start(*DEMO, "--trace", str(trace))
    try:
        until(lambda: traced(trace, "cue"))
        until(lambda: drafts(home))
        ears = until(lambda: listener_of(window.pid))
        window.kill()
        until(lambda: not ears.is_running() or ears.status() == psutil.STATUS_ZOMBIE)
    finally:
        window.kill()
        window.communicate(timeout=WAIT)
    (draft,) = drafts(home)
    assert draft.lines
    assert draft.note is not None
