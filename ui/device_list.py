"""The sound devices that the listener could hear, asked of `hearback listen --list --json`.

In a process of its own: a sound driver that hangs or crashes does so there.
"""

import logging
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, QProcess, Signal, Slot

from models.own_program import own_program
from speech.events import Channel
from ui.listener import SAID, child

log = logging.getLogger(__name__)

NO_LIST = "The sound devices cannot be listed just now."
KINDS = {"microphone": "microphone", "monitor": "output monitor", "virtual": "virtual device"}
"""What a device is, as a person reads it."""
STATES = {"running": "in use now", "muted": "muted"}


class SoundDevice(msgspec.Struct, frozen=True):
    """What the listener tells about one."""

    name: str
    """Stable: what the settings keep."""
    description: str = ""
    kind: str = ""
    default: bool = False
    state: str = ""
    """"running" where some program uses it just now."""

    def fits(self, channel: Channel) -> bool:
        """Whether it may be this ear: a microphone is never the customer's."""
        return (self.kind == "microphone") == (channel == "agent")

    @property
    def title(self) -> str:
        """What to call it in front of a person."""
        return self.description or self.name

    @property
    def words(self) -> str:
        """Name, what it is, and whether it is in use."""
        told = (KINDS.get(self.kind, ""), STATES.get(self.state, ""))
        notes = ", ".join(part for part in told if part)
        return f"{self.title} · {notes}" if notes else self.title


class DeviceList(QObject):
    """Asks once for every `ask`."""

    found = Signal(object)
    """tuple[SoundDevice, …]"""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, program: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self._program = [*(program or own_program("listen")), "--list", "--json"]
        self._process: QProcess | None = None

    def ask(self) -> None:
        self.stop()
        self._process = child(self)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._process.start(self._program[0], self._program[1:])

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.blockSignals(True)
            process.kill()
            process.waitForFinished(1000)
            process.deleteLater()

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit(NO_LIST)

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        if self._process is None:
            return
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        listed = bytes(self._process.readAllStandardOutput().data())
        try:
            devices = msgspec.json.decode(listed, type=tuple[SoundDevice, ...])
        except (msgspec.DecodeError, UnicodeDecodeError):
            log.warning("the devices cannot be listed, code %d", code)
            lines = [line for line in said.splitlines() if line.startswith(SAID)]
            self.failed.emit(lines[-1].removeprefix(SAID) if lines else NO_LIST)
        else:
            self.found.emit(devices)
