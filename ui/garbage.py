"""Python's garbage collector, kept on the thread of the window.

Left to itself it runs on whichever thread happens to allocate. Widgets end up in cycles, and one
that is collected on a worker thread is destroyed there, under Qt's feet: a crash now and then.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 5000


class Garbage(QObject):
    """Collects here, on a timer, as often as Python itself would have by its counters."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._limits = gc.get_threshold()
        gc.disable()
        gc.freeze()  # what is there now stays: no need to look at it again and again
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        due = [count > limit for count, limit in zip(gc.get_count(), self._limits, strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))

    def leave(self) -> None:
        """Give it back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
