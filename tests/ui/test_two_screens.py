"""Two screens, also at 200 %: where the window goes, and how sharp it is painted."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DESK = {"name": "Desk", "x": 2880, "y": 0, "width": 1920, "height": 1080}
LAPTOP = {"name": "Laptop", "x": 0, "y": 0, "width": 1440, "height": 900}
SCRIPT = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from PySide6.QtTest import QTest
from tests.ui import states
from ui.overlay import Overlay
from ui.placement import Places
from ui.theme import DARK, Theme

app = QApplication([])
Theme(app, "dark")
said = {}
overlay = Overlay(Places(Path(sys.argv[1])), reduced_motion=True)
overlay.set_colors(DARK)
overlay.go_to_its_place()
overlay.show()
overlay.show_call(states.CUED)
QTest.qWait(50)

def note(name):
    box, inside = overlay.geometry(), overlay.screen().geometry()
    picture = overlay.grab()
    said[name] = dict(
        screen=overlay.screen().name(), inside=inside.contains(box),
        sharp=picture.width() / box.width(), x=box.x(), y=box.y(),
    )

note("first")
for screen in app.screens():
    corner = screen.geometry().bottomRight()
    QTest.mousePress(overlay, Qt.MouseButton.LeftButton, pos=QPoint(100, 15))
    overlay.move(corner.x() - 200, corner.y() - 200)  # half of it beyond the edge
    QTest.mouseRelease(overlay, Qt.MouseButton.LeftButton, pos=QPoint(100, 15))
    QTest.qWait(50)
    note(screen.name())
print(json.dumps(said))
"""


def shown(tmp_path: Path, *screens: dict, scale: int = 1) -> dict:
    """Run the window on these screens, drag it into the corner of each; return where it was."""
    config = tmp_path / "screens.json"
    dpi = {"logicalDpi": 96, "logicalBaseDpi": 96}
    config.write_text(json.dumps({"screens": [screen | dpi for screen in screens]}))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "places.json")],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_SCALE_FACTOR": str(scale),
            "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
        },
        capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_stays_whole_on_either_screen_and_is_sharp(tmp_path):
    for scale in (1, 2):
        both = shown(tmp_path, LAPTOP, DESK, scale=scale)
        assert {name: both[name]["screen"] for name in ("Laptop", "Desk")} == {
            "Laptop": "Laptop", "Desk": "Desk",
        }  # fmt: skip
        assert all(place["inside"] for place in both.values())
        assert both["Desk"]["sharp"] == scale


def test_it_comes_back_where_it_was_on_each_arrangement(tmp_path):
    both = shown(tmp_path, LAPTOP, DESK)
    last = list(both.values())[-1]
    alone = shown(tmp_path, LAPTOP)
    assert alone["first"]["screen"] == "Laptop"
    assert alone["first"]["inside"]
    again = shown(tmp_path, LAPTOP, DESK)["first"]
    assert (again["x"], again["y"]) == (last["x"], last["y"])
