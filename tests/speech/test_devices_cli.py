import json

import pytest

from speech import devices_cli
from tests.speech.sound_simulator import MIC, MONITOR, Simulator
from tests.speech.test_tables import inputs


@pytest.fixture
def system(monkeypatch) -> Simulator:
    made = Simulator()
    monkeypatch.setattr(devices_cli, "sound_system", lambda: made)
    return made


def test_programs_get_the_stable_name_the_kind_the_ears_and_the_state(system, capsys):
    assert devices_cli.list_devices(as_json=True) == 0
    listed = {device["name"]: device for device in json.loads(capsys.readouterr().out)}
    assert listed[MONITOR.name]["ears"] == ["customer"]
    assert listed[MIC.name]["ears"] == ["agent"]
    assert set(listed[MIC.name]) == {
        "name", "description", "kind", "rate", "default", "state", "ears",
    }  # fmt: skip
    assert "index" not in listed[MIC.name], "it changes with every plug"


def test_a_person_reads_what_each_is(system, capsys):
    devices_cli.list_devices(as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["output", "monitor", "softphone.monitor", "(default)"]
    assert lines[2].split()[:3] == ["output", "monitor", "usb.monitor"]


def test_a_mac_gets_its_advice_on_standard_error(system, capsys, monkeypatch):
    monkeypatch.setattr(devices_cli.sys, "platform", "darwin")
    system.devices = tuple(inputs("macos", "darwin"))
    devices_cli.list_devices(as_json=False)
    said = capsys.readouterr()
    assert "virtual         BlackHole 2ch" in said.out
    assert "must play into it" in said.err


def test_nothing_at_all_is_said(system, capsys):
    system.devices = ()
    assert devices_cli.list_devices(as_json=False) == 0
    assert "nothing to hear" in capsys.readouterr().err
