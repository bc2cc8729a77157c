import pytest

from speech.capture.health import HealthMonitor, Heard, Report

ROOM, VOICE, ZEROS, DEAD = -60.0, -25.0, -120.0, -85.0


class Channel:
    """Feeds a monitor a tenth of a second at a time."""

    def __init__(self) -> None:
        self.monitor = HealthMonitor()
        self.clock = 0.0
        self.said: list[tuple[float, str]] = []

    def hear(self, dbfs, seconds, *, clipped=0.0, lag=0.0, other_talks=False) -> list[str]:
        """Return the states said on the way."""
        before = len(self.said)
        for _ in range(round(seconds * 10)):
            self.clock += 0.1
            heard = Heard(end=self.clock, seconds=0.1, dbfs=dbfs, clipped=clipped, lag=lag)
            if report := self.monitor.heard(heard, other_talks=other_talks):
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
    assert channel.hear(VOICE, 1, lag=0.9) == []
    assert channel.hear(VOICE, 1, lag=1.1) == ["lagging"]
    assert channel.hear(VOICE, 1, lag=0.6) == []
    assert channel.hear(VOICE, 1, lag=0.1) == ["ok"]


def test_a_lost_device_is_said_and_its_return(channel):
    channel.hear(VOICE, 1)
    assert channel.monitor.lost("headset is gone") == Report("gone", "headset is gone")
    assert channel.monitor.lost("headset is gone") is None
    assert channel.hear(VOICE, 1) == ["ok"]
    assert channel.monitor.no_data("nothing").state == "no-data"
    assert channel.hear(VOICE, 1) == ["ok"]
