"""A workplace for tests: real core, real window, a scripted listener, everything in one folder."""

import sys
from pathlib import Path

from app.call.session import CallSession
from app.folders import Folders
from app.settings import Settings, WindowSettings
from speech.events import Ready
from tests.ui.test_call_controller import said
from ui.call_core import default_pack
from ui.call_source import CallSource
from ui.placement import Places
from ui.theme import Theme
from ui.workplace import Workplace

SETTINGS = Settings(window=WindowSettings(theme="dark", reduced_motion=True))
READY = Ready(
    t=0.0, recognizer="vosk", model="m", version="1",
    devices={"customer": "A", "agent": "B"}, sample_rate=16000,
)  # fmt: skip
CHILD = """
import sys
print('{"type":"ready","t":0.0,"recognizer":"pocketsphinx","model":"en-us","version":"1",'
      '"devices":{"customer":"A","agent":"B"},"sample_rate":16000}', flush=True)
for line in sys.stdin:
    if line == "stop\\n":
        break
print('{"type":"end","t":3.0,"reason":"stopped"}', flush=True)
"""
"""A listener that hears nothing and stops when told."""


def folders(tmp_path: Path) -> Folders:
    return Folders.find({"HEARBACK_HOME": str(tmp_path / "home")})


def workplace(qapp, tmp_path: Path) -> Workplace:
    child = tmp_path / "child.py"
    child.write_text(CHILD)
    made = Workplace(
        Theme(qapp, "dark"), SETTINGS, Places(tmp_path / "places.json"),
        lambda: CallSession(default_pack()), program=(sys.executable, str(child)),
    )  # fmt: skip
    made.use(CallSource(()))
    return made


def upset(work: Workplace) -> None:
    """Have an angry customer speak."""
    work.calls.feed(READY)
    for number, text in enumerate(
        [
            "this is the third time i am calling i was charged twice on tuesday forty five dollars",
            "nobody called me back and you promised to call me back yesterday this is ridiculous",
            "i am so angry i want to speak to a manager right now and i want my money back",
        ],
        1,
    ):
        work.calls.feed(said("customer", number, 12.0 * number, text))
