"""Marks on the trend line: what they say, where they stand, and their shapes."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from app.call.clock import clock
from app.call.state import Mark, MarkKind
from ui.theme import Palette

SIZE = 3.6
"""Pixels from the middle of a mark to its edge."""
CHOSEN = 1.35
"""How much larger the one is that is pointed at."""
SAYS: dict[MarkKind, str] = {
    "upset": "more upset: ", "eased": "", "care": "asks for care: ", "not-so": "",
}  # fmt: skip
STEPS = 12
"""Halvings; more than enough for a pixel."""

Point = tuple[float, float]


def height(points: Sequence[Point], x: float) -> float:
    """Return how high the line is at `x`: between two points it is a cubic with level handles."""
    for (left, low), (right, high) in pairwise(points):
        if left <= x <= right and right > left:
            part, step = 0.5, 0.25
            for _ in range(STEPS):
                along = part * (1.5 - 1.5 * part + part * part)
                part += step if along < (x - left) / (right - left) else -step
                step /= 2
            return low + (high - low) * part * part * (3 - 2 * part)
    return points[-1][1]


def told(mark: Mark) -> str:
    """Return a mark in words: "01:12  more upset: third time calling"."""
    return f"{clock(mark.t)}  {SAYS[mark.kind]}{mark.words}"


def paint_mark(
    painter: QPainter, mark: Mark, at: QPointF, colors: Palette, *, chosen: bool
) -> None:
    """Paint a shape of its own for each kind, on a rim of the ground's color."""
    shape = _shape(mark.kind, at, SIZE * CHOSEN if chosen else SIZE)
    ground = QColor(colors.bg)
    painter.strokePath(shape, QPen(ground, 5))
    color = QColor(_color(mark.kind, colors))
    if mark.kind in {"eased", "not-so"}:
        painter.fillPath(shape, ground)
        painter.strokePath(shape, QPen(color, 1.8))
    else:
        painter.fillPath(shape, color)


def _color(kind: MarkKind, colors: Palette) -> str:
    match kind:
        case "upset":
            return colors.high
        case "eased":
            return colors.accent
        case "care":
            return colors.fg
        case _:
            return colors.muted


def _shape(kind: MarkKind, at: QPointF, size: float) -> QPainterPath:
    """Return a triangle, a ring, a diamond or a square: color is never the only sign."""
    path = QPainterPath()
    x, y = at.x(), at.y()
    match kind:
        case "upset":
            corners = [(0.0, -1.15), (1.15, 0.85), (-1.15, 0.85)]
        case "care":
            corners = [(0.0, -1.3), (1.2, 0.0), (0.0, 1.3), (-1.2, 0.0)]
        case "eased":
            path.addEllipse(at, size * 0.9, size * 0.9)
            return path
        case _:
            corners = [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)]
    path.addPolygon(QPolygonF([QPointF(x + a * size, y + b * size) for a, b in corners]))
    path.closeSubpath()
    return path
