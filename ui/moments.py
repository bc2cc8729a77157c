"""What has happened in this call, quietly ticked."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.call.clock import clock
from app.call.state import MOMENTS, Moment, MomentName
from ui.theme import DARK, Palette, font

TITLES: dict[MomentName, str] = {
    "detect": "Heard",
    "validate": "Acknowledged",
    "clarify": "Clarified",
    "resolve": "Next step",
    "confirm": "Confirmed",
    "learn": "Learned",
    "escalate": "Escalated",
}
DOT = 8.0
DOT_GAP = 4.0
LARGEST, SMALLEST = 11, 8
"""Pixels: the type shrinks where a system's font is too wide for one row."""


class Moments(QWidget):
    """Fed by the moments of the call. A done one is a filled, ticked dot and brighter."""

    def __init__(self) -> None:
        super().__init__()
        self._done: dict[MomentName, float] = {}
        self._colors: Palette = DARK
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Moments of this call")
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(300, 18)

    def set_colors(self, colors: Palette) -> None:
        self._colors = colors
        self.update()

    def show_moments(self, moments: tuple[Moment, ...]) -> None:
        done: dict[MomentName, float] = {}
        for moment in moments:
            done.setdefault(moment.name, moment.t)
        if done != self._done:
            self._done = done
            self._describe()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        type_, widths, gap = self._fitted()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(type_)
            x = 0.0
            for name, width in zip(MOMENTS, widths, strict=True):
                done = name in self._done
                self._paint_dot(painter, x, done=done)
                painter.setPen(QColor(self._colors.fg if done else self._colors.muted))
                box = QRectF(x + DOT + DOT_GAP, 0, width - DOT, self.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, TITLES[name])
                x += width + gap

    def _paint_dot(self, painter: QPainter, x: float, *, done: bool) -> None:
        top = (self.height() - DOT) / 2
        box = QRectF(x, top, DOT, DOT)
        if not done:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._colors.control), 1.4))
            painter.drawEllipse(box.adjusted(0.7, 0.7, -0.7, -0.7))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colors.accent))
        painter.drawEllipse(box)
        painter.setPen(QPen(QColor(self._colors.bg), 1.2))
        painter.drawPolyline(
            [
                box.topLeft() + QRectF(0, 0, DOT * 0.27, DOT * 0.53).bottomRight(),
                box.topLeft() + QRectF(0, 0, DOT * 0.44, DOT * 0.69).bottomRight(),
                box.topLeft() + QRectF(0, 0, DOT * 0.74, DOT * 0.34).bottomRight(),
            ]
        )

    def _fitted(self) -> tuple[QFont, list[float], float]:
        for size in range(LARGEST, SMALLEST - 1, -1):
            type_ = font(size)
            metrics = QFontMetricsF(type_)
            widths = [DOT + DOT_GAP + metrics.horizontalAdvance(TITLES[m]) for m in MOMENTS]
            gap = (self.width() - sum(widths)) / (len(MOMENTS) - 1)
            if gap >= 5 or size == SMALLEST:
                break
        return type_, widths, gap

    def _describe(self) -> None:
        said = [
            f"{TITLES[name]}: {clock(self._done[name])}"
            if name in self._done
            else f"{TITLES[name]}: not yet"
            for name in MOMENTS
        ]
        self.setAccessibleDescription(", ".join(said))
        self.setToolTip("\n".join(said))
