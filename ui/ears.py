"""One ear: who is heard, how loud, and in words when something is wrong with it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.call.state import Ear
from speech.events import Channel, HealthState
from ui.controls import plain_tip
from ui.theme import DARK, Palette, font

WHO: dict[Channel, str] = {"customer": "Customer", "agent": "You"}

STATE_WORDS: dict[HealthState, str] = {
    "ok": "",
    "silent": "silent",
    "no-data": "no sound",
    "clipping": "too loud",
    "lagging": "behind",
    "gone": "gone",
    "bleed": "echo",
}
"""Short enough for the header; the warning card has the sentence."""

BARS = (5, 9, 12)
"""Pixels: heights of the level bars."""
THRESHOLDS = (-52.0, -38.0, -26.0)
"""dBFS from which a bar is lit. Speech on a call lies around −35 to −20 dBFS RMS."""
BAR = 3.0
BAR_GAP = 1.5


def lit_bars(dbfs: float) -> int:
    """Return how many of the three bars are lit at this level."""
    return sum(dbfs >= threshold for threshold in THRESHOLDS)


def paint_bars(painter: QPainter, corner: QPointF, lit: int, *, on: str, off: str) -> None:
    """Paint the bars from their bottom left `corner`; a dark bar is shorter, not only paler."""
    painter.setPen(Qt.PenStyle.NoPen)
    for index, height in enumerate(BARS):
        shown = index < lit
        painter.setBrush(QColor(on if shown else off))
        tall = height if shown else max(3.0, height * 0.45)
        left = corner.x() + index * (BAR + BAR_GAP)
        painter.drawRoundedRect(QRectF(left, corner.y() - tall, BAR, tall), 1, 1)


def bars_width() -> float:
    return len(BARS) * BAR + (len(BARS) - 1) * BAR_GAP


class EarMeter(QWidget):
    """Fed by one `Ear`."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._channel: Channel = channel
        self._ear = Ear()
        self._colors: Palette = DARK
        self._lit = 0
        self._short = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_colors(self, colors: Palette) -> None:
        self._colors = colors
        self.update()

    def show_ear(self, ear: Ear) -> None:
        lit = lit_bars(ear.dbfs)
        same = (ear.health, ear.speaking) == (self._ear.health, self._ear.speaking)
        told = (ear.health, ear.detail, ear.device)
        retold = told != (self._ear.health, self._ear.detail, self._ear.device)
        resized = ear.health != self._ear.health
        self._ear = ear
        if resized:
            self.updateGeometry()
        if retold:
            self._describe()
        if not same or lit != self._lit:
            self._lit = lit
            self.update()

    def set_short(self, short: bool) -> None:
        """Leave the state's word out: there is no room for two, the sign stays."""
        if short != self._short:
            self._short = short
            self.updateGeometry()
            self.update()

    def words(self) -> str:
        """Return what is written; a sick ear has words where a well one has bars."""
        state = STATE_WORDS[self._ear.health]
        who = WHO[self._channel]
        if not state:
            return who
        return f"⚠ {who}" if self._short else f"⚠ {who} {state}"

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self._font()).horizontalAdvance(self.words())
        bars = 5 + bars_width() if self._ear.health == "ok" else 0
        return QSize(round(width + bars + 1), 18)

    def paintEvent(self, event: QPaintEvent) -> None:
        fine = self._ear.health == "ok"
        color = self._colors.watch if not fine else self._colors.muted
        if fine and self._ear.speaking:
            color = self._colors.fg
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._font())
            painter.setPen(QColor(color))
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(self.rect(), middle, self.words())
            if fine:
                on, off = self._colors.accent, self._colors.control
                corner = QPointF(self.width() - bars_width(), 15)
                paint_bars(painter, corner, self._lit, on=on, off=off)

    def _font(self) -> QFont:
        return font(12, QFont.Weight.Normal if self._ear.health == "ok" else QFont.Weight.DemiBold)

    def _describe(self) -> None:
        state = STATE_WORDS[self._ear.health] or "heard well"
        device = f", from {self._ear.device}" if self._ear.device else ""
        detail = f". {self._ear.detail}" if self._ear.detail else ""
        self.setAccessibleName(f"{WHO[self._channel]}: {state}")
        self.setAccessibleDescription(f"{WHO[self._channel]}: {state}{device}{detail}")
        self.setToolTip(plain_tip(self.accessibleDescription()))
