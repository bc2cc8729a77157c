"""A computer that cannot keep up: what is left out, what is said, and that it ends."""

from collections import deque
from collections.abc import Iterator

import numpy as np
import pytest

from speech.backlog import Backlog
from speech.capture.source import Block, Item, Missing
from speech.control import Control
from speech.events import CHANNELS, Alive, Channel, Event, Gap, Health, Level, Utterance
from speech.listen import Listener
from speech.recognize.recognizer import RATE, Hypothesis
from tests.speech.scripted import ScriptedRecognizer
from tests.speech.sounds import call

BLOCK = 0.05
SECONDS = 100.0
QUEUE = 400
"""Blocks, as in live capture."""


class Clock:
    now: float = 0.0


class SlowRecognizer(ScriptedRecognizer):
    """Takes `cost` seconds of a simulated clock for each second it is fed."""

    def __init__(self, clock: Clock, cost: float) -> None:
        super().__init__(["word " * 40] * 60)
        self.clock, self.cost = clock, cost

    def _feed(self, samples) -> Hypothesis | None:
        self.clock.now += self.cost * samples.size / RATE
        return super()._feed(samples)


class LiveScript:
    """Two devices on the simulated clock, with the bounded queue of live capture."""

    def __init__(self, clock: Clock, seconds: float = SECONDS) -> None:
        self._clock = clock
        self._seconds = seconds
        self.worst = dict.fromkeys(CHANNELS, 0.0)
        self.overflowed = 0
        self.devices = {"customer": "softphone", "agent": "headset"}
        self.rates = {"customer": RATE, "agent": RATE}

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def items(self) -> Iterator[Item]:
        queue: deque[tuple[Channel, float]] = deque()
        captured = 0.0
        while captured < self._seconds or queue:
            while captured < self._seconds and (captured <= self._clock.now or not queue):
                self._clock.now = max(self._clock.now, captured)
                for channel in CHANNELS:
                    if len(queue) < QUEUE:
                        queue.append((channel, captured))
                    else:
                        self.overflowed += 1
                captured += BLOCK
            channel, at = queue.popleft()
            lag = self._clock.now - at
            self.worst[channel] = max(self.worst[channel], lag)
            begin = at % 40.0
            sound = call("customer" if channel == "customer" else "agent", begin, begin + BLOCK)
            yield Block(channel, sound.astype(np.float32) / 32_768, lag)


class Run:
    def __init__(self, cost: float) -> None:
        clock = Clock()
        self.source = LiveScript(clock)
        self.events: list[Event] = []
        self.recognizers = {channel: SlowRecognizer(clock, cost) for channel in CHANNELS}
        self.listener = Listener(
            self.source, self.recognizers, Control(), self.events.append, backlog=Backlog()
        )
        self.listener.run()

    def of(self, kind, channel=None):
        return [e for e in self.events if isinstance(e, kind) and channel in (None, e.channel)]

    def missed(self, channel) -> float:
        return sum(gap.end - gap.start for gap in self.of(Gap, channel))


@pytest.fixture(scope="module")
def slow() -> Run:
    """The customer alone can just be kept up with, both together cannot."""
    return Run(cost=1.2)


def test_one_that_keeps_up_leaves_nothing_out():
    run = Run(cost=0.3)
    assert run.of(Gap) == []
    assert {health.state for health in run.of(Health)} == {"ok"}


def test_the_agent_is_left_out_before_the_customer(slow):
    assert slow.missed("agent") > 2.0
    assert slow.missed("customer") == 0.0


def test_what_was_left_out_is_counted_in_the_health_and_marked_as_gaps(slow):
    told = [h for h in slow.of(Health, "agent") if "dropped" in h.detail]
    assert {health.state for health in told} == {"lagging"}
    assert told[-1].detail.startswith("the computer is too busy: dropped ")
    counted = float(told[-1].detail.split()[-4])
    assert counted == pytest.approx(slow.missed("agent"), abs=1.1)
    assert {gap.reason for gap in slow.of(Gap)} == {"too busy"}


def test_it_clears_itself_when_the_computer_keeps_up_again(slow):
    states = [health.state for health in slow.of(Health, "agent")]
    assert "ok" in states[states.index("lagging") :]


def test_the_lag_and_the_queue_stay_bounded_however_slow_it_is():
    run = Run(cost=8.0)
    assert run.missed("customer") > 10.0
    assert max(run.source.worst.values()) < 10.0
    assert run.source.overflowed == 0
    assert run.of(Utterance, "customer")
    assert run.listener._clock == pytest.approx(SECONDS, abs=0.1)


def test_what_the_queue_dropped_counts_too():
    clock = Clock()
    source = LiveScript(clock, seconds=1.0)
    heard = source.items
    source.items = lambda: [Missing("agent", 1.2, "dropped"), *heard()]
    events: list[Event] = []
    recognizers = {channel: SlowRecognizer(clock, 0.1) for channel in CHANNELS}
    Listener(source, recognizers, Control(), events.append, backlog=Backlog()).run()
    [told, cleared] = [e for e in events if isinstance(e, Health) and e.channel == "agent"]
    assert (told.state, told.detail[-17:]) == ("lagging", "dropped 1.2 s so far"[-17:])
    assert cleared.state == "ok"


def test_a_recording_can_wait_so_nothing_of_it_is_left_out():
    clock = Clock()
    events: list[Event] = []
    recognizers = {channel: SlowRecognizer(clock, 8.0) for channel in CHANNELS}
    Listener(LiveScript(clock, 20.0), recognizers, Control(), events.append).run()
    assert not [event for event in events if isinstance(event, Gap)]


def test_thresholds_have_hysteresis():
    backlog = Backlog()
    lags = [0.0, 1.9, 2.1, 1.0, 0.6, 0.4, 1.9]
    assert [backlog.keeps("agent", lag) for lag in lags] == [
        True, True, False, False, False, True, True,
    ]  # fmt: skip
    assert backlog.keeps("customer", 4.9)


def test_a_listener_with_nothing_to_say_says_that_it_lives(monkeypatch):
    clock = Clock()
    times = iter(range(10_000))
    monkeypatch.setattr("speech.listen.time.monotonic", lambda: next(times) * 0.3)
    events: list[Event] = []
    recognizers = {channel: SlowRecognizer(clock, 0.1) for channel in CHANNELS}
    Listener(LiveScript(clock, 1.0), recognizers, Control(), events.append).run()
    said = [event for event in events if isinstance(event, Alive | Level)]
    assert any(isinstance(event, Alive) for event in said)
