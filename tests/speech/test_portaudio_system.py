"""PortAudio's own devices, on a small PortAudio that loses one: its table is made anew, safely."""

import importlib
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from speech.capture.live import LiveSource
from speech.capture.scout import Scout
from speech.capture.source import Block, Idle, Lost
from tests.speech.test_tables import table

try:
    portaudio = importlib.import_module("speech.capture.portaudio")
except OSError:
    pytest.skip("PortAudio is not installed (apt install libportaudio2)", allow_module_level=True)


@dataclass
class SmallPortAudio:
    """Stands for `sounddevice`: a table that only changes when the library is started anew."""

    real: dict[str, Any]
    """What is plugged in."""
    seen: dict[str, Any] = field(init=False)
    streams: list[Any] = field(default_factory=list)
    terminated_with_open_streams: bool = False

    PortAudioError = RuntimeError

    def __post_init__(self) -> None:
        self.seen = self.real

    def scouted(self) -> list[str]:
        """Return a program that looks with a table of its own."""
        rows = self.real["devices"]
        names = [{"name": row["name"]} for row in rows if row["max_input_channels"]]
        return [sys.executable, "-c", f"print({json.dumps(json.dumps(names))})"]

    @property
    def default(self) -> Any:
        return type("Default", (), {"device": (self.seen["default"], -1)})

    def query_devices(self) -> list[dict[str, Any]]:
        return self.seen["devices"]

    def query_hostapis(self) -> list[dict[str, Any]]:
        return self.seen["hosts"]

    def _terminate(self) -> None:
        self.terminated_with_open_streams |= any(stream.opened for stream in self.streams)

    def _initialize(self) -> None:
        self.seen = self.real

    def RawInputStream(self, **options: Any) -> Any:  # noqa: N802
        library = self

        class Stream:
            opened = active = True

            def start(self) -> None:
                library.streams.append(self)

            def abort(self, *, ignore_errors: bool) -> None:
                self.active = False

            def close(self, *, ignore_errors: bool) -> None:
                self.opened = False

            def speak(self) -> None:
                frames = 16
                options["callback"](np.full(frames, 0.5, np.float32).tobytes(), frames, None, None)

        if options["device"] not in {row["index"] for row in self.seen["devices"]}:
            msg = "Invalid device"
            raise RuntimeError(msg)
        return Stream()


@pytest.fixture
def library(monkeypatch) -> SmallPortAudio:
    small = SmallPortAudio(table("macos"))
    monkeypatch.setattr(portaudio, "sounddevice", small)
    monkeypatch.setattr(portaudio, "AGAIN", 0.0)
    monkeypatch.setattr(portaudio.sys, "platform", "darwin")
    monkeypatch.setattr(portaudio, "Scout", lambda: Scout(small.scouted))
    return small


def heard(items, library: SmallPortAudio, rounds: int = 12) -> list:
    """Let every open stream deliver for a while."""
    found = []
    for _ in range(rounds):
        for stream in library.streams:
            if stream.active:
                stream.speak()
        for item in items:
            if isinstance(item, Idle):
                break
            found.append(item)
    return found


def channels(items: list, kind: type) -> set[str]:
    return {item.channel for item in items if isinstance(item, kind)}


def test_a_headset_that_is_unplugged_and_back_is_heard_again(library):
    source = LiveSource(portaudio.PortAudioSystem(), {"customer": "", "agent": ""}, tick=0.001)
    source.open()
    items = source.items()
    assert channels(heard(items, library), Block) == {"customer", "agent"}

    whole = library.real
    library.real = whole | {"devices": [row for row in whole["devices"] if row["index"] != 2]}
    agent = library.streams[1]
    agent.active = False
    lost = heard(items, library)
    assert channels(lost, Lost) == {"customer", "agent"}, "PortAudio starts anew for both"
    again = heard(items, library)
    assert channels(again, Block) == {"customer"}

    assert not channels(heard(items, library), Lost), "nobody is interrupted for nothing"

    library.real = whole
    deadline = time.monotonic() + 120
    while channels(heard(items, library), Block) != {"customer", "agent"}:
        assert time.monotonic() < deadline
    assert not library.terminated_with_open_streams
    source.close()
    assert not any(stream.opened for stream in library.streams)
