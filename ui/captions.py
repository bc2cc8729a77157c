"""The last words of the call. Words stay where they are; those still in doubt are paler."""

from itertools import takewhile

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.call.state import Line
from speech.events import Channel
from ui.ears import WHO
from ui.theme import DARK, Palette, font

ROWS = 2
LEADING = 18.0
"""Pixels from row to row."""
KEPT_WORDS = 400
"""Of one entry; a longer one is cut at its beginning, far above what is to be seen."""


def held(before: str, now: str) -> int:
    """Return how many words at the beginning of `now` were there before: steady enough to read."""
    pairs = zip(before.split(), now.split(), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


class Captions(QWidget):
    """Fed by finished lines and by what is being said. Nothing is kept but what is on screen."""

    def __init__(self) -> None:
        super().__init__()
        self._colors: Palette = DARK
        self._line: Line | None = None
        self._partials: dict[Channel, str] = {}
        self._steady: dict[Channel, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Captions")

    def sizeHint(self) -> QSize:
        return QSize(300, round(ROWS * LEADING))

    def set_colors(self, colors: Palette) -> None:
        self._colors = colors
        self.update()

    def show_captions(self, lines: tuple[Line, ...], partials: dict[Channel, str]) -> None:
        line = lines[-1] if lines else None
        partials = {channel: text for channel, text in partials.items() if text}
        if line is self._line and partials == self._partials:
            return
        self._steady = {
            channel: held(self._partials.get(channel, ""), text)
            for channel, text in partials.items()
        }
        self._line, self._partials = line, partials
        self.update()

    def entries(self) -> list[tuple[Channel, str, str]]:
        """Return (who, steady words, words in doubt), the oldest first."""
        shown: list[tuple[Channel, str, str]] = []
        if self._line is not None:
            shown.append((self._line.channel, self._line.text, ""))
        for channel, text in self._partials.items():
            words = text.split()
            steady = self._steady.get(channel, 0)
            shown.append((channel, " ".join(words[:steady]), " ".join(words[steady:])))
        return shown

    def paintEvent(self, event: QPaintEvent) -> None:
        names = font(12, QFont.Weight.DemiBold)
        gutter = max(QFontMetricsF(names).horizontalAdvance(name) for name in WHO.values()) + 10
        entries = [
            (WHO[channel], self._laid_out(steady, doubtful, self.width() - gutter))
            for channel, steady, doubtful in self.entries()
        ]
        y = min(0.0, self.height() - sum(text.lineCount() for _, text in entries) * LEADING)
        with QPainter(self) as painter:
            painter.setClipRect(self.rect())
            painter.setFont(names)
            painter.setPen(QColor(self._colors.fg))
            for name, text in entries:
                text.draw(painter, QPointF(gutter, y))
                tall = text.lineCount() * LEADING
                first = QRectF(0, max(y, 0.0), gutter, LEADING)
                if y + tall > 0:
                    painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, name)
                y += tall

    def _laid_out(self, steady: str, doubtful: str, width: float) -> QTextLayout:
        words = steady.split()
        steady = " ".join(words[-KEPT_WORDS:])
        text = " ".join(part for part in (steady, doubtful) if part)
        layout = QTextLayout(text, font(12))
        layout.setFormats(
            [
                self._format(0, len(text), self._colors.fg),
                self._format(len(text) - len(doubtful), len(doubtful), self._colors.muted),
            ]
        )
        layout.beginLayout()
        row = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, row * LEADING + (LEADING - line.height()) / 2))
            row += 1
        layout.endLayout()
        return layout

    @staticmethod
    def _format(start: int, length: int, color: str) -> QTextLayout.FormatRange:
        style = QTextCharFormat()
        style.setForeground(QColor(color))
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = start, length, style
        return made
