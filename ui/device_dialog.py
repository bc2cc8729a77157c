"""Choosing what each ear listens to, from what the listener itself can hear.

The list comes from `hearback listen --list --json`, in a process of its own: a sound driver that
hangs or crashes does so there.
"""

import logging
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QObject, QProcess, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from speech.events import CHANNELS, Channel
from ui.call_source import command
from ui.controls import button, label
from ui.device_choice import Devices
from ui.ears import WHO
from ui.listener import SAID
from ui.theme import GAP, SMALL_GAP

log = logging.getLogger(__name__)

NO_LIST = "The sound devices cannot be listed just now."
DEFAULT = "The usual one"


class SoundDevice(msgspec.Struct, frozen=True):
    """What the listener tells about one."""

    name: str
    description: str = ""
    kind: str = ""
    """"microphone" or "monitor"."""
    default: bool = False


class DeviceList(QObject):
    """Asks once for every `ask`."""

    found = Signal(object)
    """tuple[SoundDevice, …]"""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, program: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self._program = [*(program or command()), "--list", "--json"]
        self._process: QProcess | None = None

    def ask(self) -> None:
        self.stop()
        self._process = QProcess(self)
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
        except msgspec.DecodeError:
            log.warning("the devices cannot be listed, code %d", code)
            lines = [line for line in said.splitlines() if line.startswith(SAID)]
            self.failed.emit(lines[-1].removeprefix(SAID) if lines else NO_LIST)
        else:
            self.found.emit(devices)


class DeviceDialog(QDialog):
    """Modeless. `chosen` carries `Devices`."""

    chosen = Signal(object)

    def __init__(
        self,
        now: Devices,
        parent: QWidget | None = None,
        *,
        program: Sequence[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Sound devices")
        self._now = now
        self._list = DeviceList(self, program=program)
        self.boxes: dict[Channel, QComboBox] = {channel: QComboBox() for channel in CHANNELS}
        self.word = label("Looking for devices…", "small", wrap=True)
        form = QFormLayout()
        form.setSpacing(8)
        for channel, box in self.boxes.items():
            box.setAccessibleName(f"{WHO[channel]}: heard from")
            box.setEnabled(False)
            form.addRow(label(WHO[channel], "muted"), box)
        self.use = button("Use these", "primary")
        self.use.setEnabled(False)
        self.use.clicked.connect(self._on_use)
        close = button("Close")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SMALL_GAP)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(GAP)
        column.addWidget(
            label("The customer is what your softphone plays; you are the microphone.", wrap=True)
        )
        column.addLayout(form)
        column.addWidget(self.word)
        column.addLayout(row)
        self.setMinimumWidth(400)
        self._list.found.connect(self._on_found)
        self._list.failed.connect(self.word.setText)
        self._list.ask()

    def leave(self) -> None:
        """Stop asking; for the end of the application."""
        self._list.stop()

    @Slot(object)
    def _on_found(self, devices: tuple[SoundDevice, ...]) -> None:
        chosen = {"customer": self._now.customer, "agent": self._now.agent}
        for channel, box in self.boxes.items():
            box.clear()
            box.addItem(DEFAULT, "")
            for device in devices:
                if (device.kind == "microphone") == (channel == "agent"):
                    box.addItem(device.description or device.name, device.name)
            box.setCurrentIndex(max(0, box.findData(chosen[channel])))
            box.setEnabled(True)
        self.word.setText("" if devices else "No sound devices were found.")
        self.use.setEnabled(True)

    @Slot()
    def _on_use(self) -> None:
        self.chosen.emit(
            Devices(
                customer=str(self.boxes["customer"].currentData()),
                agent=str(self.boxes["agent"].currentData()),
            )
        )
        self.accept()
