"""One ear in the dialog of devices: which one, how loud it is, what the sound check found."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from speech.events import Channel
from ui.choice_box import ChoiceBox
from ui.controls import label, plain_tip
from ui.device_list import SoundDevice
from ui.ears import WHO
from ui.level_bar import LevelBar

FOLLOW = "Follow the system’s default"
AWAY = "not there now"


class DeviceRow(QWidget):
    """Fed by `fill` and, through its bar, by levels."""

    changed = Signal()

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        who = WHO[channel]
        self.box = ChoiceBox()
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.setAccessibleName(f"{who}: heard from")
        self.box.setEnabled(False)
        self.bar = LevelBar(who)
        self.result = label("", "small", wrap=True)
        self.result.setMinimumHeight(self.result.fontMetrics().height() + 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        heading = label(who, "strong")
        heading.setBuddy(self.box)
        for part in (heading, self.box, self.bar, self.result):
            column.addWidget(part)
        self.box.currentIndexChanged.connect(self.changed)

    def name(self) -> str:
        """Return the stable name of the device chosen; "" follows the default."""
        return str(self.box.currentData() or "")

    def fill(self, devices: Sequence[SoundDevice], chosen: str) -> None:
        """Offer these; a chosen one that is not among them stays to be seen."""
        self.box.blockSignals(True)
        self.box.clear()
        usual = next((f" ({one.title})" for one in devices if one.default), "")
        self.box.addItem(f"{FOLLOW}{usual}", "")
        for one in devices:
            self.box.addItem(one.words, one.name)
        if chosen and self.box.findData(chosen) < 0:
            self.box.addItem(f"{chosen} · {AWAY}", chosen)
        self.box.setCurrentIndex(max(0, self.box.findData(chosen)))
        self.box.setEnabled(True)
        self.box.blockSignals(False)

    def verified(self, device: str) -> None:
        """Say what is really heard, as the listener found it."""
        said = f"Hearing {device}" if device else ""
        self.box.setToolTip(plain_tip(said))
        self.box.setAccessibleDescription(said)

    def tell(self, sentence: str, *, well: bool = False) -> None:
        """Show the result of the sound check; "" clears it."""
        self.result.setText(f"{'✓' if well else '⚠'} {sentence}" if sentence else "")
