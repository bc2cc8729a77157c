"""Where surprises go: into the log, and one sentence to the person, never a traceback."""

import logging
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from models.errors import HearbackError

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
HARMLESS = "This plugin does not support"
"""The offscreen platform says so of itself whenever a window is shown."""
UNEXPECTED = "Something unexpected happened; it is in the log. The call itself is not affected."


def install(tell: Callable[[str], None]) -> Callable[[], None]:
    """Take over both; `tell` shows a sentence. Returns what puts things back."""

    def on_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        level = logging.DEBUG if text.startswith(HARMLESS) else LEVELS[kind]
        qt_log.log(level, "%s", text)

    def on_exception(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unhandled %s", kind.__name__, exc_info=(kind, error, trace))
        tell(error.person if isinstance(error, HearbackError) else UNEXPECTED)

    hook_before = sys.excepthook
    handler_before = qInstallMessageHandler(on_message)
    sys.excepthook = on_exception

    def restore() -> None:
        sys.excepthook = hook_before
        qInstallMessageHandler(handler_before)

    return restore
