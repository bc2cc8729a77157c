"""Choosing what each ear listens to, with what can be heard of it at this moment.

While the dialog is open a listener without a recognizer hears both devices: levels come out of it,
words cannot, and nothing is kept.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from speech.events import CHANNELS, AnyEvent, Channel, Level, Ready
from ui.controls import announce, button, label, rule
from ui.device_choice import Devices
from ui.device_list import DeviceList, SoundDevice
from ui.device_row import DeviceRow
from ui.listener import ListenerProcess
from ui.sound_check import SoundCheck
from ui.tall_dialog import TallDialog
from ui.theme import GAP, SMALL_GAP

CHOSEN_MS = 250
"""Milliseconds after a choice until it is heard: whoever goes through a list by keyboard does not
open every device on the way."""
WIDTH = 440
"""Pixels."""


class DeviceDialog(TallDialog):
    """Modeless. `chosen` carries `Devices`."""

    chosen = Signal(object)

    def __init__(
        self,
        now: Devices,
        parent: QWidget | None = None,
        *,
        program: Sequence[str] = (),
    ) -> None:
        """`program` starts another listener than the one of this installation."""
        super().__init__(parent)
        self.setWindowTitle("Sound devices")
        self._now = now
        self._check: SoundCheck | None = None
        self._list = DeviceList(self, program=program)
        self._levels = ListenerProcess(self, program=program)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(CHOSEN_MS)
        self._soon.timeout.connect(self._hear)
        self.rows: dict[Channel, DeviceRow] = {channel: DeviceRow(channel) for channel in CHANNELS}
        self.word = label("Looking for devices…", wrap=True)
        self.word.setMinimumHeight(2 * self.word.fontMetrics().lineSpacing())
        self.word.setAccessibleName("What to do")
        self.check = button("Check the sound", hint="Five seconds: you speak, the softphone plays")
        self.use = button("Use these", "primary", hint="Kept in your settings")
        self.close_ = button("Close")
        for one in (self.check, self.use):
            one.setEnabled(False)
        self._compose()
        self.check.clicked.connect(self._on_check)
        self.use.clicked.connect(self._on_use)
        self.close_.clicked.connect(self.reject)
        for row in self.rows.values():
            row.changed.connect(self._on_changed)
        self._list.found.connect(self._on_found)
        self._list.failed.connect(self._say)
        self._levels.event_heard.connect(self._on_event)
        self._levels.failed.connect(self._on_failed)
        self._list.ask()

    def _compose(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL_GAP)
        buttons.addWidget(self.check)
        buttons.addStretch(1)
        buttons.addWidget(self.close_)
        buttons.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(GAP)
        column.addWidget(
            label("The customer is what your softphone plays; you are the microphone.", wrap=True)
        )
        for row in self.rows.values():
            column.addWidget(row)
        column.addWidget(rule())
        column.addWidget(self.word)
        column.addLayout(buttons)
        self.setMinimumWidth(WIDTH)

    def leave(self) -> None:
        """Stop asking and hearing; for the end of the application."""
        self._soon.stop()
        self._list.stop()
        self._levels.stop_now()

    def done(self, result: int) -> None:
        """Let go of the devices, however the dialog is closed."""
        self.leave()
        super().done(result)

    def devices(self) -> Devices:
        """Return what is chosen in it now."""
        return Devices(self.rows["customer"].name(), self.rows["agent"].name())

    # What there is

    @Slot(object)
    def _on_found(self, devices: tuple[SoundDevice, ...]) -> None:
        chosen = {"customer": self._now.customer, "agent": self._now.agent}
        for channel, row in self.rows.items():
            row.fill([one for one in devices if one.fits(channel)], chosen[channel])
        self._say("" if devices else "No sound devices were found.")
        self.use.setEnabled(True)
        if not self.use.hasFocus():
            self.rows["customer"].box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._hear()

    # What is heard of it

    @Slot()
    def _on_changed(self) -> None:
        self._check = None
        self.check.setEnabled(False)
        self._soon.start()

    @Slot()
    def _hear(self) -> None:
        for row in self.rows.values():
            row.bar.show_level(None)
            row.tell("")
        now = self.devices()
        named = (("--customer", now.customer), ("--agent", now.agent))
        arguments = [part for flag, name in named if name for part in (flag, name)]
        self._levels.start((*arguments, "--recognizer", "none"))

    @Slot(object)
    def _on_event(self, event: AnyEvent) -> None:
        match event:
            case Ready(devices=heard):
                for channel, row in self.rows.items():
                    row.verified(heard.get(channel, ""))
                self.check.setEnabled(self._check is None)
                self._say("")
            case Level(channel=channel, dbfs=dbfs):
                self.rows[channel].bar.show_level(dbfs)
        if self._check is not None:
            self._follow(self._check, event)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._check = None
        self.check.setEnabled(False)
        for row in self.rows.values():
            row.bar.show_level(None)
        self._say(sentence)

    # The sound check

    @Slot()
    def _on_check(self) -> None:
        now = self.devices()
        self._check = SoundCheck(same=bool(now.customer) and now.customer == now.agent)
        self.check.setEnabled(False)
        for row in self.rows.values():
            row.tell("")
        self._say(self._check.sentence)

    def _follow(self, check: SoundCheck, event: AnyEvent) -> None:
        check.feed(event)
        if check.step != "done":
            self._say(check.sentence)
            return
        self._check = None
        self.check.setEnabled(True)
        self._say("")
        told = check.told()
        for channel, row in self.rows.items():
            row.tell(told[channel], well=check.verdict(channel) == "well")
        self.grow()
        announce(self, " ".join(told.values()))

    def _say(self, sentence: str) -> None:
        if sentence != self.word.text():
            self.word.setText(sentence)
            self.grow()
            if sentence:
                announce(self.word, sentence)

    @Slot()
    def _on_use(self) -> None:
        self.chosen.emit(self.devices())
        self.accept()
