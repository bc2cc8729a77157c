"""The Windows side on a small PyAudioWPatch: mixed to one channel, at the rate asked for."""

import importlib
import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from speech.capture.system import StreamError
from tests.speech.test_tables import EARPHONE, table

RATE = 48_000


class SmallPyAudio:
    """The part of `PyAudio` that is used; `speak` delivers to every open stream."""

    def __init__(self) -> None:
        self.table = table("windows")
        self.opened: list[dict[str, Any]] = []

    def get_host_api_info_by_type(self, _kind: int) -> dict[str, Any]:
        return {"defaultOutputDevice": 12}

    def get_device_info_by_index(self, index: int) -> dict[str, Any]:
        if index == 12:
            return {"name": self.table["default_output"], "isLoopbackDevice": False}
        return next(row for row in self.table["loopbacks"] if row["index"] == index)

    def get_loopback_device_info_generator(self) -> Any:
        yield from self.table["loopbacks"]

    def open(self, **options: Any) -> Any:
        if (
            options["rate"]
            != self.get_device_info_by_index(options["input_device_index"])["defaultSampleRate"]
        ):
            raise OSError(-9997, "Invalid sample rate")
        self.opened.append(options)
        stream = type("Stream", (), {"active": True})()
        stream.is_active = lambda: stream.active
        stream.close = lambda: setattr(stream, "active", False)
        return stream

    def terminate(self) -> None:
        pass

    def speak(self, *channels: float, frames: int = 960) -> None:
        data = np.tile(np.array(channels, np.float32), frames).tobytes()
        for options in self.opened:
            assert options["stream_callback"](data, frames, None, 0) == (None, 0)


@pytest.fixture
def system(monkeypatch) -> Any:
    module = ModuleType("pyaudiowpatch")
    module.PyAudio = SmallPyAudio
    module.paFloat32, module.paWASAPI, module.paContinue = 1, 13, 0
    monkeypatch.setitem(sys.modules, "pyaudiowpatch", module)
    monkeypatch.delitem(sys.modules, "speech.capture.wasapi", raising=False)
    try:
        wasapi = importlib.import_module("speech.capture.wasapi")
    except OSError:
        pytest.skip("PortAudio is not installed (apt install libportaudio2)")
    yield wasapi.WasapiSystem()
    sys.modules.pop("speech.capture.wasapi", None)


def loopback(system: Any, name: str = EARPHONE) -> Any:
    return next(device for device in system.look().devices if device.name == name)


def test_a_loopback_is_the_default_customer_and_sparse(system):
    assert system.sparse
    device = loopback(system)
    assert (device.kind, device.default) == ("monitor", True)


def test_all_channels_of_an_output_become_one(system):
    heard: list[bytes] = []
    stream = system.open("customer", loopback(system), RATE, lambda data, _at: heard.append(data))
    system._audio.speak(0.2, 0.6)
    samples = np.frombuffer(heard[0], np.float32)
    assert samples.size == 960
    assert samples[0] == pytest.approx(0.4)
    assert system.look().heard[stream.key] == EARPHONE
    stream.close()
    assert not stream.alive
    assert stream.key not in system.look().heard


def test_another_rate_is_converted(system):
    heard: list[bytes] = []
    device = loopback(system, "DELL U2720Q (NVIDIA High Definition Audio) [Loopback]")
    system.open("customer", device, RATE, lambda data, _at: heard.append(data))
    for _ in range(50):
        system._audio.speak(*[0.5] * 8, frames=882)
    samples = np.frombuffer(b"".join(heard), np.float32)
    assert samples.size == pytest.approx(RATE, rel=0.05)
    assert samples[-1] == pytest.approx(0.5, abs=0.01)


def test_what_cannot_be_opened_is_said(system):
    broken = loopback(system)
    system._audio.open = lambda **_: (_ for _ in ()).throw(OSError("in exclusive use"))
    with pytest.raises(StreamError) as caught:
        system.open("customer", broken, RATE, lambda *_: None)
    assert "exclusive" in caught.value.detail
