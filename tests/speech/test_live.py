"""Live capture on a simulated sound system: what becomes of streams, and what is said of it."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from models.errors import BadInputError
from speech.capture import live
from speech.capture.live import LiveSource
from speech.capture.opening import stretched
from speech.capture.source import Block, Idle, Lost, Missing
from tests.speech.sound_simulator import FRAMES, MIC, MONITOR, RATE, USB, Simulator

BOTH = {"customer": "", "agent": ""}


class Clock:
    """A monotonic clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


class Call:
    """A source on a simulator; `pass_time` returns what the listener would get meanwhile."""

    def __init__(self, clock: Clock, **wanted: str) -> None:
        self.clock = clock
        self.system = Simulator()
        self.source = LiveSource(self.system, {**BOTH, **wanted}, now=clock, tick=0.001)
        self.source.open()
        self.items = self.source.items()
        self.speaking = {MONITOR.name, MIC.name}

    def pass_time(self, seconds: float) -> list:
        found = []
        for _ in range(round(seconds / 0.05)):
            self.clock.now += 0.05
            for stream in list(self.system.streams):
                if stream.alive and stream.device.name in self.speaking:
                    stream.deliver(np.full(FRAMES, 0.5, np.float32).tobytes(), self.clock.now)
            found += itertools.takewhile(lambda item: not isinstance(item, Idle), self.items)
        return [i for i in found if not (isinstance(i, Block) and not i.samples.size)]


@pytest.fixture
def call(clock) -> Call:
    return Call(clock)


def of(items: list, channel: str, kind: type) -> list:
    return [item for item in items if isinstance(item, kind) and item.channel == channel]


def test_blocks_arrive_whole_and_in_order(call):
    items = call.pass_time(1.0)
    assert not [item for item in items if not isinstance(item, Block)]
    heard = sum(block.samples.size for block in of(items, "customer", Block))
    assert heard == pytest.approx(RATE, abs=2 * FRAMES)
    assert all(block.lag >= 0 for block in items)


def test_nothing_is_believed_before_it_is_known_where_it_comes_from(clock):
    call = Call(clock)
    call.system.told.clear()
    assert call.pass_time(0.5) == []
    call.system.change()
    heard = of(call.pass_time(0.2), "customer", Block)
    assert sum(block.samples.size for block in heard) >= 0.6 * RATE


def test_what_cannot_be_verified_is_gone(clock):
    call = Call(clock)
    call.system.told.clear()
    lost = of(call.pass_time(live.PROOF + 0.5), "customer", Lost)
    assert lost[0].detail == "what softphone.monitor delivers cannot be verified"


def test_a_stream_that_ended_up_on_the_microphone_is_never_heard(clock):
    call = Call(clock)
    call.system.told.clear()
    for stream in call.system.streams:
        stream.connected = MIC.name
    call.system.misleads = True
    call.system.change()
    items = call.pass_time(8.0)
    assert of(items, "customer", Block) == []
    assert of(items, "customer", Lost)
    assert len(call.system.streams) < 12, "tries again, but ever more seldom"
    assert of(items, "agent", Block)


@pytest.mark.parametrize("moves", [True, False])
def test_a_microphone_that_goes_and_comes_back(call, moves):
    call.pass_time(1.0)
    call.system.unplug(MIC.name, moves_streams=moves)
    items = call.pass_time(3.0)
    assert [lost.detail for lost in of(items, "agent", Lost)] == ["headset is gone"]
    assert {hole.reason for hole in of(items, "agent", Missing)} == {"device gone"}
    assert of(items, "agent", Block) == []
    assert of(items, "customer", Lost) == []
    call.system.replug(MIC)
    items = call.pass_time(1.0)
    assert of(items, "agent", Block)
    assert sum(hole.seconds for hole in of(items, "agent", Missing)) < 3.5


def test_a_device_named_is_waited_for_even_when_the_default_changes(clock):
    call = Call(clock, customer=USB.name)
    call.speaking.add(USB.name)
    call.pass_time(0.5)
    call.system.unplug(USB.name)
    assert of(call.pass_time(2.0), "customer", Block) == []
    call.system.replug(USB, rate=44_100)
    assert of(call.pass_time(0.5), "customer", Block)
    assert call.source.rates["customer"] == 48_000


def test_the_default_is_followed_and_the_gap_is_marked(call):
    call.pass_time(1.0)
    call.speaking.add(USB.name)
    call.system.devices = (replace(MONITOR, default=False), MIC, replace(USB, default=True))
    call.system.change()
    items = call.pass_time(0.5)
    assert of(items, "customer", Lost) == []
    assert {hole.reason for hole in of(items, "customer", Missing)} <= {"device changed"}
    assert call.source.devices["customer"] == USB.title
    assert of(items, "customer", Block)


def test_a_default_that_becomes_a_monitor_is_not_taken_for_the_agent(call):
    """PulseAudio names a monitor as default source when the last microphone is unplugged."""
    call.pass_time(0.5)
    call.system.devices = (MONITOR, replace(USB, default=True))
    call.system.change()
    items = call.pass_time(3.0)
    assert of(items, "agent", Block) == []
    assert of(items, "agent", Lost)


def test_a_server_that_dies_is_waited_for(call):
    call.pass_time(1.0)
    before = len(call.system.streams)
    for stream in call.system.streams:
        stream.alive = False
    call.system.devices = None
    call.system.change()
    items = call.pass_time(5.0)
    for channel in ("customer", "agent"):
        assert of(items, channel, Lost)
        missed = sum(hole.seconds for hole in of(items, channel, Missing))
        assert missed == pytest.approx(5.0, abs=0.4)
    assert len(call.system.streams) == before
    call.system.devices = (MONITOR, MIC)
    call.system.change()
    items = call.pass_time(0.5)
    assert of(items, "customer", Block)
    assert of(items, "agent", Block)


def test_a_device_that_cannot_be_opened_is_tried_again(call):
    call.pass_time(0.5)
    call.system.unplug(MIC.name)
    call.system.refuses = True
    call.system.replug(MIC)
    items = call.pass_time(2.0)
    assert of(items, "agent", Lost)[-1].detail == "headset is in use"
    call.system.refuses = False
    assert of(call.pass_time(3.0), "agent", Block)


def test_a_device_that_delivers_nothing_is_said(call):
    call.pass_time(1.0)
    call.speaking.discard(MONITOR.name)
    holes = of(call.pass_time(3.0), "customer", Missing)
    assert holes
    assert holes[0].silent_device
    assert holes[0].reason == "no data"


def test_sound_that_waits_for_a_busy_worker_is_late_and_not_missing(call):
    call.pass_time(1.0)
    for _ in range(60):
        call.clock.now += 0.05
        for stream in call.system.streams:
            stream.deliver(np.full(FRAMES, 0.5, np.float32).tobytes(), call.clock.now)
    late = []
    for item in itertools.takewhile(lambda item: not isinstance(item, Idle), call.items):
        call.clock.now += 0.02
        late.append(item)
    for channel in ("customer", "agent"):
        assert sum(block.samples.size for block in of(late, channel, Block)) == 60 * FRAMES
    assert not [item for item in late if not isinstance(item, Block)]
    assert max(block.lag for block in late) > 2.9


def test_after_a_moment_in_which_nothing_ran_nothing_is_overdue_at_once(call):
    call.pass_time(1.0)
    call.clock.now += 3.0
    assert isinstance(next(call.items), Idle)
    for stream in call.system.streams:
        stream.deliver(np.full(60 * FRAMES, 0.5, np.float32).tobytes(), call.clock.now)
    items = call.pass_time(1.0)
    assert not [item for item in items if not isinstance(item, Block)]


def test_a_stream_may_take_a_moment_to_begin(clock):
    call = Call(clock)
    call.speaking.clear()
    assert call.pass_time(2.4) == []
    silent = of(call.pass_time(1.0), "customer", Missing)
    assert silent[0].silent_device


def test_a_loopback_that_delivers_nothing_is_silence(clock):
    call = Call(clock)
    call.source._lines["customer"].clock.sparse = True
    call.pass_time(1.0)
    call.speaking.discard(MONITOR.name)
    items = call.pass_time(3.0)
    assert of(items, "customer", Missing) == []
    silence = of(items, "customer", Block)
    assert sum(block.samples.size for block in silence) >= 2.3 * RATE
    assert not any(block.samples.any() for block in silence)


def test_a_full_queue_drops_counts_and_the_hole_is_said(call):
    call.pass_time(0.5)
    line = call.source._lines["customer"]
    call.system.speak(MONITOR.name, call.clock.now, live.INBOX + 20)
    assert line.dropped == 20 * FRAMES
    items = call.pass_time(0.1)
    items += call.pass_time(0.5)
    dropped = [i for i in items if isinstance(i, Missing) and i.reason == "dropped"]
    assert sum(hole.seconds for hole in dropped) >= 1.0


def test_blocks_of_a_stream_that_was_closed_are_not_heard(call):
    call.pass_time(0.5)
    old = call.system.last(MIC.name)
    call.system.unplug(MIC.name)
    call.pass_time(0.2)
    old.deliver(np.ones(FRAMES, np.float32).tobytes(), call.clock.now)
    assert of(call.pass_time(0.2), "agent", Block) == []


def test_one_device_for_both_sides_is_refused():
    with pytest.raises(BadInputError) as caught:
        LiveSource(Simulator(), {"customer": MIC.name, "agent": ""})
    assert "cannot both be heard on headset" in caught.value.person


def test_all_is_let_go_at_the_end(call):
    call.source.close()
    call.source.close()
    assert call.system.closed
    assert not any(stream.alive for stream in call.system.streams)


@pytest.mark.parametrize("frames", [798, 800, 804])
def test_a_block_is_stretched_without_a_break(frames):
    wave = np.sin(np.arange(800) / 20).astype(np.float32)
    found = stretched(wave, frames)
    assert found.size == frames
    assert found.dtype == np.float32
    assert (found[0], found[-1]) == (wave[0], wave[-1])
    assert np.abs(np.diff(found)).max() < 0.06
