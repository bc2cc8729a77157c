"""Pictures of the window at the telling moments of a call, dark and light.

The states are kept as they pass and painted after the call, on a window of their own, so that
taking pictures never delays the window that is being watched or measured.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.call.effects import CueShown, Effect, ReminderShown, RiskLevelChanged
from app.call.state import CallState
from models.errors import BadInputError
from ui.overlay import Overlay
from ui.placement import Places
from ui.theme import Theme, ThemeName

SETTLED = 4.0
"""Seconds into the call: both ears have been heard, nothing has happened."""
THEMES: tuple[ThemeName, ThemeName] = ("dark", "light")


class Moments(QObject):
    """Keeps the state at each telling moment, the first time it comes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kept: dict[str, CallState] = {"waiting": CallState()}

    def follow(self, item: object, state: CallState) -> None:
        """Look at the state after every event and click."""
        if state.listening and state.t >= SETTLED and state.cue is None:
            self._keep("calm", state)
        reminder = state.reminder
        if reminder is not None and any(fact.said_back is not None for fact in reminder.facts):
            self._keep("reminder-ticked", state)
        if state.ended:
            self._keep("ended", state)

    def happened(self, effect: Effect, state: CallState) -> None:
        """Look at what just changed."""
        match effect:
            case CueShown():
                self._keep("first-cue", state)
                if state.risk.level == "high":
                    self._keep("cue-at-high", state)
            case RiskLevelChanged(level=level) if level != "calm":
                self._keep(f"first-{level}", state)
            case ReminderShown():
                self._keep("reminder", state)
            case _:
                pass

    def _keep(self, name: str, state: CallState) -> None:
        self.kept.setdefault(name, state)


class Painter:
    """Saves pictures of windows into a folder, numbered in the order of asking."""

    def __init__(self, theme: Theme, folder: Path) -> None:
        self._theme = theme
        self._folder = folder
        self._count = 0
        self.files: list[Path] = []

    def save(self, name: str, make: Callable[[], QWidget]) -> None:
        """Paint the window that `make` returns, once in each theme."""
        self._count += 1
        for theme in THEMES:
            self._theme.choose(theme)
            widget = make()
            self._shoot(name, theme, widget)
            widget.close()
            widget.deleteLater()

    def shoot(self, name: str, widget: QWidget) -> None:
        """Paint a window that is there, once in each theme, and leave it open."""
        self._count += 1
        for theme in THEMES:
            self._theme.choose(theme)
            self._shoot(name, theme, widget)

    def _shoot(self, name: str, theme: str, widget: QWidget) -> None:
        widget.show()
        QApplication.processEvents()
        file = self._folder / f"{self._count:02}-{name}-{theme}.png"
        if not widget.grab().save(str(file)):
            raise BadInputError(f"picture {file.name}", f"{file} cannot be written.")
        self.files.append(file)

    def overlay(self, state: CallState, *, strip: bool = False, reasons: bool = False) -> Overlay:
        """Return a window of the state, in the colors of now."""
        made = Overlay(Places(None), reduced_motion=True)
        made.set_colors(self._theme.colors)
        made.show_call(state)
        made.risk.word.setChecked(reasons)
        if strip:
            made.fold()
        made.fit()
        return made


def save_all(kept: dict[str, CallState], painter: Painter) -> None:
    """Save every kept moment, and the strip and the open reasons of the most telling one."""
    for name, state in sorted(kept.items(), key=lambda item: item[1].t):
        painter.save(name, lambda state=state: painter.overlay(state))  # type: ignore[misc]
    telling = next(
        (kept[name] for name in ("cue-at-high", "first-high", "first-cue") if name in kept), None
    )
    if telling is not None:
        painter.save("reasons", lambda: painter.overlay(telling, reasons=True))
        painter.save("strip", lambda: painter.overlay(telling, strip=True))
