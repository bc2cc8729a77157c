"""The listener as a child process: started, read, watched, and started again when it falls over.

A native crash in a recognizer or a sound driver ends the child, never the window. The child ends
by itself when we do: its standard input closes.
"""

import logging
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from app.secrets import HELPDESK_VARIABLE
from models.own_program import own_program
from speech.events import (
    Alive,
    AnyEvent,
    End,
    Partial,
    Ready,
    Utterance,
)
from ui.event_lines import EventLines
from ui.lifeline import TICK_MS, Attempts, Pulse
from ui.unfinished import Unfinished

log = logging.getLogger(__name__)

RESTART_MS = 500
"""Milliseconds from a crash to the next start."""
DEVICE_MS = 1000
"""The same where its devices went: they take their time to come back, and it is no crash."""
STOP_MS = 2000
"""Milliseconds that a listener may take to end by itself before it is killed."""
KILL_MS = 1000
"""Milliseconds that a killed one may take to be gone: one that is stuck inside a driver cannot be
killed, and is left behind."""

GIVEN_UP = "The listener keeps stopping. Your notes are kept; start listening to try again."
NOT_STARTED = "The listener could not be started. Is Hearback installed completely?"
SAID = "hearback: "
"""What the command line puts before the sentence for the person."""
_STUCK: list[QProcess] = []
"""Children that could not be killed: destroying them would wait for them."""


def child(parent: QObject) -> QProcess:
    """Return a process that hears, or could: it gets no password in its environment."""
    process = QProcess(parent)
    environment = QProcessEnvironment.systemEnvironment()
    environment.remove(HELPDESK_VARIABLE)
    process.setProcessEnvironment(environment)
    return process


class ListenerProcess(QObject):
    """One call's ears. Emits each event once, in order."""

    event_heard = Signal(object)
    """AnyEvent."""
    restarted = Signal(float)
    """Seconds on the call clock at which hearing was lost."""
    fell_back = Signal()
    """It goes on, with the other recognizer (ui.ear_trouble says so)."""
    failed = Signal(str)
    """One sentence: it does not listen any more, and will not by itself."""
    stopped = Signal()
    """It ended as asked, or its recording is over."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        program: Sequence[str] = (),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._program = list(program) or own_program("listen")
        self._now = now
        self._process: QProcess | None = None
        self._lines = EventLines()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._restart)
        self._look = QTimer(self)
        self._look.setInterval(TICK_MS)
        self._look.timeout.connect(self._on_look)
        self._reset()

    def _reset(self) -> None:
        self._ending = False
        self._ready = False
        self._paused = False
        self._rate = 1.0
        self._clock = 0.0
        self._heard_at: float | None = None
        self._utterance = 0
        self._last_words = ""
        self._deviceless = False
        self._attempts = Attempts()
        self._pulse = Pulse()
        self._unfinished = Unfinished()

    @property
    def running(self) -> bool:
        """Whether a child lives or is about to."""
        return self._process is not None or self._again.isActive()

    @property
    def pid(self) -> int:
        """Of the child; 0 while there is none."""
        return self._process.processId() if self._process else 0

    def start(self, arguments: Sequence[str], *, rate: float = 1.0) -> None:
        """Listen to a new call: `arguments` as for `hearback listen`.

        `rate` is how many seconds of the call pass in one of ours: 1 unless a recording is played
        faster, 0 where it is played as fast as it can be (it then goes on where it was lost).
        """
        self.stop_now()
        self._reset()
        self._rate = rate
        self._attempts = Attempts(arguments)
        self._spawn(self._attempts.arguments)

    def pause(self) -> None:
        """Have it drop all sound until `resume`."""
        self._paused = True
        self._tell("pause")

    def resume(self) -> None:
        self._paused = False
        self._tell("resume")

    def restart(self, arguments: Sequence[str] | None = None) -> None:
        """Start it anew within the same call, perhaps on other devices."""
        if arguments is not None:
            self._attempts = Attempts(arguments)
        if self.running:
            self.stop_now()
            self._restart()

    def stop(self) -> None:
        """Have it say what it still knows and end; `stopped` follows."""
        self._again.stop()
        if self._process is None:
            self.stopped.emit()
            return
        self._ending = True
        self._tell("stop")
        self._process.closeWriteChannel()
        QTimer.singleShot(STOP_MS, self._process, self._kill)

    def stop_now(self) -> None:
        """End it without a word, for leaving. Waits a moment so that no child outlives us."""
        self._again.stop()
        self._look.stop()
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.closeWriteChannel()
            process.kill()
            process.waitForFinished(STOP_MS)
            process.deleteLater()

    # The child

    def _spawn(self, arguments: list[str]) -> None:
        self._lines = EventLines()
        self._last_words = ""
        self._pulse = Pulse(self._rate, again=self._ready)
        process = child(self)
        process.setProgram(self._program[0])
        process.setArguments([*self._program[1:], *arguments, "--control"])
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_log)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        process.start()
        self._look.start()

    def _restart(self) -> None:
        at = self._now_on_call_clock()
        lost = self._clock
        self._spawn([
            *self._attempts.arguments,
            "--clock", f"{at:.3f}",
            "--first-utterance", str(self._utterance + 1),
            "--lost-at", f"{lost:.3f}",
        ])  # fmt: skip
        if self._paused:
            self._tell("pause")
        self.restarted.emit(lost)

    def _now_on_call_clock(self) -> float:
        since = 0.0 if self._heard_at is None else self._now() - self._heard_at
        return self._clock + since * self._rate

    def _tell(self, word: str) -> None:
        if self._process is not None:
            self._process.write(f"{word}\n".encode())

    def _on_output(self) -> None:
        if self._process is None:
            return
        for event in self._lines.feed(bytes(self._process.readAllStandardOutput().data())):
            self._take(event)

    def _take(self, event: AnyEvent) -> None:
        self._follow(event)
        if isinstance(event, Alive) or (isinstance(event, End) and not self._ending):
            return
        self.event_heard.emit(event)

    def _follow(self, event: AnyEvent) -> None:
        self._clock = max(self._clock, event.t)
        self._heard_at = self._now()
        self._pulse.felt(ready=isinstance(event, Ready))
        self._unfinished.follow(event)
        match event:
            case Ready(recognizer=ear):
                self._ready, self._deviceless = True, False
                if self._attempts.ready(ear):
                    self.fell_back.emit()
            case Utterance(id=number) | Partial(utterance=number):
                self._utterance = max(self._utterance, number)
            case End(reason="file" | "stopped"):
                self._ending = True  # any other end is a listener's, not the call's
            case End(reason="device"):
                self._deviceless = True
            case _:
                pass

    def _on_log(self) -> None:
        if self._process is None:
            return
        text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        for line in text.splitlines():
            log.info("listener: %s", line[:1000])
            if line.startswith(SAID):
                self._last_words = line.removeprefix(SAID)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            log.error("the listener did not start: %s", self._program[0])
            self._drop()
            self.failed.emit(NOT_STARTED)

    def _on_look(self) -> None:
        if self._process is not None and self._pulse.lost():
            log.warning("the listener hangs: it is killed")
            self._kill()

    def _kill(self) -> None:
        """End it hard, stopped or not; `_on_finished` follows even where the system cannot."""
        process = self._process
        if process is not None:
            self._look.stop()
            process.kill()
            QTimer.singleShot(KILL_MS, process, lambda: self._leave_behind(process))

    def _leave_behind(self, process: QProcess) -> None:
        if process is not self._process:
            return
        log.error("a killed listener does not end: it is left behind")
        process.blockSignals(True)
        process.setParent(None)
        _STUCK.append(process)
        self._on_finished(-1, QProcess.ExitStatus.CrashExit)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._on_output()
        self._on_log()
        self._drop()
        if self._ending:
            self.stopped.emit()
            return
        log.warning("the listener ended by itself: %s, code %d", status.name, code)
        refused = bool(self._last_words) and not self._pulse.ready
        if refused and not self._ready and not self._attempts.fell_back:
            self.failed.emit(self._last_words)
            return
        for event in self._unfinished.close(self._clock, self._now()):
            self.event_heard.emit(event)
        if self._deviceless:
            self._again.start(DEVICE_MS)
        elif self._attempts.fell(self._now(), refused=refused):
            self._again.start(RESTART_MS)
        else:
            self.failed.emit(GIVEN_UP)

    def _drop(self) -> None:
        self._look.stop()
        process, self._process = self._process, None
        if process is not None and process not in _STUCK:
            process.deleteLater()
