"""A card: its ground, the stripe at its side, and how it fades in."""

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import CARD_RADIUS, DARK, FADE_MS, Palette

STRIPE = 3
"""Pixels."""


class Card(QWidget):
    """Paints its own ground, so that the stripe follows the rounded corner.

    The fade is a veil of the window's ground painted over the card, thinning out: the phrase can
    be read from the first frame on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.colors: Palette = DARK
        self._stripe = DARK.accent
        self._veil = _Veil(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_colors(self, colors: Palette) -> None:
        self.colors = colors
        self._veil.color = QColor(colors.bg)
        self.update()

    def set_stripe(self, color: str) -> None:
        if color != self._stripe:
            self._stripe = color
            self.update()

    def appear(self, *, fade: bool) -> None:
        """Show the card; without `fade` (reduced motion) at once."""
        self.show()
        if fade:
            self._veil.lift()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shape = QPainterPath()
            shape.addRoundedRect(QRectF(self.rect()), CARD_RADIUS, CARD_RADIUS)
            painter.fillPath(shape, QColor(self.colors.card))
            inner = QPainterPath()
            body = QRectF(self.rect()).adjusted(STRIPE, 0, CARD_RADIUS, 0)
            inner.addRoundedRect(body, CARD_RADIUS - STRIPE, CARD_RADIUS)
            painter.fillPath(shape.subtracted(inner), QColor(self._stripe))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._veil.setGeometry(self.rect())


class _Veil(QWidget):
    def __init__(self, card: QWidget) -> None:
        super().__init__(card)
        self._card = card
        self.color = QColor(DARK.bg)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._fade = QVariantAnimation(self)
        self._fade.setDuration(FADE_MS)
        self._fade.setStartValue(0.8)
        self._fade.setEndValue(0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.valueChanged.connect(self.update)
        self._fade.finished.connect(self.hide)

    def lift(self) -> None:
        self.setGeometry(self._card.rect())
        self.raise_()
        self.show()
        self._fade.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        color = QColor(self.color)
        color.setAlphaF(float(self._fade.currentValue() or 0.0))
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), color)
