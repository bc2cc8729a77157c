"""A deaf ear, and another device on which something is really to be heard."""

import json
import sys

import pytest

from app.settings import Settings
from speech.events import Health
from tests.ui import places
from ui import live_candidates
from ui.device_choice import Devices
from ui.live_devices import LiveDevices

LIST = [
    {"name": "softphone.monitor", "description": "Softphone", "kind": "monitor", "default": True},
    {"name": "off.monitor", "description": "Off", "kind": "monitor", "state": "suspended"},
    {"name": "dead.monitor", "description": "Dead", "kind": "monitor", "state": "running"},
    {"name": "mine.monitor", "description": "Mine", "kind": "monitor", "state": "running"},
    {"name": "loud.monitor", "description": "Speakers", "kind": "monitor", "state": "running"},
    {"name": "mic", "description": "Mic", "kind": "microphone", "default": True},
]  # fmt: skip
CHILD = """
import json, sys, time
if "--list" in sys.argv:
    print({devices!r}); sys.exit()
name = sys.argv[sys.argv.index("--customer") + 1]
open({log!r}, "a").write(name + "\\n")
def say(**event):
    print(json.dumps(event), flush=True)
say(type="ready", t=0.0, recognizer="none", model="none", version="1",
    devices=dict(customer=name, agent="Mic"), sample_rate=16000)
say(type="health", t=0.0, channel="agent", state="bleed" if name == "mine.monitor" else "ok")
for tick in range(30):
    say(type="level", t=tick * 0.2, channel="agent", dbfs=-20.0 if tick < 10 else -70.0)
    say(type="level", t=tick * 0.2, channel="customer",
        dbfs=-120.0 if name == "dead.monitor" else -30.0)
sys.stdin.read()
"""


@pytest.fixture
def work(qapp, qtbot, tmp_path, monkeypatch):
    for name, value in (("FIRST_MS", 1), ("AGAIN_MS", 200), ("MOST_MS", 60_000)):
        monkeypatch.setattr(live_candidates, name, value)
    made = places.workplace(qapp, tmp_path)
    file = tmp_path / "probe.py"
    file.write_text(CHILD.format(devices=json.dumps(LIST), log=str(tmp_path / "probed")))
    program = (sys.executable, str(file))
    LiveDevices(made, Settings(), places.folders(tmp_path), Devices(), program=program)
    made.begin_call()
    qtbot.waitUntil(lambda: made.state.listening)
    made.overlay.show()
    yield made
    made.close()
    made.deleteLater()


def test_only_a_device_that_is_in_use_and_heard_is_offered_and_tried(work, qtbot, tmp_path):
    work.calls.feed(Health(t=8.0, channel="customer", state="silent"))
    warning = work.overlay.warning
    qtbot.waitUntil(lambda: warning.action.text() == "Try “Speakers”")
    probed = (tmp_path / "probed").read_text().split()
    assert probed[:3] == ["dead.monitor", "mine.monitor", "loud.monitor"]
    with qtbot.waitSignal(work.listener.restarted):
        warning.action.click()
    assert "--customer loud.monitor" in " ".join(work.source.arguments)


def test_the_offer_goes_with_the_trouble(work, qtbot):
    work.calls.feed(Health(t=8.0, channel="customer", state="gone"))
    qtbot.waitUntil(lambda: bool(work.overlay.warning.known.live))
    work.calls.feed(Health(t=9.0, channel="customer", state="ok"))
    assert work.overlay.warning.isHidden()
    assert not work.overlay.warning.known.live


def test_nothing_is_probed_while_all_is_well_or_paused(work, qtbot, tmp_path):
    work.calls.feed(Health(t=8.0, channel="customer", state="clipping"))
    work.pause()
    work.calls.feed(Health(t=8.0, channel="customer", state="gone"))
    qtbot.wait(50)
    assert not (tmp_path / "probed").exists()
