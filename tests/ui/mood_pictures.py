"""Take the picture of docs/what-is-heard.md: `python -m tests.ui.mood_pictures [FILE]`.

The window is the real one, its call goes through the real core; what a model would have read in it
is written in tests/ui/feelings.py.
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.call.actions import NotSo
from app.call.state import CallState
from tests.ui import feelings
from ui.overlay import Overlay
from ui.placement import Places
from ui.theme import Theme, ThemeName

OUT = Path(__file__).parents[2] / "docs" / "pictures" / "mood.png"
GROUND = "#8d98a4"
GAP = 12


def shown(
    theme: Theme,
    name: ThemeName,
    state: CallState,
    *,
    reasons: bool = False,
    captions: bool = False,
) -> QImage:
    """Return a picture of the window in this state."""
    theme.choose(name)
    overlay = Overlay(Places(None), reduced_motion=True)
    overlay.set_colors(theme.colors)
    overlay.set_captions(captions)
    overlay.show_call(state)
    overlay.risk.open_reasons(reasons)
    overlay.ear_line.setVisible(captions)
    overlay.show()
    QApplication.processEvents()
    overlay.fit()
    QApplication.processEvents()
    picture = overlay.grab().toImage()
    overlay.close()
    return picture


def beside(pictures: list[QImage]) -> QImage:
    """Return them in a row."""
    width = sum(one.width() for one in pictures) + GAP * (len(pictures) + 1)
    height = max(one.height() for one in pictures) + 2 * GAP
    sheet = QImage(width, height, QImage.Format.Format_RGB32)
    sheet.fill(QColor(GROUND))
    x = GAP
    with QPainter(sheet) as painter:
        for one in pictures:
            painter.drawImage(x, GAP, one)
            x += one.width() + GAP
    return sheet


def small(picture: QImage) -> QImage:
    """Return it in its 256 most common colors: a third of the bytes."""
    pixels = np.frombuffer(picture.constBits(), np.uint32)
    colors, counts = np.unique(pixels, return_counts=True)
    common = colors[np.argsort(counts)[::-1][:256]]
    return picture.convertToFormat(QImage.Format.Format_Indexed8, [int(one) for one in common])


def main(file: Path) -> None:
    """Paint the three moments."""
    app = QApplication([])
    theme = Theme(app, "dark")
    upset = feelings.played(feelings.upset())
    not_so = NotSo(t=upset.t, kind="mood", utterance=upset.mood.utterance)
    pictures = [
        shown(theme, "dark", upset, reasons=True),
        shown(theme, "light", feelings.played(feelings.upset(), not_so), reasons=True),
        shown(theme, "light", feelings.played(feelings.relieved().wait(60))),
    ]
    small(beside(pictures)).save(str(file))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
