"""Live capture without a device: what becomes of blocks between the callback and the worker."""

import importlib

import numpy as np
import pytest

from speech.capture.devices import Device
from speech.capture.source import Block, Idle, Missing

try:
    portaudio = importlib.import_module("speech.capture.portaudio")
except OSError:
    pytest.skip("PortAudio is not installed (apt install libportaudio2)", allow_module_level=True)

RATE = 16_000
FRAMES = 800


@pytest.fixture
def source():
    devices = {
        "customer": Device("softphone.monitor", "", "monitor", RATE, 1),
        "agent": Device("headset", "", "microphone", RATE, 2),
    }
    return portaudio.LiveSource(devices)


def deliver(source, channel: str, blocks: int, value: float = 0.5) -> None:
    data = np.full(FRAMES, value, np.float32).tobytes()
    for _ in range(blocks):
        source._lines[channel]._on_block(data, FRAMES, None, None)


def worked_off(source) -> list:
    """Return what the worker gets before it has nothing to do."""
    found = []
    for item in source.items():
        if isinstance(item, Idle):
            return found
        found.append(item)
    return found


def test_blocks_arrive_whole_and_in_order(source):
    now = portaudio.time.monotonic()
    for line in source._lines.values():
        line.clock.zero = now
    deliver(source, "customer", 2, 0.25)
    deliver(source, "agent", 1, 0.5)
    blocks = [item for item in worked_off(source) if isinstance(item, Block) and item.samples.size]
    assert [(b.channel, b.samples.size, float(b.samples[0])) for b in blocks] == [
        ("customer", FRAMES, 0.25),
        ("customer", FRAMES, 0.25),
        ("agent", FRAMES, 0.5),
    ]
    assert all(block.lag >= 0 for block in blocks)


def test_a_full_queue_drops_counts_and_the_hole_is_said(source):
    now = portaudio.time.monotonic()
    line = source._lines["customer"]
    line.clock.zero = now - 1_000
    deliver(source, "customer", portaudio.INBOX + 20)
    assert line.dropped == 20 * FRAMES
    assert source._inbox.qsize() == portaudio.INBOX
    items = worked_off(source)
    deliver(source, "customer", 1)
    items += worked_off(source)
    dropped = [i for i in items if isinstance(i, Missing) and i.reason == "dropped"]
    assert [hole.seconds for hole in dropped] == [pytest.approx(1.0)]


def test_blocks_of_a_stream_that_was_closed_are_not_heard(source):
    line = source._lines["agent"]
    deliver(source, "agent", 3)
    line.opening += 1
    assert worked_off(source) == []


def test_devices_have_names_for_people(source):
    assert source.devices == {"customer": "softphone.monitor", "agent": "headset"}
    assert source.rates == {"customer": RATE, "agent": RATE}
