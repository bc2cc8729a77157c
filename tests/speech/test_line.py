"""The clock of a live channel against sound systems that stall, burst, drift and lose sound."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.capture.line import LATE_AFTER, SLACK, TOLERANCE, LineClock

BLOCK = 0.05


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
            self.refused += not self.line.take(BLOCK, self.now + self.latency)

    def stall(self, seconds: float) -> None:
        for _ in range(round(seconds / BLOCK)):
            self._pass(BLOCK)

    def _pass(self, seconds: float) -> None:
        self.now += seconds
        if self.now - self._looked >= 0.1:
            self._looked = self.now
            if hole := self.line.hole(self.now + self.latency):
                self.lost += hole.seconds
                self.silent |= hole.silent

    @property
    def error(self) -> float:
        """Seconds that the line's clock is behind the true one."""
        return self.now - 100.0 - self.line.position


def test_steady_sound_has_no_holes():
    device = Device()
    device.play(60)
    assert (device.lost, device.refused) == (0, 0)
    assert device.error == pytest.approx(0, abs=0.01)


def test_late_in_one_piece_is_not_lost():
    """A busy machine: nothing for a second and a half, then all of it."""
    device = Device()
    device.play(5)
    device.stall(1.5)
    device.deliver(30)
    device.play(5)
    assert (device.lost, device.refused) == (0, 0)
    assert device.error == pytest.approx(0, abs=0.01)


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
    assert line.take(BLOCK, 101.75)
    assert line.position == pytest.approx(1.75)


@pytest.mark.parametrize("drift", [-2e-4, 2e-4])
def test_the_clock_of_a_cheap_headset_may_drift(drift):
    device = Device()
    device.play(3_600, drift=drift)
    assert abs(device.error) < 1.0
    assert device.lost < 1.0
    assert device.refused == 0


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
    assert abs(device.now + device.latency - device.line.zero - device.line.position) <= 0.5
