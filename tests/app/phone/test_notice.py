"""Noticing a call: both voices in turns, once, and never anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phone.notice import OVER, WINDOW, CallNotice
from speech.events import CHANNELS, Level, Voice


def noticed(*talk: tuple[str, float, float], until: float = 0.0) -> list[float]:
    """Return when it would ask; `talk` is who spoke, from, to. Ticks come in between."""
    events = []
    for who, start, end in talk:
        channel = {"c": "customer", "a": "agent"}[who]
        events.append(Voice(t=start + 0.1, channel=channel, speaking=True, since=start))
        events.append(Voice(t=end + 0.6, channel=channel, speaking=False, since=end))
    last = max([until, *(event.t for event in events)])
    events += [Level(t=tick / 2, channel="agent", dbfs=-60.0) for tick in range(int(last * 2) + 1)]
    notice = CallNotice()
    return [event.t for event in sorted(events, key=lambda e: e.t) if notice.feed(event)]


CALL = [("a", 1.0, 4.0), ("c", 4.5, 8.0), ("a", 9.0, 10.5)]


def test_a_call_is_noticed_while_its_third_turn_is_spoken():
    (at,) = noticed(*CALL)
    assert 9.0 <= at <= 10.5


def test_the_customer_may_speak_first():
    assert noticed(("c", 1.0, 3.0), ("a", 3.5, 5.0), ("c", 5.5, 9.0))


@pytest.mark.parametrize(
    "talk",
    [
        [("a", 1.0, 30.0)],
        [("c", 1.0, 200.0)],
        [("a", 1.0, 4.0), ("c", 4.5, 8.0)],
        [("c", 1.0, 60.0), ("a", 70.0, 75.0), ("c", 100.0, 110.0)],
        [("a", 1.0, 3.0), ("c", 3.5, 3.8), ("a", 4.0, 6.0)],
        [],
    ],
    ids=["one voice", "a video", "one answer", "far apart", "a chime", "nothing"],
)
def test_anything_less_is_no_call(talk):
    assert noticed(*talk, until=250.0) == []


def test_it_asks_once_a_call_and_again_for_the_next():
    more = [("c", 11.0, 14.0), ("a", 15.0, 18.0), ("c", 19.0, 22.0)]
    assert len(noticed(*CALL, *more)) == 1
    later = [(who, start + 22.0 + OVER, end + 22.0 + OVER) for who, start, end in CALL]
    assert len(noticed(*CALL, *more, *later)) == 2


voices = st.builds(
    Voice,
    t=st.floats(0, 500),
    channel=st.sampled_from(CHANNELS),
    speaking=st.booleans(),
    since=st.floats(0, 500),
)


@given(st.lists(voices, max_size=40))
def test_one_channel_alone_is_never_a_call_and_nothing_breaks_it(events):
    for channel in CHANNELS:
        notice = CallNotice()
        alone = [event for event in events if event.channel == channel]
        assert not any(notice.feed(event) for event in sorted(alone, key=lambda e: e.t))
    notice = CallNotice()
    for event in events:
        notice.feed(event)
    assert len(notice._stretches) <= len(events)


def test_what_is_long_past_is_forgotten():
    notice = CallNotice()
    for second in range(0, 10_000, 2):
        notice.feed(Voice(t=second, channel="agent", speaking=True, since=second))
        notice.feed(Voice(t=second + 1, channel="agent", speaking=False, since=second + 0.5))
    assert len(notice._stretches) <= WINDOW
