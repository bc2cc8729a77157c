"""A label that gives way: what does not fit is cut in the middle and whole in its hint."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from ui.controls import plain_tip


class ElidedLabel(QLabel):
    """One line of small text, as wide as there is room."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._whole = text
        self.setProperty("tone", "small")
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        cut = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideMiddle, event.size().width()
        )
        if cut != self.text():
            self.setText(cut)
