"""What a live call is heard from: the command line, else the settings, else what was chosen."""

from PySide6.QtCore import QObject, Slot

from app.folders import Folders
from app.settings import Settings
from ui.call_source import live
from ui.device_choice import Devices, remember, remembered
from ui.device_dialog import DeviceDialog
from ui.workplace import Workplace


class LiveDevices(QObject):
    """Keeps the workplace's source; a new choice is heard at once, within the call."""

    def __init__(
        self, workplace: Workplace, settings: Settings, folders: Folders, named: Devices
    ) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._settings = settings
        self._folders = folders
        kept = remembered(folders.data)
        audio = settings.audio
        self.now = Devices(
            named.customer or audio.customer or kept.customer,
            named.agent or audio.agent or kept.agent,
        )
        self.dialog: DeviceDialog | None = None
        workplace.devices_requested.connect(self._on_requested)
        workplace.closing.connect(self._on_closing)
        self._use()

    def _use(self) -> None:
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
        self.now = devices
        remember(self._folders.data, devices)
        self._use()
        self._workplace.restart_listening()

    @Slot()
    def _on_closing(self) -> None:
        if self.dialog is not None:
            self.dialog.leave()
            self.dialog.deleteLater()
