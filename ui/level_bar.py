"""How loud one ear is, as a bar with a word beside it: wide enough to turn a level by."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.controls import label
from ui.sound_check import HEARD_DBFS, NOTHING_DBFS, TOO_LOUD_DBFS

FLOOR_DBFS = -70.0
HEIGHT = 8
"""Pixels."""
WORD_WIDTH = 64
"""Pixels: the longest of the words, so that the bar does not move."""


def level_word(dbfs: float | None) -> str:
    """Return what a level is called; None: nothing has come yet."""
    if dbfs is None:
        return ""
    if dbfs < NOTHING_DBFS:
        return "silent"
    if dbfs < HEARD_DBFS:
        return "quiet"
    return "too loud" if dbfs > TOO_LOUD_DBFS else "good"


class LevelBar(QWidget):
    """Fed by `show_level`; falls slowly, so that a word is seen."""

    FALL = 3.0
    """dB that the bar falls at each level, five a second."""

    def __init__(self, who: str) -> None:
        super().__init__()
        self._who = who
        self._dbfs: float | None = None
        self._bar = _Bar()
        self.word = label("", "small")
        self.word.setMinimumWidth(WORD_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._bar, 1)
        row.addWidget(self.word)
        self.show_level(None)

    def show_level(self, dbfs: float | None) -> None:
        """Show a level in dBFS; None: nothing is heard from here just now."""
        shown = dbfs
        if dbfs is not None and self._dbfs is not None:
            shown = max(dbfs, self._dbfs - self.FALL)
        self._dbfs = shown
        self._bar.fill(0.0 if shown is None else 1.0 - shown / FLOOR_DBFS)
        word = level_word(shown)
        if word != self.word.text() or not self.accessibleName():
            self.word.setText(word)
            self.setAccessibleName(f"{self._who}: level {word or 'not known yet'}")


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT)

    def fill(self, share: float) -> None:
        now = min(1.0, max(0.0, share))
        if now != self._share:
            self._share = now
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self.palette()
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colors.color(QPalette.ColorRole.Mid))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body, HEIGHT / 2, HEIGHT / 2)
            if self._share > 0.0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colors.color(QPalette.ColorRole.Highlight))
                body.setWidth(max(HEIGHT, body.width() * self._share))
                painter.drawRoundedRect(body, HEIGHT / 2, HEIGHT / 2)
