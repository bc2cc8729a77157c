"""Colors, spacing and type of every window: two palettes, one style sheet, the system's choice.

Text colors hold at least 4.5:1 against every ground they are put on (WCAG 2.2, 1.4.3), shapes and
lines that carry meaning 3:1 (1.4.11); a test computes both.
"""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.call.state import RiskLevel

ThemeName = Literal["dark", "light"]
ThemeChoice = Literal["system", "dark", "light"]

WIDTH = 360
"""Pixels: how wide the overlay is."""
RADIUS = 14
"""Pixels: corners of a window."""
CARD_RADIUS = 10
"""Pixels: corners of a card."""
GAP = 12
"""Pixels: around and between cards."""
SMALL_GAP = 6
"""Pixels: between things of one kind (chips, buttons)."""
FADE_MS = 150
"""Milliseconds: how long a card takes to fade in; 0 with reduced motion."""


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme. Every color is "#rrggbb"."""

    name: ThemeName
    bg: str
    """Ground of a window."""
    card: str
    """Ground of a card on it."""
    fg: str
    """Text."""
    muted: str
    """Text that can wait."""
    line: str
    """Hairlines and borders: decoration, never the only sign of anything."""
    control: str
    """Outline of what can be pressed or typed into, and of shapes that carry meaning."""
    accent: str
    on_accent: str
    """Text on `accent`."""
    watch: str
    high: str
    warning: str
    """Ground of the ear warning."""

    def level(self, level: RiskLevel) -> str:
        """Return the color that goes with a risk level (never its only sign)."""
        return {"calm": self.accent, "watch": self.watch, "high": self.high}[level]


DARK = Palette(
    name="dark",
    bg="#1f242b",
    card="#282f38",
    fg="#eef1f4",
    muted="#a3aeb9",
    line="#333b45",
    control="#77838f",
    accent="#58b8a9",
    on_accent="#0e1b19",
    watch="#e2ad55",
    high="#ee9088",
    warning="#403a31",
)
LIGHT = Palette(
    name="light",
    bg="#fbfcfd",
    card="#f1f4f7",
    fg="#1d2329",
    muted="#566270",
    line="#e2e7ec",
    control="#828d98",
    accent="#12766a",
    on_accent="#ffffff",
    watch="#855800",
    high="#b03f35",
    warning="#f6ead2",
)


def palette(name: ThemeName) -> Palette:
    """Return the dark or the light palette."""
    return DARK if name == "dark" else LIGHT


def font(size: int = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return Inter where it is installed, else the system's own font; `size` in pixels."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    made = QFont(system)
    if "Inter" in QFontDatabase.families():
        made.setFamilies(["Inter", *system.families()])
    made.setPixelSize(size)
    made.setWeight(weight)
    return made


def figures(size: int = 12, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return `font` with figures of one width, so that a running clock does not tremble."""
    made = font(size, weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def qt_palette(colors: Palette) -> QPalette:
    """Return the colors for whatever the style sheet does not reach."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: colors.bg,
        QPalette.ColorRole.WindowText: colors.fg,
        QPalette.ColorRole.Base: colors.card,
        QPalette.ColorRole.AlternateBase: colors.bg,
        QPalette.ColorRole.Text: colors.fg,
        QPalette.ColorRole.Button: colors.card,
        QPalette.ColorRole.ButtonText: colors.fg,
        QPalette.ColorRole.PlaceholderText: colors.muted,
        QPalette.ColorRole.Highlight: colors.accent,
        QPalette.ColorRole.HighlightedText: colors.on_accent,
        QPalette.ColorRole.Link: colors.accent,
        QPalette.ColorRole.Mid: colors.control,
        QPalette.ColorRole.ToolTipBase: colors.card,
        QPalette.ColorRole.ToolTipText: colors.fg,
    }
    for role, color in roles.items():
        made.setColor(role, QColor(color))
    made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText, QColor(colors.muted))
    return made


def stylesheet(colors: Palette) -> str:
    """Return the style of every window.

    Widgets name what they are by dynamic properties: `kind` on buttons ("primary", "quiet",
    "link", "plain", "chip", "level", "mood"), `tone` on labels ("muted", "small", "key", "name",
    "strong", "reason", "struck", "title"), `ground` on plain widgets ("card", "warning",
    "window").
    """
    return f"""
    QWidget {{ color: {colors.fg}; }}
    QMainWindow, QDialog, QWidget[ground="window"] {{ background: {colors.bg}; }}
    QWidget[ground="card"] {{ background: {colors.card}; border-radius: {CARD_RADIUS}px; }}
    QWidget[ground="warning"] {{ background: {colors.warning}; border-radius: {CARD_RADIUS}px; }}
    QFrame[ground="rule"] {{ background: {colors.line}; border: none; max-height: 1px; }}
    QLabel {{ background: transparent; }}
    QLabel[tone="muted"] {{ color: {colors.muted}; }}
    QLabel[tone="small"] {{ color: {colors.muted}; font-size: 12px; }}
    QLabel[tone="key"] {{ color: {colors.muted}; font-size: 11px; }}
    QLabel[tone="reason"] {{ font-size: 12px; }}
    QLabel[tone="struck"] {{
        color: {colors.muted}; font-size: 12px; text-decoration: line-through;
    }}
    QLabel[tone="name"] {{ font-size: 12px; font-weight: 600; }}
    QLabel[tone="quiet"] {{ color: {colors.muted}; padding: 4px 2px 0 2px; }}
    QLabel[tone="strong"] {{ font-weight: 600; }}
    QLabel[tone="title"] {{ font-size: 15px; font-weight: 600; }}
    QPushButton {{
        font-size: 12px; padding: 4px 10px; border-radius: 7px; min-height: 17px;
        border: 1px solid {colors.control}; color: {colors.fg}; background: transparent;
    }}
    QPushButton:hover {{ background: {colors.line}; }}
    QPushButton:pressed {{ background: {colors.control}; }}
    QPushButton:focus {{ border: 2px solid {colors.accent}; padding: 3px 9px; }}
    QPushButton:disabled {{ color: {colors.muted}; border-color: {colors.line}; }}
    QPushButton[kind="primary"] {{
        background: {colors.accent}; color: {colors.on_accent};
        border-color: {colors.accent}; font-weight: 600;
    }}
    QPushButton[kind="primary"]:focus {{ border: 2px solid {colors.fg}; }}
    QPushButton[kind="primary"]:disabled {{
        background: {colors.line}; color: {colors.muted}; border-color: {colors.line};
    }}
    QPushButton[kind="quiet"] {{ border-color: {colors.line}; color: {colors.muted}; }}
    QPushButton[kind="quiet"]:hover {{ color: {colors.fg}; border-color: {colors.control}; }}
    QPushButton[kind="quiet"]:focus {{ color: {colors.fg}; border: 2px solid {colors.accent}; }}
    QPushButton[kind="link"] {{
        border: 1px solid transparent; color: {colors.accent}; padding: 1px 3px;
        min-height: 14px; border-radius: 4px;
    }}
    QPushButton[kind="link"]:hover {{ text-decoration: underline; background: transparent; }}
    QPushButton[kind="link"]:focus {{ border: 1px solid {colors.accent}; }}
    QPushButton[kind="plain"] {{
        border: 1px solid transparent; color: {colors.muted}; padding: 1px 3px;
        min-height: 14px; font-size: 11px; border-radius: 4px;
    }}
    QPushButton[kind="plain"]:hover {{ color: {colors.fg}; background: {colors.line}; }}
    QPushButton[kind="plain"]:focus {{ border: 1px solid {colors.accent}; color: {colors.fg}; }}
    QPushButton[kind="level"] {{
        border: 1px solid transparent; padding: 2px 4px 2px 0; font-size: 13px; font-weight: 600;
        text-align: left; min-width: 66px; border-radius: 5px;
    }}
    QPushButton[kind="level"]:hover {{ background: {colors.card}; }}
    QPushButton[kind="level"]:focus {{ border: 1px solid {colors.accent}; }}
    QPushButton[level="calm"] {{ color: {colors.accent}; }}
    QPushButton[level="watch"] {{ color: {colors.watch}; }}
    QPushButton[level="high"] {{ color: {colors.high}; }}
    QPushButton[kind="mood"] {{
        border: 1px solid transparent; padding: 1px 4px 1px 0; font-size: 12px; min-height: 16px;
        text-align: left; border-radius: 5px; color: {colors.fg};
    }}
    QPushButton[kind="mood"][quiet="yes"] {{ color: {colors.muted}; }}
    QPushButton[kind="mood"]:hover {{ background: {colors.card}; }}
    QPushButton[kind="mood"]:focus {{ border: 1px solid {colors.accent}; }}
    QPushButton[kind="chip"] {{
        border-radius: 13px; border: 1px solid {colors.line}; background: {colors.bg};
        color: {colors.fg}; padding: 3px 10px; min-height: 18px; font-size: 12px;
    }}
    QPushButton[kind="chip"]:hover {{ border-color: {colors.control}; }}
    QPushButton[kind="chip"]:checked {{ color: {colors.muted}; text-decoration: line-through; }}
    QPushButton[kind="chip"]:focus {{ border: 2px solid {colors.accent}; padding: 2px 9px; }}
    QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QListWidget {{
        background: {colors.card}; color: {colors.fg}; border: 1px solid {colors.control};
        border-radius: 7px; padding: 4px 7px; selection-background-color: {colors.accent};
        selection-color: {colors.on_accent};
    }}
    QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QListWidget:focus {{
        border: 2px solid {colors.accent}; padding: 3px 6px;
    }}
    QListWidget::item {{ padding: 4px 2px; }}
    QComboBox {{ min-height: 18px; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox QAbstractItemView {{ background: {colors.card}; color: {colors.fg}; }}
    QProgressBar {{
        background: {colors.line}; border: none; border-radius: 4px; height: 8px;
        text-align: center;
    }}
    QProgressBar::chunk {{ background: {colors.accent}; border-radius: 4px; }}
    QMenu {{
        background: {colors.card}; color: {colors.fg}; border: 1px solid {colors.line};
        padding: 4px;
    }}
    QMenu::item {{ padding: 5px 18px; border-radius: 5px; }}
    QMenu::item:selected {{ background: {colors.line}; }}
    QMenu::item:disabled {{ color: {colors.muted}; }}
    QToolTip {{
        background: {colors.card}; color: {colors.fg}; border: 1px solid {colors.control};
        padding: 4px 6px;
    }}
    QScrollArea {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ background: transparent; width: 8px; }}
    QScrollBar::handle:vertical {{
        background: {colors.control}; border-radius: 4px; min-height: 24px;
    }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
    """


class Theme(QObject):
    """Dresses the application and keeps following the system where the settings say so."""

    changed = Signal(object)
    """Palette: whoever paints by hand repaints."""

    def __init__(self, app: QApplication, choice: ThemeChoice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice: ThemeChoice = choice
        app.setStyle("Fusion")
        app.setFont(font())
        self.colors = palette(self._name())
        self._dress()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def choose(self, choice: ThemeChoice) -> None:
        """Change the choice at run time."""
        self._choice = choice
        self._system_changed()

    def _name(self) -> ThemeName:
        if self._choice != "system":
            return self._choice
        scheme = self._app.styleHints().colorScheme()
        return "light" if scheme == Qt.ColorScheme.Light else "dark"

    def _system_changed(self) -> None:
        colors = palette(self._name())
        if colors is not self.colors:
            self.colors = colors
            self._dress()
            self.changed.emit(colors)

    def _dress(self) -> None:
        self._app.setPalette(qt_palette(self.colors))
        self._app.setStyleSheet(stylesheet(self.colors))
