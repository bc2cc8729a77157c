from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.capture.health import HealthMonitor, Heard, Report

ROOM, VOICE, ZEROS, DEAD = -60.0, -25.0, -120.0, -85.0


class Channel:
    """Feeds a monitor a tenth of a second at a time."""

    def __init__(self) -> None:
        self.monitor = HealthMonitor()
        self.clock = 0.0
        self.said: list[tuple[float, str]] = []

    def hear(
        self, dbfs, seconds, *, clipped=0.0, lag=0.0, other_talks=False, bleeding=False
    ) -> list[str]:
        """Return the states said on the way."""
        before = len(self.said)
        for _ in range(round(seconds * 10)):
            self.clock += 0.1
            heard = Heard(end=self.clock, seconds=0.1, dbfs=dbfs, clipped=clipped, lag=lag)
            if report := self.monitor.heard(heard, other_talks=other_talks, bleeding=bleeding):
                self.said.append((self.clock, report.state))
        return [state for _, state in self.said[before:]]


@pytest.fixture
def channel() -> Channel:
    return Channel()


def test_ok_is_said_once(channel):
    assert channel.hear(ROOM, 60) == ["ok"]


def test_a_listener_is_not_silent(channel):
    """The other side tells a long story: the room's own noise shows that the ear is open."""
    assert channel.hear(ROOM, 120, other_talks=True) == ["ok"]


def test_a_dead_line_is_said_within_eight_seconds_of_the_other_talking(channel):
    channel.hear(ROOM, 1)
    assert channel.hear(DEAD, 6, other_talks=True) == []
    assert channel.hear(DEAD, 2, other_talks=True) == ["silent"]
    assert channel.hear(VOICE, 1) == ["ok"]


def test_a_dead_line_while_nobody_talks_is_nothing(channel):
    assert channel.hear(DEAD, 60) == ["ok"]


def test_zeros_from_the_start_are_said_soon(channel):
    assert channel.hear(ZEROS, 4.8) == ["ok"]
    assert channel.hear(ZEROS, 0.5) == ["silent"]


def test_zeros_between_words_are_normal_for_a_while(channel):
    channel.hear(VOICE, 5)
    assert channel.hear(ZEROS, 10) == []
    assert channel.hear(VOICE, 5) == []
    assert channel.hear(ZEROS, 16) == ["silent"]


def test_clipping_needs_more_than_one_burst_and_is_held(channel):
    channel.hear(VOICE, 5)
    assert channel.hear(-3.0, 0.1, clipped=0.1) == []
    assert channel.hear(VOICE, 10) == []
    assert channel.hear(-3.0, 0.5, clipped=0.1) == ["clipping"]
    assert channel.hear(VOICE, 4) == []
    assert channel.hear(VOICE, 3) == ["ok"]


def test_lag_has_two_thresholds(channel):
    channel.hear(VOICE, 1)
    assert channel.hear(VOICE, 1, lag=1.4) == []
    assert channel.hear(VOICE, 0.1, lag=1.6) == ["lagging"], "at once"
    assert channel.hear(VOICE, 1, lag=0.6) == []
    assert channel.hear(VOICE, 1, lag=0.1) == ["ok"]


def test_a_lost_device_is_said_and_its_return(channel):
    channel.hear(VOICE, 1)
    assert channel.monitor.lost("headset is gone") == Report("gone", "headset is gone")
    assert channel.monitor.lost("headset is gone") is None
    assert channel.hear(VOICE, 1) == ["ok"]
    assert channel.monitor.no_data("nothing").state == "no-data"
    assert channel.hear(VOICE, 1) == ["ok"]


def test_what_gets_better_must_hold(channel):
    channel.hear(VOICE, 1)
    channel.monitor.lost("headset is gone")
    assert channel.hear(VOICE, 0.4) == []
    assert channel.hear(VOICE, 0.2) == ["ok"]


def test_bleed_is_said_and_ends(channel):
    channel.hear(VOICE, 1)
    assert channel.hear(VOICE, 3, bleeding=True) == ["bleed"]
    assert channel.hear(VOICE, 1) == ["ok"]


def test_the_worst_is_said(channel):
    channel.hear(VOICE, 1)
    assert channel.hear(-3.0, 1, clipped=0.1, bleeding=True) == ["bleed", "clipping"]
    assert channel.hear(-3.0, 1, clipped=0.1, bleeding=True, lag=3.0) == ["lagging"]
    assert channel.hear(-3.0, 1, clipped=0.1, bleeding=True) == ["clipping"]
    assert channel.hear(VOICE, 10, bleeding=True) == ["bleed"]


def test_dropped_sound_is_said_with_its_count_each_time(channel):
    channel.hear(VOICE, 1)
    assert channel.monitor.dropped(1.0).detail != channel.monitor.dropped(2.0).detail
    assert channel.hear(VOICE, 1) == ["ok"]


STEPS = st.one_of(
    st.tuples(st.just("lost"), st.just(0.0)),
    st.tuples(st.just("no data"), st.just(0.0)),
    st.tuples(st.just("dropped"), st.floats(0.1, 60)),
    st.tuples(st.sampled_from(["voice", "room", "dead", "zeros", "loud", "late"]),
              st.floats(0.1, 20)),
)  # fmt: skip


@given(st.lists(STEPS, max_size=25), st.booleans(), st.booleans())
def test_whatever_happens_it_never_repeats_itself_and_ends_well(story, other_talks, bleeding):
    channel = Channel()
    levels = {"voice": VOICE, "room": ROOM, "dead": DEAD, "zeros": ZEROS, "loud": -3.0,
              "late": VOICE}  # fmt: skip
    said: list[str] = []
    for what, seconds in story:
        if what == "lost":
            report = channel.monitor.lost("gone")
            said += [report.state] if report else []
            assert said[-1] == "gone"
        elif what == "no data":
            report = channel.monitor.no_data("none")
            said += [report.state] if report else []
            assert said[-1] == "no-data"
        elif what == "dropped":
            state = channel.monitor.dropped(seconds).state
            said += [state] if said[-1:] != [state] else []
        else:
            new = channel.hear(
                levels[what],
                seconds,
                clipped=0.1 if what == "loud" else 0.0,
                lag=4.0 if what == "late" else 0.0,
                other_talks=other_talks,
                bleeding=bleeding,
            )
            said += new
            if what == "late" and seconds > 1.0:
                assert said[-1] == "lagging"
    assert all(one != other for one, other in pairwise(said))
    said += channel.hear(VOICE, 11)
    assert said[-1] == "ok"


@given(st.floats(0.01, 0.2), st.floats(0.0, 60.0))
def test_a_dead_line_is_said_in_time_whatever_the_block(seconds, quiet_before):
    monitor = HealthMonitor()
    clock = 0.0
    while clock < quiet_before:
        clock += seconds
        monitor.heard(Heard(clock, seconds, ROOM, 0.0, 0.0), other_talks=False)
    died = clock
    report = None
    while report is None or report.state != "silent":
        clock += seconds
        report = monitor.heard(Heard(clock, seconds, DEAD, 0.0, 0.0), other_talks=True)
        assert clock - died < 8.0
