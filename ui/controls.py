"""Buttons and labels with the style sheet's properties and an accessible name from birth."""

from html import escape
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

ButtonKind = Literal["normal", "primary", "quiet", "link", "plain", "chip", "level", "mood"]
Tone = Literal["normal", "muted", "small", "strong", "title", "name", "key", "quiet", "reason"]


def button(
    text: str, kind: ButtonKind = "normal", *, name: str = "", hint: str = ""
) -> QPushButton:
    """Return a button; `name` is what a screen reader says where `text` is not enough."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(name or text)
    made.setAccessibleDescription(hint)
    made.setToolTip(plain_tip(hint))
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


def label(text: str = "", tone: Tone = "normal", *, wrap: bool = False) -> QLabel:
    """Return a label of plain text, so that nothing heard is ever taken for markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    return made


def plain_tip(text: str) -> str:
    """Return text for a hint that shows it as it stands.

    Qt takes what looks like markup for markup, and would fetch an image that the name of a caller
    or of a device asks for.
    """
    return f"<p>{escape(text)}</p>" if "<" in text else text


def rule() -> QFrame:
    """Return a hairline."""
    made = QFrame()
    made.setProperty("ground", "rule")
    made.setFixedHeight(1)
    return made


def restyle(widget: QWidget, **properties: str) -> None:
    """Set style sheet properties and have them looked at again, if any has changed."""
    if all(widget.property(key) == value for key, value in properties.items()):
        return
    for key, value in properties.items():
        widget.setProperty(key, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def announce(about: QObject, message: str) -> None:
    """Have a screen reader say `message` without moving anybody's focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(about, message))
