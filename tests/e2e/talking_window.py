"""`hearback` with a mouth: the running window says as JSON what it shows, and is clicked by lines.

Started as a program of its own (`python -m tests.e2e.talking_window`), it is the real command with
its real listener; only this ear and mouth are added. `TalkingWindow` is the other end.
"""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.__main__ import main
from ui import bootstrap, cli
from ui.workplace import Workplace

LOOK_MS = 50
STOPPED, STOPPED_MOST = 0.8, 1.3
"""Seconds; after 1.5 without a word a listener counts as hanging. A fast computer catches up with
0.8, so they grow."""
PATIENCE = 120.0
"""Seconds that the window may take to show something on a busy machine."""
Shown = dict[str, Any]


class Mouth(QObject):
    told = Signal(str)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._work = workplace
        self._said: Shown = {}
        self._click = ""
        self.told.connect(self._on_told)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin:
            self.told.emit(line.strip())

    def _look(self) -> None:
        overlay = self._work.overlay
        warning = overlay.warning
        seen = warning.isVisible()
        shown: Shown = {
            "sentence": warning.sentence.text() if seen else "",
            "action": warning.action.text() if seen else "",
            "kept": seen and warning.kept.isVisible(),
            "toast": overlay.toast.text(),
            "listening": self._work.state.listening,
            "lines": len(self._work.state.lines),
            "strip": overlay.strip.text(),
            "t": round(self._work.state.t, 1),
        }
        if self._click and self._click in shown["action"]:
            self._click = ""
            warning.action.click()
        if shown != self._said:
            self._said = shown
            sys.stdout.write(json.dumps(shown) + "\n")
            sys.stdout.flush()

    @Slot(str)
    def _on_told(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case "click":
                self._click = rest
            case "theme":
                self._work.theme.choose(rest)
            case "picture":
                self._work.overlay.grab().save(rest)
            case "quit":
                self._work.quit_requested.emit()


class TalkingWindow:
    """A running window of a user of its own."""

    def __init__(self, home: Path, environment: dict[str, str], *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.talking_window", "window", "--start", *words],
            env={
                **environment,
                "HEARBACK_HOME": str(home),
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._heard: queue.Queue[Shown | None] = queue.Queue()
        self.last: Shown = {}
        self.seen: list[str] = []
        """Sentences, in order."""
        self._complaints = ""
        self._threads = [
            threading.Thread(target=one, daemon=True) for one in (self._read, self._complain)
        ]
        for thread in self._threads:
            thread.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._heard.put(json.loads(line))
        self._heard.put(None)

    def _complain(self) -> None:
        self._complaints = self.process.stderr.read() if self.process.stderr else ""

    def until(self, wanted: Callable[[Shown], bool], seconds: float = PATIENCE) -> float:
        """Wait until the window shows this; return how many seconds that took."""
        began = time.monotonic()
        while not (self.last and wanted(self.last)):
            left = began + seconds - time.monotonic()
            try:
                self._take(self._heard.get(timeout=max(0.01, left)))
            except queue.Empty:
                raise AssertionError(f"not shown; seen: {self.seen}, last: {self.last}") from None
        return time.monotonic() - began

    def look(self) -> Shown:
        """Return what it showed last, without waiting."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._take(self._heard.get_nowait())
        return self.last

    def _take(self, shown: Shown | None) -> None:
        assert shown is not None, f"the window is gone: {self._complaints}"
        self.last = shown
        if shown["sentence"] not in self.seen[-1:]:
            self.seen.append(shown["sentence"])

    def starve(self, words: str, seconds: float = 3 * PATIENCE) -> None:
        """Take time from the listener until the window says something with these words.

        It is stopped and let go on again and again, each time only until it has said something: it
        gets a fraction of the time that it needs, and is never so quiet that it counts as hanging.
        """
        last = time.monotonic() + seconds
        known, stopped = 0, STOPPED
        while words not in self.look()["sentence"]:
            assert time.monotonic() < last, f"not said; seen: {self.seen}"
            ears = self.ears()
            if ears is None:
                time.sleep(0.05)
                continue
            stopped = min(STOPPED_MOST, stopped + 0.05) if ears.pid == known else STOPPED
            known = ears.pid
            with contextlib.suppress(psutil.NoSuchProcess):  # it counted as hanging all the same
                ears.suspend()
                time.sleep(stopped)
                heard = self.look()["t"]
                ears.resume()
            self.until(lambda shown, heard=heard: shown["t"] != heard)

    def ears(self) -> psutil.Process | None:
        """Return the listener of the call, None while there is none."""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                words = child.cmdline()
                if "listen" in words and "--list" not in words and "none" not in words:
                    return child
        return None

    def says(self, words: str, seconds: float = PATIENCE) -> float:
        """Wait for a sentence that has these words; "" for none at all."""
        return self.until(
            lambda shown: words in shown["sentence"] if words else not shown["sentence"], seconds
        )

    def tell(self, line: str) -> None:
        """Say "click WORDS" (its action, as soon as that has these words), "theme NAME",
        "picture FILE" or "quit"."""
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def close(self) -> str:
        """Leave; return what it wrote on standard error."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for thread in self._threads:
            thread.join(5)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()
        return self._complaints


def _speaking(*arguments: Any, **options: Any) -> Workplace:
    workplace = _make(*arguments, **options)
    Mouth(workplace)
    return workplace


_make = bootstrap.make_workplace

if __name__ == "__main__":
    cli.bootstrap.make_workplace = _speaking
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # the thread still reads
