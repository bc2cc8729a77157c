"""The last words of the call. Words stay where they are; those still in doubt are paler."""

from itertools import takewhile

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.call.state import Line
from speech.events import Channel
from ui.ears import WHO
from ui.theme import DARK, Palette, font

ROWS = 2
LEADING = 18.0
"""Pixels from row to row."""
KEPT_WORDS = 60
"""Of one entry; more never fits into the rows."""


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
        layouts = [self._laid_out(*entry) for entry in self.entries()]
        tall = sum(layout.lineCount() for layout in layouts) * LEADING
        y = min(0.0, self.height() - tall)
        with QPainter(self) as painter:
            painter.setClipRect(self.rect())
            for layout in layouts:
                layout.draw(painter, QPointF(0, y))
                y += layout.lineCount() * LEADING

    def _laid_out(self, channel: Channel, steady: str, doubtful: str) -> QTextLayout:
        who = WHO[channel]
        words = steady.split()[-KEPT_WORDS:]
        if len(words) == KEPT_WORDS:
            words[0] = "…"
        steady = " ".join(words)
        text = " ".join(part for part in (who, steady, doubtful) if part)
        layout = QTextLayout(text, font(12))
        layout.setFormats(
            [
                self._format(0, len(who), self._colors.fg, QFont.Weight.DemiBold),
                self._format(len(who), len(text) - len(who), self._colors.muted),
                self._format(
                    len(text) - len(doubtful), len(doubtful), self._colors.muted, alpha=0.65
                ),
            ]
        )
        layout.beginLayout()
        row = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width())
            line.setPosition(QPointF(0, row * LEADING + (LEADING - line.height()) / 2))
            row += 1
        layout.endLayout()
        return layout

    @staticmethod
    def _format(
        start: int,
        length: int,
        color: str,
        weight: QFont.Weight = QFont.Weight.Normal,
        alpha: float = 1.0,
    ) -> QTextLayout.FormatRange:
        shade = QColor(color)
        shade.setAlphaF(alpha)
        style = QTextCharFormat()
        style.setForeground(shade)
        style.setFontWeight(weight)
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = start, length, style
        return made
