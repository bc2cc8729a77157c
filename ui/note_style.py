"""The note window's own part of the style sheet: editors without a box until they are touched."""

from ui.theme import CARD_RADIUS, Palette


def note_stylesheet(colors: Palette) -> str:
    """Return rules to set on the note window; everything else comes from the application's."""
    return f"""
    QTextEdit[kind="note"] {{
        background: transparent; border: 1px solid transparent; border-radius: 5px;
        padding: 2px 4px; font-size: 13px; placeholder-text-color: {colors.muted};
    }}
    QTextEdit[kind="note"]:hover {{ border: 1px solid {colors.line}; padding: 2px 4px; }}
    QTextEdit[kind="note"]:focus {{
        background: {colors.card}; border: 1px solid {colors.accent}; padding: 2px 4px;
    }}
    QTextEdit[kind="note"]:disabled {{ color: {colors.muted}; }}
    QFrame#moment {{
        background: {colors.card}; border: 1px solid {colors.control};
        border-radius: {CARD_RADIUS}px;
    }}
    QScrollArea, QScrollArea > QWidget > QWidget[ground="window"] {{ background: {colors.bg}; }}
    """
