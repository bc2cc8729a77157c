"""On a real desktop: a cue appears, and whoever was typing goes on typing."""

import json
import sys
from pathlib import Path

import pytest

from tests.e2e.window_manager import WAIT, desktop, neighbor, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture
def screen(tmp_path):
    with desktop(tmp_path / "home") as made:
        yield made


def traced(file: Path, what: str) -> list[dict]:
    """Return the complete lines of a trace of one kind."""
    if not file.exists():
        return []
    *lines, _rest = file.read_text().split("\n")
    return [line for line in map(json.loads, lines) if line["what"] == what]


def test_a_cue_appears_and_the_active_window_is_still_the_other_one(screen, tmp_path):
    trace = tmp_path / "trace"
    with neighbor(screen) as other:
        overlay = screen.start(
            sys.executable, "-m", "app", "demo", "--speed", "2", "--recognizer", "pocketsphinx",
            "--trace", str(trace),
        )  # fmt: skip
        try:
            shown = screen.wait_for_window("Hearback")
            assert screen.active_window() == "Softphone"
            screen.type("before")
            until(lambda: traced(trace, "cue"))
            assert screen.active_window() == "Softphone"
            screen.type(" after")
            # A click on the overlay reaches it and still leaves the keyboard where it was.
            screen.xdotool("mousemove", "--window", shown, "100", "18", "click", "1")
            screen.type(" click")
            assert screen.active_window() == "Softphone"
            typed = until(lambda: heard(other, "before after click"))
            assert typed == "before after click"
            assert overlay.poll() is None
        finally:
            overlay.terminate()
            _, errors = overlay.communicate(timeout=WAIT)
    assert "Traceback" not in errors
    assert "QSocketNotifier" not in errors


def test_a_second_start_is_asking_for_the_keyboard(screen):
    with neighbor(screen):
        first = screen.start(sys.executable, "-m", "app")
        try:
            screen.wait_for_window("Hearback")
            assert screen.active_window() == "Softphone"
            second = screen.start(sys.executable, "-m", "app")
            said, _ = second.communicate(timeout=WAIT)
            assert said == "Hearback is already open.\n"
            until(lambda: screen.active_window() == "Hearback")
            screen.xdotool("key", "Escape")
        finally:
            first.terminate()
            _, errors = first.communicate(timeout=WAIT)
    assert "Traceback" not in errors


def heard(process, wanted: str) -> str:
    """Return the next line that the other window printed, if it is the wanted one."""
    line = process.stdout.readline().rstrip("\n")
    return line if line == wanted else ""
