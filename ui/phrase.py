"""Wrapped text with room between its lines, as plain text (a label can only do that in markup)."""

import math

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

LEADING = 1.36
"""Line height as a multiple of the font's size."""


class Phrase(QWidget):
    """Fed by one string; takes the height that it needs at its width."""

    def __init__(self, text_font: QFont) -> None:
        super().__init__()
        self.setFont(text_font)
        self._font = text_font
        self._text = ""
        self._color = QColor()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def set_color(self, color: str) -> None:
        self._color = QColor(color)
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return math.ceil(self._step() * self._laid_out(width).lineCount())

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(max(self.width(), 240)))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(self._color)
            self._laid_out(self.width()).draw(painter, QPointF(0, 0))

    def _step(self) -> float:
        return self._font.pixelSize() * LEADING

    def _laid_out(self, width: int) -> QTextLayout:
        layout = QTextLayout(self._text, self._font)
        above = (self._step() - QFontMetricsF(self._font).height()) / 2
        layout.beginLayout()
        y = above
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, y))
            y += self._step()
        layout.endLayout()
        return layout
