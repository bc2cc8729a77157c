"""From a bare process to a window on the screen, with nothing on the way that can wait."""

import logging
import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.folders import Folders
from app.settings import Settings
from ui import log_hooks
from ui.call_controller import Recorder
from ui.garbage import Garbage
from ui.icon import icon
from ui.later import new_session
from ui.memory import keep_small
from ui.placement import Places
from ui.quit_signals import on_quit_signals
from ui.theme import Theme, ThemeChoice
from ui.workplace import Workplace

log = logging.getLogger(__name__)

PLACES_FILE = "window-places.json"


def make_application() -> QApplication:
    """Return the one application object."""
    keep_small()
    known = QCoreApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication([sys.argv[0]])
    app.setApplicationName("hearback")
    app.setApplicationDisplayName("Hearback")
    app.setDesktopFileName("hearback")
    app.setWindowIcon(icon())
    app.setQuitOnLastWindowClosed(False)
    return app


def make_workplace(
    app: QApplication,
    settings: Settings,
    folders: Folders,
    *,
    theme: ThemeChoice | None = None,
    recorder: Recorder | None = None,
) -> Workplace:
    """Return the workplace, not yet shown; `theme` overrules the settings."""
    return Workplace(
        Theme(app, theme or settings.window.theme),
        settings,
        Places(folders.data / PLACES_FILE),
        new_session,
        recorder=recorder,
    )


def leave() -> None:
    """End the event loop. `quit` would close the windows first, while they are still painted."""
    QCoreApplication.exit(0)


def run(app: QApplication, workplace: Workplace) -> int:
    """Show the window, run until the agent quits, leave nothing behind."""
    restore = log_hooks.install(workplace.overlay.toast.say)
    workplace.quit_requested.connect(leave)
    garbage = Garbage(workplace)
    workplace.call_ended.connect(garbage.call_ended)
    workplace.open()
    try:
        with on_quit_signals(workplace, leave):
            return app.exec()
    finally:
        workplace.close()
        garbage.leave()
        restore()
