"""The window folded into one row: how it goes, the phrase if there is one, and both ears."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.call.clock import clock
from app.call.state import CallState
from speech.events import CHANNELS, Channel
from ui.controls import button
from ui.cue_card import words_of
from ui.ear_trouble import NOTHING, Known, trouble
from ui.ears import bars_width, lit_bars, paint_bars
from ui.risk_line import word
from ui.theme import DARK, Palette, font

HEIGHT = 38


class Strip(QWidget):
    """Fed by the call state."""

    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = _StripText()
        self.open = button("▾", "plain", name="Open", hint="Open the whole window")
        self.open.clicked.connect(self.opened)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 7, 0)
        row.setSpacing(6)
        row.addWidget(self._text, 1)
        row.addWidget(self.open)
        self.setFixedHeight(HEIGHT)

    def set_colors(self, colors: Palette) -> None:
        self._text.set_colors(colors)

    def show_call(self, state: CallState, known: Known = NOTHING) -> None:
        self._text.show_call(state, known)

    def show_watch(self, words: str) -> None:
        """Say this where it would say that nothing is heard; "" ends that."""
        self._text.show_watch(words)

    def text(self) -> str:
        """Return what is written on it, risk word included."""
        return self._text.accessibleName()


class _StripText(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._colors: Palette = DARK
        self._parts = ("", "", "", False)
        self._state = CallState()
        self._known = NOTHING
        self._watch = ""
        self._lit: dict[Channel, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def set_colors(self, colors: Palette) -> None:
        self._colors = colors
        self.update()

    def show_watch(self, words: str) -> None:
        self._watch = words
        self.show_call(self._state, self._known)

    def show_call(self, state: CallState, known: Known) -> None:
        self._state, self._known = state, known
        parts = _parts(state, self._colors, self._watch, known)
        lit = {channel: lit_bars(state.ears[channel].dbfs) for channel in CHANNELS}
        if (parts, lit) == (self._parts, self._lit):
            return
        self._parts, self._lit = parts, lit
        self.setAccessibleName(" ".join(parts[1:3]).strip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        color, first, rest, bright = self._parts
        strong = font(12, QFont.Weight.DemiBold)
        left = 0
        middle = Qt.AlignmentFlag.AlignVCenter
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if first:
                painter.setFont(strong)
                painter.setPen(QColor(color))
                painter.drawText(self.rect(), middle, first)
                left = QFontMetrics(strong).horizontalAdvance(first) + 10
            usual = font(12)
            right = self.width() - 2 * round(bars_width()) - 20
            box = QRect(left, 0, max(0, right - left), self.height())
            cut = QFontMetrics(usual).elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
            painter.setFont(usual)
            painter.setPen(QColor(self._colors.fg if bright else self._colors.muted))
            painter.drawText(box, middle, cut)
            x = self.width() - 2 * bars_width() - 8
            for channel in CHANNELS:
                lit = self._lit.get(channel, 0)
                corner = QPointF(x, self.height() / 2 + 6)
                on, off = self._colors.accent, self._colors.control
                paint_bars(painter, corner, lit, on=on, off=off)
                x += bars_width() + 6


def _parts(
    state: CallState, colors: Palette, watch: str, known: Known
) -> tuple[str, str, str, bool]:
    """Return (color of the word, the word, the rest, whether the rest is bright)."""
    if found := trouble(state, known):
        return (colors.watch, "⚠", found.sentence, True)
    if state.paused:
        return (colors.muted, "Ⅱ", f"Paused · {clock(state.t)}", False)
    if not state.listening:
        idle = "The call has ended" if state.ended else "Not listening"
        return (colors.muted, "", watch or idle, False)
    level = state.risk.level
    if state.cue is not None:
        return (
            colors.level(level),
            word(level),
            words_of(state.cue),
            True,
        )
    if state.reminder is not None:
        return (colors.level(level), word(level), "Say back what you heard", True)
    return (colors.level(level), word(level), f"Listening · {clock(state.t)}", False)
