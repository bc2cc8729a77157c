"""How the call is going: a word with its shape, five minutes of trend, and why, when asked."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.call.clock import clock
from app.call.state import Risk, RiskLevel, RiskPoint
from ui.controls import button, label, plain_tip, restyle
from ui.theme import DARK, Palette

SHAPES: dict[RiskLevel, str] = {"calm": "○", "watch": "●", "high": "▲"}
WORDS: dict[RiskLevel, str] = {"calm": "Calm", "watch": "Watch", "high": "High"}
SPAN = 300.0
"""Seconds of trend on screen."""
LEAST_SPAN = 20.0
"""Seconds that a young call is drawn over, so that its line does not shake."""
SHOWN_REASONS = 5


def word(level: RiskLevel) -> str:
    """Return the level with its shape: "▲ High"."""
    return f"{SHAPES[level]} {WORDS[level]}"


def trend(track: tuple[RiskPoint, ...], now: float) -> list[tuple[float, float]]:
    """Return the points to draw as (0…1 across, 0…1 up), left to right, ending at `now`."""
    first = max(0.0, now - SPAN)
    wide = max(LEAST_SPAN, now - first)
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
    """Fed by the risk and the time."""

    def __init__(self) -> None:
        super().__init__()
        self._risk = Risk()
        self._now = 0.0
        self._colors: Palette = DARK
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(34)
        self.setAccessibleName("Trend of the last five minutes")

    def sizeHint(self) -> QSize:
        return QSize(220, 34)

    def set_colors(self, colors: Palette) -> None:
        self._colors = colors
        self.update()

    def show_risk(self, risk: Risk, now: float) -> None:
        if risk != self._risk or now - self._now >= 1.0 or now < self._now:
            self._risk, self._now = risk, now
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        color = QColor(self._colors.level(self._risk.level))
        points = [self._at(x, y) for x, y in trend(self._risk.track, self._now)]
        path = QPainterPath(points[0])
        for one, other in pairwise(points):
            middle = (one.x() + other.x()) / 2
            path.cubicTo(QPointF(middle, one.y()), QPointF(middle, other.y()), other)
        under = QPainterPath(path)
        under.lineTo(points[-1].x(), self.height())
        under.lineTo(points[0].x(), self.height())
        under.closeSubpath()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shade = QLinearGradient(0, 0, 0, self.height())
            top, bottom = QColor(color), QColor(color)
            top.setAlphaF(0.22)
            bottom.setAlphaF(0.0)
            shade.setColorAt(0, top)
            shade.setColorAt(1, bottom)
            painter.fillPath(under, shade)
            pen = QPen(color, 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.strokePath(path, pen)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            last = points[-1]
            painter.drawEllipse(QRectF(last.x() - 3, last.y() - 3, 6, 6))

    def _at(self, x: float, y: float) -> QPointF:
        inner = QRectF(self.rect()).adjusted(3, 5, -4, -5)
        up = min(max(y, 0.0), 1.0)
        return QPointF(inner.left() + x * inner.width(), inner.bottom() - up * inner.height())


class RiskLine(QWidget):
    """Fed by the risk and the time. A click on the word (or Space) opens the reasons."""

    def __init__(self) -> None:
        super().__init__()
        self._risk = Risk()
        self.word = button(word("calm"), "level", hint="Why? Click to see the reasons.")
        self.word.setCheckable(True)
        self.word.toggled.connect(self._on_toggled)
        self.trend = TrendLine()
        self.reasons = label("", "small", wrap=True)
        self.reasons.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.word)
        row.addWidget(self.trend, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.reasons)
        self._tell()

    def set_colors(self, colors: Palette) -> None:
        self.trend.set_colors(colors)

    def show_risk(self, risk: Risk, now: float) -> None:
        self.trend.show_risk(risk, now)
        if risk == self._risk:
            return
        told = (risk.level, risk.reasons) != (self._risk.level, self._risk.reasons)
        self._risk = risk
        if told:
            self._tell()

    def lines(self) -> list[str]:
        """Return why, in plain words, each with when it was heard."""
        return [
            f"{clock(reason.t)}  {reason.words}" for reason in self._risk.reasons[:SHOWN_REASONS]
        ] or ["No signs of trouble heard."]

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        self.reasons.setVisible(shown)

    def _tell(self) -> None:
        level = self._risk.level
        why = "\n".join(self.lines())
        self.word.setText(word(level))
        restyle(self.word, level=level)
        self.word.setAccessibleName(f"How it is going: {WORDS[level]}")
        self.word.setAccessibleDescription(why)
        self.word.setToolTip(plain_tip(why))
        self.trend.setAccessibleDescription(f"Now {WORDS[level].lower()}")
        self.reasons.setText(why)
