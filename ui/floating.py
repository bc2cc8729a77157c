"""A window that floats: always on top, dragged anywhere, back where it was, never in the way.

It never takes the keyboard by itself: the window does not accept focus until the agent asks for it
(`take_keyboard`: the tray's or the menu's "Use with the keyboard"), and gives it back on Escape or
when another window is used.
"""

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from ui.placement import Box, Place, Places, clamped, home, in_lower_half, resized
from ui.theme import DARK, RADIUS, WIDTH, Palette

FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)


SETTLE_MS = 800
"""Milliseconds that a desktop may take to rearrange its screens."""


class FloatingWindow(QWidget):
    """Paints a rounded ground, as wide as `WIDTH` and as tall as its layout needs."""

    first_painted = Signal()
    """The window is on the screen: once."""

    def __init__(self, places: Places) -> None:
        super().__init__(None, FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()
        self.setFixedWidth(WIDTH)
        self.colors: Palette = DARK
        self._places = places
        self._dragged: QPoint | None = None
        self._keyboard = False
        self._painted = False
        self._moved_in = QTimer(self)
        self._moved_in.setSingleShot(True)
        self._moved_in.setInterval(SETTLE_MS)
        self._moved_in.timeout.connect(self.go_to_its_place)
        screens = QGuiApplication.instance()
        if isinstance(screens, QGuiApplication):
            screens.screenAdded.connect(self._on_screens)
            screens.screenRemoved.connect(self._on_screens)

    def set_colors(self, colors: Palette) -> None:
        self.colors = colors
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(QColor(self.colors.bg))
            painter.setPen(QPen(QColor(self.colors.line), 1))
            body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(body, RADIUS, RADIUS)

    # Where it is

    def place(self) -> Place | None:
        """Return where the window was on this screen layout, None if it never was."""
        return self._places.at(_screens())

    def go_to_its_place(self) -> None:
        """Move to where it was on this screen layout; at first use to the top right."""
        self.fit()
        screens = _screens()
        place = self._places.at(screens) or home(screens, WIDTH)
        top = place.top(self.height())
        x, y = clamped(Box(place.x, top, self.width(), self.height()), screens)
        self.move(x, y)

    @Slot(QScreen)
    def _on_screens(self, _screen: QScreen) -> None:
        """Go to this layout's place once the desktop has finished rearranging itself."""
        self._moved_in.start()

    def remember(self, *, strip: bool) -> None:
        box, screens = self._box(), _screens()
        bottom = box.bottom if in_lower_half(box, screens) else None
        self._places.keep(screens, Place(box.x, box.y, strip, bottom))

    def dropped(self) -> None:
        """Say that a drag ended; a subclass remembers the place."""

    def fit(self) -> None:
        """Take the height that the layout needs, growing away from the nearer screen edge."""
        if self.layout() is None:
            return
        height = self.needed()
        if height != self.height():
            box = resized(self._box(), height, _screens())
            self.setFixedHeight(height)
            if self.isVisible() and (box.x, box.y) != (self.x(), self.y()):
                self.move(box.x, box.y)

    def needed(self) -> int:
        """Return the height that everything shown needs, in pixels."""
        layout = self.layout()
        if layout is None:
            return self.height()
        layout.activate()
        tall = layout.totalHeightForWidth(WIDTH)
        return tall if tall > 0 else layout.totalSizeHint().height()

    def room(self) -> int:
        """Return how tall the window may be on the screen that shows most of it."""
        here = self._box()
        return max(_screens(), key=here.overlap).h if _screens() else here.h

    def _box(self) -> Box:
        return Box(self.x(), self.y(), self.width(), self.height())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        elif event.type() == QEvent.Type.WindowDeactivate:
            self.give_back_keyboard()
        return done

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            self.move(event.globalPosition().toPoint() - self._dragged)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            self._dragged = None
            x, y = clamped(self._box(), _screens())
            self.move(x, y)
            self.dropped()

    # The keyboard, only when asked for

    def take_keyboard(self) -> None:
        """Accept the keyboard: the agent has asked for it."""
        self.show()
        self._keyboard = True
        handle = self.windowHandle()
        handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, False)
        handle.requestActivate()
        self.activateWindow()

    def give_back_keyboard(self) -> None:
        """Do not accept the keyboard any more."""
        handle = self.windowHandle()
        if self._keyboard and handle is not None:
            self._keyboard = False
            handle.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, True)
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.give_back_keyboard()
            return
        super().keyPressEvent(event)


def _screens() -> list[Box]:
    areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    return [Box(area.x(), area.y(), area.width(), area.height()) for area in areas]
