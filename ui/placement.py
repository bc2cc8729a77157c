"""Where the window was, per screen layout: plain numbers, no Qt, so that it can be proved.

A laptop at its dock and on the train are two layouts, each with its own place. All numbers are
device-independent pixels of the virtual desktop.
"""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.folders import made

log = logging.getLogger(__name__)

MARGIN = 24
"""Pixels from the edges of a screen that was never seen before."""
KEPT = 20
"""Layouts remembered; the one not used for longest goes first."""
MAX_BYTES = 100_000


class Box(msgspec.Struct, frozen=True, array_like=True):
    """A rectangle: left, top, width, height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    def overlap(self, other: "Box") -> int:
        """Return the area that both cover."""
        w = min(self.right, other.right) - max(self.x, other.x)
        h = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0, w) * max(0, h)


class Place(msgspec.Struct, frozen=True):
    """Top left corner, and whether the window is folded into its strip."""

    x: int
    y: int
    strip: bool = False
    bottom: int | None = None
    """Lower edge of a window that grows upward: that is what stays, whatever its height."""

    def top(self, height: int) -> int:
        """Return where a window of this height begins."""
        return self.y if self.bottom is None else self.bottom - height


def layout_key(screens: Sequence[Box]) -> str:
    """Return a short name for an arrangement of screens, whatever order they come in."""
    said = ";".join(sorted(f"{box.x},{box.y},{box.w},{box.h}" for box in screens))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def home(screens: Sequence[Box], width: int) -> Place:
    """Return the place on a layout never seen: top right of the first screen."""
    if not screens:
        return Place(0, 0)
    first = screens[0]
    return Place(max(first.x, first.right - width - MARGIN), first.y + MARGIN)


def clamped(window: Box, screens: Sequence[Box]) -> tuple[int, int]:
    """Return the corner nearest to `window`'s at which it lies wholly on one screen.

    The screen that shows most of it wins, else the nearest. A window larger than the screen keeps
    its top left corner, where it is dragged, in sight.
    """
    if not screens:
        return window.x, window.y
    screen = max(screens, key=lambda one: (window.overlap(one), -_distance(window, one)))
    x = max(screen.x, min(window.x, screen.right - window.w))
    y = max(screen.y, min(window.y, screen.bottom - window.h))
    return x, y


def resized(window: Box, height: int, screens: Sequence[Box]) -> Box:
    """Return the window at a new height: in the lower half of its screen it grows upward.

    So the buttons at its edge stay under the pointer and nothing leaves the screen.
    """
    taller = Box(window.x, window.y, window.w, height)
    if in_lower_half(window, screens):
        taller = Box(window.x, window.bottom - height, window.w, height)
    x, y = clamped(taller, screens)
    return Box(x, y, window.w, height)


def in_lower_half(window: Box, screens: Sequence[Box]) -> bool:
    """Return whether the window's middle is below its screen's."""
    screen = max(screens, key=window.overlap, default=None)
    return screen is not None and window.y + window.h / 2 > screen.y + screen.h / 2


def _distance(window: Box, screen: Box) -> int:
    dx = max(screen.x - window.right, window.x - screen.right, 0)
    dy = max(screen.y - window.bottom, window.y - screen.bottom, 0)
    return dx * dx + dy * dy


class Places:
    """The remembered places, in one small file. A broken or unwritable file is only logged."""

    def __init__(self, file: Path | None) -> None:
        """Without a file, nothing outlives the process."""
        self._file = file
        self._known = self._read()

    def at(self, screens: Sequence[Box]) -> Place | None:
        """Return the place on this layout, None if it was never used."""
        return self._known.get(layout_key(screens))

    def keep(self, screens: Sequence[Box], place: Place) -> None:
        """Remember the place on this layout."""
        key = layout_key(screens)
        if self._known.get(key) == place:
            return
        self._known.pop(key, None)
        self._known[key] = place
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        self._write()

    def _read(self) -> dict[str, Place]:
        if self._file is None:
            return {}
        try:
            if self._file.stat().st_size > MAX_BYTES:
                log.warning("the window's places are too large and left aside")
                return {}
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, Place])
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
            log.warning("the window's places cannot be read: %s", type(error).__name__)
            return {}

    def _write(self) -> None:
        if self._file is None:
            return
        fresh = self._file.with_suffix(".new")
        try:
            made(self._file.parent)
            fresh.write_bytes(msgspec.json.encode(self._known))
            fresh.replace(self._file)
        except OSError as error:
            log.warning("the window's place cannot be kept: %s", error.strerror)
