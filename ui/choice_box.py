"""A box of choices with an arrow of ours: under a styled frame Qt draws a bevel, or none at all."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QComboBox

ARROW = 4.0
"""Pixels: half of its width."""
RIGHT = 15.0
"""Pixels from the right edge to its middle."""


class ChoiceBox(QComboBox):
    """A QComboBox, dressed by the theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        colors = self.palette()
        role = QPalette.ColorRole.Text if self.isEnabled() else QPalette.ColorRole.Mid
        x, y = self.width() - RIGHT, self.height() / 2 - ARROW / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colors.color(role), 1.6))
            painter.drawPolyline(
                [QPointF(x - ARROW, y), QPointF(x, y + ARROW), QPointF(x + ARROW, y)]
            )
