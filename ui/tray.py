"""The menu of the window, also in the tray: pause listening, show, use with the keyboard, quit."""

from PySide6.QtCore import QObject, QPoint, Signal, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from app.call.state import CallState
from ui.footer import phase
from ui.icon import icon
from ui.risk_line import WORDS


class Tray(QObject):
    """Fed by the call state. Where the desktop has no tray, the menu is in the window only."""

    start_clicked = Signal()
    pause_clicked = Signal()
    resume_clicked = Signal()
    end_clicked = Signal()
    show_clicked = Signal()
    keyboard_clicked = Signal()
    captions_toggled = Signal(bool)
    notes_clicked = Signal()
    devices_clicked = Signal()
    ear_clicked = Signal()
    feedback_clicked = Signal()
    quit_clicked = Signal()

    def __init__(self, parent: QObject | None = None, *, captions: bool = True) -> None:
        super().__init__(parent)
        self.menu = QMenu()
        self.start = self._item("Start listening", self.start_clicked)
        self.pause = self._item("Pause listening", self.pause_clicked)
        self.resume = self._item("Go on listening", self.resume_clicked)
        self.end = self._item("End call", self.end_clicked)
        self.menu.addSeparator()
        self.show = self._item("Show the window", self.show_clicked)
        self.keyboard = self._item("Use with the keyboard", self.keyboard_clicked)
        self.captions = QAction("Captions", self, checkable=True, checked=captions)
        self.captions.toggled.connect(self.captions_toggled)
        self.menu.addAction(self.captions)
        self.notes = self._item("Notes not sent…", self.notes_clicked)
        self.devices = self._item("Sound devices…", self.devices_clicked)
        self.ear = self._item("The better ear…", self.ear_clicked)
        self.feedback = self._item("", self.feedback_clicked)
        self.show_kept(0)
        self.menu.addSeparator()
        self.quit = self._item("Quit Hearback", self.quit_clicked)
        self.icon = QSystemTrayIcon(icon(), self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.show_call(CallState())

    def appear(self) -> None:
        """Go into the tray, if there is one."""
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon.show()

    def leave(self) -> None:
        self.icon.hide()
        self.menu.close()
        self.menu.deleteLater()

    def popup(self, at: QPoint) -> None:
        """Open the menu in the window."""
        self.menu.popup(at)

    def show_call(self, state: CallState) -> None:
        now = phase(state)
        self.start.setVisible(now in {"waiting", "ended"})
        self.start.setText("New call" if now == "ended" else "Start listening")
        self.pause.setVisible(now == "listening")
        self.resume.setVisible(now == "paused")
        self.end.setVisible(now in {"listening", "paused"})
        said = WORDS[state.risk.level] if now == "listening" else now.capitalize()
        if self.icon.toolTip() != f"Hearback: {said}":
            self.icon.setToolTip(f"Hearback: {said}")

    def show_kept(self, number: int) -> None:
        """Say how many readings called "not so" are kept; nothing where there are none."""
        self.feedback.setText(f"“Not so”: {number} kept…")
        self.feedback.setVisible(number > 0)

    def _item(self, text: str, clicked: SignalInstance) -> QAction:
        made = QAction(text, self)
        made.triggered.connect(clicked)
        self.menu.addAction(made)
        return made

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.show_clicked.emit()
