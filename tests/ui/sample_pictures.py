"""Take the pictures of the sample calls: `python -m tests.ui.sample_pictures [EMOTION_MODEL]`.

The listener hears each recording for real, with the built-in ear and the emotion model that ships
(or another one), the real core follows, and the real window is painted at a telling moment of each.
A call that does not read as it should is said, and ends this with 1.
"""

import os
import subprocess
import sys
from collections.abc import Callable

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

import resources
from app.call import stream
from app.call.session import CallSession
from app.call.state import CallState
from tests.ui.mood_pictures import OUT, beside, shown, small
from ui.call_core import default_pack
from ui.theme import Theme

Telling = Callable[[CallState], bool]


def sounds(*moods: str) -> Telling:
    return lambda state: state.mood.name in moods


def upset(state: CallState) -> bool:
    alarm = state.cue is not None and state.cue.level == state.risk.level == "high"
    return alarm and sounds("angry", "frustrated")(state)


def quiet(state: CallState) -> bool:
    return state.risk.level == "calm" and sounds("neutral", "satisfied", "grateful")(state)


def reminded(state: CallState) -> bool:
    return state.reminder is not None and state.risk.level != "calm"


def states(call: str, model: str) -> list[CallState]:
    """Return every state of a sample call, heard now."""
    file = resources.path("sample_calls") / f"{call}.flac"
    words = [sys.executable, "-m", "app", "listen", "--file", str(file), "--speed", "max"]
    words += ["--recognizer", "pocketsphinx", *(["--emotion-model", model] if model else [])]
    heard = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout.splitlines()
    session = CallSession(default_pack())
    return [session.feed(event).state for event in stream.read(heard, call)]


def main(model: str) -> int:
    """Paint docs/pictures/overlay.png and sample-calls.png; return the exit status."""
    app = QApplication([])
    theme = Theme(app, "dark")
    charged, bereaved, plain = (
        states(call, model) for call in ("charged-twice", "bereavement", "calm-update")
    )
    angry = next(filter(upset, charged), None)
    sad = next(filter(sounds("sad"), bereaved), None)
    glad = next(filter(quiet, reversed(plain)), None)
    ever = {state.risk.level for state in plain}
    if angry is None or sad is None or glad is None or ever != {"calm"}:
        sys.stderr.write("A sample call does not read as it should.\n")
        return 1
    begun = next(state for state in charged if state.t >= 4.0)
    told = next(filter(reminded, charged), angry)
    pictures = {
        "overlay": [
            shown(theme, "light", begun, captions=True),
            shown(theme, "dark", angry, captions=True),
            shown(theme, "light", told, captions=True),
        ],
        "sample-calls": [
            shown(theme, "dark", angry, reasons=True),
            shown(theme, "light", sad, reasons=True),
            shown(theme, "light", glad, reasons=True),
        ],
    }
    for name, row in pictures.items():
        small(beside(row)).save(str(OUT.with_name(f"{name}.png")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
