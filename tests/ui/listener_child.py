"""A listener whose child is a small script that speaks its lines."""

import sys
import textwrap

import pytest

from ui import listener
from ui.listener import ListenerProcess

READY = (
    '{"type":"ready","t":0.0,"recognizer":"vosk","model":"m","version":"1",'
    '"devices":{"customer":"A","agent":"B"},"sample_rate":16000}'
)
LEVEL = '{"type":"level","t":%s,"channel":"customer","dbfs":-30.0}'


@pytest.fixture
def child(tmp_path, qtbot, monkeypatch):
    """Return a maker of listeners whose child is the given script; none outlives the test."""
    monkeypatch.setattr(listener, "RESTART_MS", 20)
    made = []

    def make(script: str, **options) -> ListenerProcess:
        file = tmp_path / "child.py"
        start = f"import sys, time, os\nREADY = {READY!r}\nLEVEL = {LEVEL!r}\n"
        say = "def say(*lines):\n    for line in lines:\n        print(line, flush=True)\n"
        file.write_text(start + say + textwrap.dedent(script))
        process = ListenerProcess(program=(sys.executable, str(file)), **options)
        process.heard = []
        process.event_heard.connect(process.heard.append)
        made.append(process)
        return process

    yield make
    for process in made:
        process.stop_now()


def kinds(process):
    return [type(event).__name__ for event in process.heard]
