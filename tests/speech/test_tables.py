"""Which device is which ear, on tables as PortAudio gives them on other systems.

They are written after real ones, with a headset, a dock, twins and cables in software; the
capture behind them has not been run on such a machine (docs/sound.md).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from models.errors import BadInputError
from speech.capture.devices import Device, choose, choose_both
from speech.capture.tables import advice, from_loopbacks, from_portaudio

DATA = Path(__file__).parents[1] / "data" / "sound"
EARPHONE = "Headset Earphone (Jabra Evolve2 40) [Loopback]"


def table(name: str) -> dict[str, Any]:
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def inputs(name: str, platform: str) -> list[Device]:
    found = table(name)
    return from_portaudio(found["devices"], found["hosts"], found["default"], platform)


@pytest.fixture
def windows() -> list[Device]:
    found = table("windows")
    return inputs("windows", "win32") + from_loopbacks(found["loopbacks"], found["default_output"])


@pytest.fixture
def mac() -> list[Device]:
    return inputs("macos", "darwin")


def test_windows_hears_the_default_endpoints(windows):
    heard = choose_both(windows, {"customer": "", "agent": ""})
    assert heard["customer"].name == EARPHONE
    assert heard["customer"].description == "What Headset Earphone (Jabra Evolve2 40) plays"
    assert heard["agent"].name == "Headset Microphone (Jabra Evolve2 40)"
    assert heard["agent"].rate == 16_000


def test_windows_lists_each_device_once_and_by_its_whole_name(windows):
    names = [device.name for device in windows]
    assert len(set(names)) == len(names)
    assert not any("Sound Mapper" in name or "Primary" in name for name in names)
    assert "Microphone (USB Audio Device)" in names
    assert "Microphone (USB Audio Device) #2" in names


def test_a_cable_is_virtual_and_no_default_on_windows(windows):
    cable = choose(windows, "customer", "CABLE Output (VB-Audio Virtual Cable)")
    assert (cable.kind, cable.default) == ("virtual", False)


def test_without_an_output_there_is_no_customer_but_all_that_is_known_is_listed(windows):
    nothing_plays = inputs("windows", "win32") + from_loopbacks(table("windows")["loopbacks"], "")
    with pytest.raises(BadInputError, match="customer"):
        choose(nothing_plays, "customer", "")
    assert choose(nothing_plays, "customer", EARPHONE).kind == "monitor"
    with pytest.raises(BadInputError) as caught:
        choose(windows, "customer", "Speakers (Dock) [Loopback]")
    assert EARPHONE in caught.value.person


def test_a_microphone_is_never_taken_for_the_customer(windows, mac):
    for devices in (windows, mac, inputs("alsa", "linux")):
        microphones = [device for device in devices if device.kind == "microphone"]
        with pytest.raises(BadInputError):
            choose(microphones, "customer", "")


def test_macos_hears_the_customer_on_blackhole_and_says_what_that_takes(mac):
    heard = choose_both(mac, {"customer": "", "agent": ""})
    assert heard["customer"].name == "BlackHole 2ch"
    assert heard["agent"].name == "Jabra Evolve2 40"
    said = advice(mac, "darwin")
    assert "BlackHole 2ch" in said
    assert said.count(".") == 1, "one sentence"


def test_macos_without_a_virtual_device_is_explained(mac):
    bare = [device for device in mac if device.kind != "virtual"]
    assert "install a virtual device such as BlackHole" in advice(bare, "darwin")
    with pytest.raises(BadInputError):
        choose(bare, "customer", "")


def test_a_mac_that_listens_to_the_cable_itself_is_not_deaf_to_the_difference(mac):
    """BlackHole as the system's microphone is the customer, not the agent."""
    found = table("macos")
    found["hosts"][0]["default_input_device"] = 3
    devices = from_portaudio(found["devices"], found["hosts"], 3, "darwin")
    assert choose(devices, "customer", "").name == "BlackHole 2ch"
    with pytest.raises(BadInputError, match="agent"):
        choose(devices, "agent", "")


def test_bare_alsa_has_microphones_and_its_own_default():
    devices = inputs("alsa", "linux")
    assert choose(devices, "agent", "").name == "default"
    assert "HDA Intel PCH: HDMI 0 (hw:0,3)" not in [device.name for device in devices]
    assert {device.kind for device in devices} == {"microphone"}


def test_other_systems_need_no_advice(windows):
    assert advice(windows, "win32") == ""
    assert advice([], "linux") == ""
