"""What pactl says, as PulseAudio 16 and PipeWire 0.3 print it."""

import msgspec

from speech.capture import pulse
from speech.capture.devices import find

INFO = b'{"default_sink_name":"softphone","default_source_name":"headset_mic","cookie":"1:2"}'
SOURCES = b"""[
 {"index":39,"state":"RUNNING","name":"softphone.monitor","description":"Monitor of Softphone",
  "sample_specification":"float32le 2ch 48000Hz","mute":false,"monitor_source":"softphone"},
 {"index":47,"state":"SUSPENDED","name":"usb.monitor","description":"Monitor of USB",
  "sample_specification":"s16le 2ch 44100Hz","mute":false},
 {"index":54,"state":"IDLE","name":"headset_mic","description":"","mute":true,
  "sample_specification":"s16le 1ch 16000Hz","monitor_source":""}]"""
OUTPUTS = b"""[
 {"index":60,"source":39,"properties":{"application.process.id":"4711"}},
 {"index":61,"source":4294967295,"properties":{"application.process.id":"4712"}},
 {"index":62,"source":54,"properties":{"media.name":"Remapped Stream"}}]"""


def seen(info: bytes = INFO) -> pulse.Snapshot:
    return pulse.snapshot(
        msgspec.json.decode(info, type=pulse._Info),
        msgspec.json.decode(SOURCES, type=list[pulse._Source]),
        msgspec.json.decode(OUTPUTS, type=list[pulse._Output]),
    )


def test_sources_have_their_kind_rate_and_state():
    found = [(d.name, d.kind, d.rate, d.state, d.default) for d in seen().devices]
    assert found == [
        ("softphone.monitor", "monitor", 48_000, "running", True),
        ("usb.monitor", "monitor", 44_100, "suspended", False),
        ("headset_mic", "microphone", 16_000, "muted", True),
    ]


def test_a_stream_that_is_on_no_source_yet_is_on_none():
    """PipeWire lists a new stream before it is linked; it was not taken away."""
    assert seen().heard == {4711: "softphone.monitor"}


def test_a_monitor_as_default_source_is_no_microphone():
    info = b'{"default_sink_name":"softphone","default_source_name":"usb.monitor"}'
    assert find(seen(info).devices, "agent", "") is None
