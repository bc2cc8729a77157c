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

PROGRAMS = ("Xvfb", "openbox", "xdotool", "xprop")
WAIT = 90.0
"""Seconds that something may take to appear on a busy machine."""
ANSWER = 15.0
"""Seconds after which a question is given up and asked again: xdotool waits for ever where a window
goes away between its search and its look."""


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
        """Return what xdotool says, "" where it finds nothing or does not answer."""
        return self._ask("xdotool", *arguments)

    def type(self, text: str) -> None:
        """Type into the window that has the keyboard, once."""
        subprocess.run(["xdotool", "type", text], env=self.environ, check=True, timeout=WAIT)

    def active_window(self) -> str:
        """Return the name of the window that has the keyboard: right after a change there is none
        for a moment."""
        return until(lambda: self.xdotool("getactivewindow", "getwindowname"))

    def activate(self, name: str) -> None:
        """Have a window by its exact name get the keyboard.

        It is asked for again and again: what is asked before the window manager has taken the
        window over is lost.
        """

        def active() -> bool:
            for window in self._windows(name):
                self.xdotool("windowactivate", window)
            return self.xdotool("getactivewindow", "getwindowname") == name

        until(active)

    def wait_for_window(self, name: str) -> str:
        """Return the id of a visible window by its exact name."""
        return until(lambda: self._windows(name))[0]

    def manager(self) -> str:
        """Return the name of the window manager that says to be at work, or ""."""
        said = self._ask("xprop", "-root", "-notype", "_NET_SUPPORTING_WM_CHECK")
        window = said.rpartition(" ")[2]
        if not window.startswith("0x"):
            return ""
        said = self._ask("xprop", "-id", window, "-notype", "_NET_WM_NAME")
        return said.partition(" = ")[2].strip('"')

    def _windows(self, name: str) -> list[str]:
        return self.xdotool("search", "--onlyvisible", "--name", f"^{name}$").split()

    def _ask(self, *command: str) -> str:
        try:
            done = subprocess.run(
                command, env=self.environ, capture_output=True, text=True, check=False,
                timeout=ANSWER,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return ""
        return done.stdout.strip() if done.returncode == 0 else ""


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
    with contextlib.ExitStack() as ends:
        environ = {
            name: value
            for name, value in os.environ.items()
            if name not in {"QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"}
        }
        environ |= {"DISPLAY": f":{ends.enter_context(_display())}", "HEARBACK_HOME": str(home)}
        made = Desktop(environ)
        manager = subprocess.Popen(
            ["openbox", "--sm-disable"], env=environ,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        ends.callback(_end, manager)
        until(lambda: made.manager() or manager.poll() is not None)
        assert manager.poll() is None, "openbox fell over"
        yield made


@contextlib.contextmanager
def _display() -> Iterator[str]:
    """Run an X server on a display that nobody has; return its number.

    The server chooses and says it. It stays the same server when nobody is connected for a moment
    (it would begin anew, and drop whoever is just coming), and a key that a busy machine releases
    late is still one letter.
    """
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp",
         "-noreset", "-r"],
        pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        assert number, "Xvfb did not start"
        yield number
    finally:
        _end(server)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(WAIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


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
        on.activate("Softphone")
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=WAIT)
