"""A bare PySide6 window, as a process: prints when it was painted and what memory it takes."""

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel

from ui.demo.trace import memory_mb


class Bare(QLabel):
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        QTimer.singleShot(0, report)


def report() -> None:
    line = {"mono": time.monotonic(), "rss_mb": memory_mb()}
    sys.stdout.write(json.dumps(line) + "\n")
    QApplication.quit()


if __name__ == "__main__":
    app = QApplication([])
    window = Bare("Hearback")
    window.resize(360, 400)
    window.show()
    app.exec()
