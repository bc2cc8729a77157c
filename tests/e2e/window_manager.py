"""A desktop of its own for a test: Xvfb with openbox in it, and what xdotool sees and types."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = ("Xvfb", "openbox", "xdotool")
WAIT = 60.0
"""Seconds that something may take to appear on a busy machine."""


@dataclass(frozen=True)
class Desktop:
    environ: dict[str, str]

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        """Start a program on this desktop; the caller ends it."""
        return subprocess.Popen(
            command, env={**self.environ, **more}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def xdotool(self, *arguments: str) -> str:
        """Return what xdotool says, "" where it finds nothing."""
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environ, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def active_window(self) -> str:
        return self.xdotool("getactivewindow", "getwindowname")

    def wait_for_window(self, name: str) -> str:
        """Return the id of a visible window by its exact name."""
        return until(lambda: self.xdotool("search", "--onlyvisible", "--name", f"^{name}$"))


def until(found, seconds: float = WAIT):
    """Return the first true value of `found`, asked again and again. Raises TimeoutError."""
    last = time.monotonic() + seconds
    while not (value := found()):
        if time.monotonic() > last:
            raise TimeoutError
        time.sleep(0.05)
    return value


def need(*programs: str) -> None:
    """Skip where a program is missing; on a CI machine that is a failure."""
    if missing := [program for program in programs if shutil.which(program) is None]:
        reason = f"not installed: {', '.join(missing)}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


@contextlib.contextmanager
def desktop(home: Path) -> Iterator[Desktop]:
    """Run an X server on a free display with a window manager, for the length of the block."""
    need(*PROGRAMS)
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    with os.fdopen(read) as told:
        display = told.readline().strip()
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY"}
    }
    environ |= {"DISPLAY": f":{display}", "HEARBACK_HOME": str(home)}
    manager = subprocess.Popen(
        ["openbox"], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    made = Desktop(environ)
    try:
        until(lambda: made.xdotool("get_num_desktops"))
        yield made
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(WAIT)


NEIGHBOR = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit
app = QApplication([])
line = QLineEdit()
line.setWindowTitle("Softphone")
line.textChanged.connect(lambda text: print(text, flush=True))
line.resize(400, 80)
line.show()
line.activateWindow()
sys.exit(app.exec())
"""
"""Another program's window that prints what is typed into it."""


@contextlib.contextmanager
def neighbor(on: Desktop) -> Iterator[subprocess.Popen[str]]:
    """Show the other window and have it be the active one."""
    process = on.start(sys.executable, "-c", NEIGHBOR)
    try:
        window = on.wait_for_window("Softphone")
        on.xdotool("windowactivate", "--sync", window)
        until(lambda: on.active_window() == "Softphone")
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=WAIT)
