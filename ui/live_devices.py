"""What a live call is heard from: the command line, else the settings, where a choice is kept."""

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from app.folders import Folders
from app.settings import Settings
from models.errors import BadInputError
from ui.call_source import live
from ui.device_choice import Devices, remember
from ui.device_dialog import DeviceDialog
from ui.live_candidates import LiveCandidates
from ui.workplace import Workplace

log = logging.getLogger(__name__)


class LiveDevices(QObject):
    """Keeps the workplace's source; a new choice is heard at once, within the call."""

    def __init__(
        self,
        workplace: Workplace,
        settings: Settings,
        folders: Folders,
        named: Devices,
        *,
        program: Sequence[str] = (),
    ) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._settings = settings
        self._folders = folders
        audio = settings.audio
        self.now = Devices(named.customer or audio.customer, named.agent or audio.agent)
        self.dialog: DeviceDialog | None = None
        self.candidates = LiveCandidates(workplace, program=program)
        workplace.devices_requested.connect(self._on_requested)
        workplace.device_wanted.connect(self._on_wanted)
        workplace.closing.connect(self._on_closing)
        self._use()

    def _use(self) -> None:
        self.candidates.hearing(self.now)
        self._workplace.use(live(self._settings, customer=self.now.customer, agent=self.now.agent))

    @Slot()
    def _on_requested(self) -> None:
        if self.dialog is not None:
            self.dialog.leave()
            self.dialog.deleteLater()
        self.dialog = DeviceDialog(self.now)
        self.dialog.chosen.connect(self._on_chosen)
        self.dialog.show()
        self.dialog.activateWindow()

    @Slot(object)
    def _on_chosen(self, devices: Devices) -> None:
        try:
            remember(self._folders, devices)
        except BadInputError as error:
            log.warning("%s", error)
            self._workplace.overlay.toast.say(error.person)
        self._hear(devices)

    @Slot(str, str)
    def _on_wanted(self, channel: str, name: str) -> None:
        """Hear one ear from somewhere else until Hearback is closed; nothing is written."""
        self._hear(
            Devices(name, self.now.agent)
            if channel == "customer"
            else Devices(self.now.customer, name)
        )

    def _hear(self, devices: Devices) -> None:
        self.now = devices
        self._use()
        self._workplace.restart_listening()

    @Slot()
    def _on_closing(self) -> None:
        if self.dialog is not None:
            self.dialog.leave()
            self.dialog.deleteLater()
