"""The clock of a live channel against sound systems that stall, burst, drift and lose sound."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.capture.line import LATE_AFTER, SLACK, SPARSE_AFTER, TOLERANCE, LineClock

BLOCK = 0.05
RATE = 16_000
FRAMES = 800


@dataclass
class Device:
    """Delivers 50 ms blocks to a line clock, and looks for holes ten times a second."""

    line: LineClock = field(default_factory=lambda: LineClock(zero=100.0))
    now: float = 100.0
    latency: float = 0.06
    lost: float = 0.0
    refused: int = 0
    silent: bool = False
    _looked: float = 100.0

    def play(self, seconds: float, *, drift: float = 0.0) -> None:
        for _ in range(round(seconds / BLOCK)):
            self._pass(BLOCK * (1 + drift))
            self.deliver(1)

    def deliver(self, blocks: int) -> None:
        for _ in range(blocks):
            self.refused += not self.line.take(FRAMES, RATE, self.now + self.latency)

    def stall(self, seconds: float) -> None:
        for _ in range(round(seconds / BLOCK)):
            self._pass(BLOCK)

    def _pass(self, seconds: float) -> None:
        self.now += seconds
        if self.now - self._looked >= 0.1:
            self._looked = self.now
            if lost := self.line.hole(self.now + self.latency):
                self.lost += lost
                self.silent |= self.line.silent(self.now + self.latency)

    @property
    def error(self) -> float:
        """Seconds that the line's clock is behind the moment at which sound arrives."""
        return self.now + self.latency - 100.0 - self.line.position


def test_steady_sound_has_no_holes():
    device = Device()
    device.play(60)
    assert (device.lost, device.refused) == (0, 0)
    assert device.error == pytest.approx(0, abs=0.07)


def test_late_in_one_piece_is_not_lost():
    """A busy machine: nothing for a second and a half, then all of it."""
    device = Device()
    device.play(5)
    device.stall(1.5)
    device.deliver(30)
    device.play(5)
    assert (device.lost, device.refused) == (0, 0)
    assert device.error == pytest.approx(0, abs=0.07)


def test_sound_that_never_comes_is_a_hole_of_its_length():
    device = Device()
    device.play(5)
    device.stall(1.0)
    device.play(5)
    assert device.lost == pytest.approx(1.0, abs=0.2)
    assert device.error == pytest.approx(SLACK, abs=0.1)
    assert not device.silent


def test_a_device_that_stops_is_said_while_it_lasts():
    device = Device()
    device.play(5)
    device.stall(LATE_AFTER + 0.3)
    assert device.silent
    device.stall(10)
    assert device.error == pytest.approx(0, abs=0.3)
    device.play(5)
    assert device.error == pytest.approx(0, abs=0.3)


def test_what_comes_after_it_was_given_up_is_refused():
    """The server stalled for four seconds and then delivers them all: the clock never jumps."""
    device = Device()
    device.play(5)
    device.stall(4)
    device.deliver(80)
    device.play(10)
    assert device.error == pytest.approx(0, abs=TOLERANCE + 0.05)
    assert device.refused * BLOCK == pytest.approx(device.lost, abs=TOLERANCE + 0.1)


def test_a_first_block_that_comes_late_is_aligned():
    line = LineClock(zero=100.0)
    assert line.first(BLOCK, 101.75) == pytest.approx(1.7)
    assert line.take(FRAMES, RATE, 101.75)
    assert line.position == pytest.approx(1.75)


def hour(drift: float, seed: int, block: float = BLOCK) -> Iterator[tuple[float, float]]:
    """Yield the error of the clock, minute by minute, of a device that drifts and jitters.

    Jitter as measured on a busy machine: mostly milliseconds, sometimes a fifth of a second.
    """
    chance = random.Random(seed)
    rate = 48_000
    frames = round(block * rate)
    line = LineClock(zero=50.0)
    arrived = 0.0
    minute = 60.0
    for number in range(1, round(3_600 / block)):
        true = number * block * (1 + drift)
        jitter = chance.expovariate(200.0) + (0.2 if chance.random() < 0.01 else 0.0)
        arrived = max(arrived, 50.0 + true + jitter)
        if number == 1:
            line.first(block, arrived)
        line.take(frames, rate, arrived)
        if true >= minute:
            minute += 60.0
            yield true, true - line.position


@pytest.mark.parametrize("drift", [-2e-4, 0.0, 2e-4])
def test_a_device_that_drifts_stays_on_the_clock_for_an_hour(drift):
    errors = [abs(error) for _, error in hour(drift, seed=1)]
    assert len(errors) > 55
    assert max(errors) < 0.025


@pytest.mark.parametrize("block", [0.02, 0.1])
def test_two_devices_that_drift_apart_stay_together_for_an_hour(block):
    """0.4 s a quarter of an hour apart without it; at different block lengths on top."""
    pairs = zip(hour(-2e-4, seed=2, block=block), hour(2e-4, seed=3), strict=False)
    apart = [abs(one[1] - other[1]) for one, other in pairs]
    assert len(apart) > 55
    assert max(apart) < 0.05


def test_a_start_that_came_late_is_caught_up_with():
    """The first block of a stream hung in the sound system for a quarter of a second."""
    device = Device()
    device.line.first(BLOCK, device.now + 0.25 + BLOCK)
    device.deliver(0)
    device.play(60)
    assert device.error == pytest.approx(0, abs=0.02)


def test_quiet_blocks_are_left_out_where_the_device_stays_ahead():
    line = LineClock(zero=0.0)
    line.first(BLOCK, 1.0)
    for _ in range(10):
        line.take(FRAMES, RATE, 1.0)
    kept = [
        line.take(FRAMES, RATE, 1.0 + number * BLOCK, quiet=number % 4 == 0) > 0
        for number in range(60)
    ]
    assert all(kept[:30]), "a burst may be followed by a pause as long"
    assert sum(kept) < 58
    assert all(kept[number] for number in range(60) if number % 4), "what is spoken is kept"


def test_two_seconds_in_one_go_lose_no_word():
    """A null sink of PulseAudio, just woken: rendered ahead, then nothing for as long."""
    device = Device()
    device.line.first(BLOCK, device.now + device.latency + BLOCK)
    device.deliver(40)
    device.stall(2.0)
    device.play(30)
    assert device.refused == 0
    assert device.lost < 0.3
    assert device.error == pytest.approx(0, abs=0.07)


def test_a_loopback_that_delivers_nothing_while_nothing_plays_is_silence():
    """WASAPI: packets stop with the sound. The clock goes on within half a second, and what comes
    next is heard from its first block."""
    device = Device(line=LineClock(zero=100.0, sparse=True))
    device.play(5)
    device.stall(20)
    assert device.error == pytest.approx(0, abs=SPARSE_AFTER + 0.15)
    before = device.refused
    device.play(5)
    assert device.refused == before
    assert device.error == pytest.approx(0, abs=0.2)


@given(
    st.lists(
        st.tuples(st.sampled_from(["play", "stall", "burst"]), st.floats(0.05, 6)), max_size=12
    )
)
def test_whatever_happens_the_clock_only_rises_and_finds_back(story):
    device = Device()
    last = 0.0
    for what, seconds in story:
        if what == "play":
            device.play(seconds)
        elif what == "stall":
            device.stall(seconds)
        else:
            device.stall(seconds)
            device.deliver(round(seconds / BLOCK))
        assert device.line.position >= last
        last = device.line.position
    device.play(6)
    assert device.line.zero == 100.0
    assert abs(device.error) <= 0.5
