"""Five minutes of the risk as a line, with marks at the moments that mattered."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.call.state import Mark, Risk, RiskPoint
from ui.controls import announce, plain_tip
from ui.theme import DARK, Palette
from ui.trend_marks import Point, height, paint_mark, told

SPAN = 300.0
"""Seconds of trend on screen."""
LEAST_SPAN = 20.0
"""Seconds that a young call is drawn over, so that its line does not shake."""
NEAR = 9.0
"""Pixels from a mark within which the pointer is on it."""


def window(now: float) -> tuple[float, float]:
    """Return the first second on screen, and how many seconds the width stands for."""
    first = max(0.0, now - SPAN)
    return first, max(LEAST_SPAN, now - first)


def trend(track: tuple[RiskPoint, ...], now: float) -> list[Point]:
    """Return the points to draw as (0…1 across, 0…1 up), left to right, ending at `now`."""
    first, wide = window(now)
    value, points = 0.0, []
    for point in track:
        if point.t <= first:
            value = point.value
        elif point.t <= now:
            points.append(((point.t - first) / wide, point.value))
    points.insert(0, (0.0, value))
    points.append(((now - first) / wide, points[-1][1]))
    return points


class TrendLine(QWidget):
    """Fed by the risk, the marks and the time. Marks are told on hover and by the arrow keys."""

    def __init__(self) -> None:
        super().__init__()
        self._risk = Risk()
        self._marks: tuple[Mark, ...] = ()
        self._now = 0.0
        self._colors: Palette = DARK
        self._chosen: Mark | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(34)
        self.setMouseTracking(True)
        self._describe()

    def sizeHint(self) -> QSize:
        return QSize(220, 34)

    def set_colors(self, colors: Palette) -> None:
        self._colors = colors
        self.update()

    def show_risk(self, risk: Risk, now: float, marks: tuple[Mark, ...] = ()) -> None:
        marked = marks != self._marks
        if risk != self._risk or marked or now - self._now >= 1.0 or now < self._now:
            self._risk, self._now, self._marks = risk, now, marks
            self.update()
        if marked:
            self._describe()

    @property
    def chosen(self) -> Mark | None:
        """The mark under the pointer, or chosen by the keys."""
        return self._chosen

    def spots(self) -> list[tuple[Mark, QPointF]]:
        """Return the marks in sight and where they are drawn."""
        points = trend(self._risk.track, self._now)
        first, wide = window(self._now)
        return [
            (mark, self._at(x, height(points, x)))
            for mark in self._marks
            if (x := (mark.t - first) / wide) >= 0.0 and mark.t <= self._now
        ]

    # By pointer and by keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        near = self._near(event.position().x())
        self._choose(near[-1] if near else None, [told(mark) for mark in near])
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._choose(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._step_to(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        marks = [mark for mark, _ in self.spots()]
        at = marks.index(self._chosen) if self._chosen in marks else len(marks)
        match event.key():
            case Qt.Key.Key_Left:
                self._step_to(max(0, at - 1))
            case Qt.Key.Key_Right:
                self._step_to(min(len(marks) - 1, at + 1))
            case Qt.Key.Key_Home:
                self._step_to(0)
            case Qt.Key.Key_End:
                self._step_to(-1)
            case _:
                super().keyPressEvent(event)

    def _step_to(self, at: int) -> None:
        marks = [mark for mark, _ in self.spots()]
        if marks:
            self._choose(marks[at], [told(marks[at])])
            announce(self, told(marks[at]))

    def _choose(self, mark: Mark | None, said: Sequence[str] = ()) -> None:
        if mark is None:
            if self._chosen is not None:
                QToolTip.hideText()
        else:
            spot = next((at for one, at in self.spots() if one is mark), None)
            if spot is not None:
                below = self.mapToGlobal(QPointF(spot.x() - 12, self.height()).toPoint())
                QToolTip.showText(below, plain_tip("\n".join(said)), self)
        if mark is not self._chosen:
            self._chosen = mark
            self.update()

    def _near(self, x: float) -> list[Mark]:
        return [mark for mark, spot in self.spots() if abs(spot.x() - x) <= NEAR]

    def _describe(self) -> None:
        number = len(self._marks)
        marked = f", {number} marked {'moment' if number == 1 else 'moments'}" if number else ""
        self.setAccessibleName(f"Trend of the last five minutes{marked}")
        self.setAccessibleDescription("; ".join(told(mark) for mark in self._marks))
        policy = Qt.FocusPolicy.TabFocus if number else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        color = QColor(self._colors.level(self._risk.level))
        points = [self._at(x, y) for x, y in trend(self._risk.track, self._now)]
        path = _curve(points)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter, path, color)
            pen = QPen(color, 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.strokePath(path, pen)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            last = points[-1]
            painter.drawEllipse(QRectF(last.x() - 3, last.y() - 3, 6, 6))
            for mark, spot in self.spots():
                paint_mark(painter, mark, spot, self._colors, chosen=mark is self._chosen)
            if self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self._colors.accent), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_ground(self, painter: QPainter, path: QPainterPath, color: QColor) -> None:
        under = QPainterPath(path)
        under.lineTo(path.currentPosition().x(), self.height())
        under.lineTo(path.elementAt(0).x, self.height())
        under.closeSubpath()
        shade = QLinearGradient(0, 0, 0, self.height())
        top, bottom = QColor(color), QColor(color)
        top.setAlphaF(0.22)
        bottom.setAlphaF(0.0)
        shade.setColorAt(0, top)
        shade.setColorAt(1, bottom)
        painter.fillPath(under, shade)

    def _at(self, x: float, y: float) -> QPointF:
        inner = QRectF(self.rect()).adjusted(4, 6, -5, -6)
        up = min(max(y, 0.0), 1.0)
        return QPointF(inner.left() + x * inner.width(), inner.bottom() - up * inner.height())


def _curve(points: Sequence[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for one, other in pairwise(points):
        middle = (one.x() + other.x()) / 2
        path.cubicTo(QPointF(middle, one.y()), QPointF(middle, other.y()), other)
    return path
