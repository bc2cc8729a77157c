"""Which recognizer hears, and the way to a better one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.call.state import CallState
from ui.controls import button, label, plain_tip

BUILT_IN = "pocketsphinx"


class EarLine(QWidget):
    """Fed by the call state; speaks up only where there is something better."""

    better_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = label("", "key")
        self.better = button("Get the better one", "link", hint="Install a recognizer model")
        self.better.clicked.connect(self.better_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._name)
        row.addWidget(self.better)
        row.addStretch(1)
        self.hide()

    def show_call(self, state: CallState) -> None:
        built_in = state.recognizer == BUILT_IN
        self._name.setText(
            "Built-in ear ·" if built_in else f"Hears with {state.recognizer} · {state.model}"
        )
        self._name.setToolTip(plain_tip(f"{state.recognizer} {state.model}".strip()))
        self.better.setVisible(built_in)
        self.setVisible(bool(state.recognizer))
