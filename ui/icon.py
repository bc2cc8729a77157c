"""The application's icon, from its ready-made sizes (no SVG library is loaded for it)."""

from PySide6.QtGui import QIcon

import resources

SIZES = (16, 24, 32, 48, 64, 128, 256)


def icon() -> QIcon:
    """Return the icon in all its sizes."""
    made = QIcon()
    for size in SIZES:
        made.addFile(str(resources.path(f"icons/hearback-{size}.png")))
    return made
