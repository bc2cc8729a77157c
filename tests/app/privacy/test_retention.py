"""How long drafts are kept: the last calls, and none of them for long."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.privacy.retention import LONGEST, MOST_CALLS, expired

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def test_the_last_calls_stay_and_old_ones_go():
    fresh = [(f"call {at}", NOW - timedelta(hours=at)) for at in range(MOST_CALLS + 3)]
    assert expired(reversed(fresh), NOW) == ["call 20", "call 21", "call 22"]
    assert expired([("old", NOW - LONGEST - timedelta(seconds=1))], NOW) == ["old"]
    assert expired([("just", NOW - LONGEST)], NOW) == []


def test_drafts_of_a_clock_that_was_ahead_push_no_call_out():
    ahead = [(f"ahead {at}", NOW + timedelta(days=30, hours=at)) for at in range(MOST_CALLS)]
    assert expired([*ahead, ("now", NOW)], NOW) == ["ahead 0"]


@given(st.lists(st.integers(-5, 400), max_size=60))
def test_nothing_that_stays_is_older_than_what_goes_for_its_number(hours):
    drafts = [(str(at), NOW - timedelta(hours=age)) for at, age in enumerate(hours)]
    gone = set(expired(drafts, NOW))
    kept = [when for name, when in drafts if name not in gone]
    assert len(kept) <= MOST_CALLS
    assert all(NOW - when <= LONGEST for when in kept)
    if len(kept) < MOST_CALLS:
        assert all(NOW - when > LONGEST for name, when in drafts if name in gone)
