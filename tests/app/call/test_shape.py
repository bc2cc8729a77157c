"""The views that the field prints, made from one sentiment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call.shape import SEVEN, mean, sentiment, seven, views
from app.call.state import Mood, RiskPoint

BAD = (RiskPoint(0.0, 0.0, "calm"), RiskPoint(50.0, 0.8, "high"), RiskPoint(75.0, 0.2, "calm"))
GLAD = (Mood(name="grateful", valence=0.8, t=95.0),)


def test_quarters_and_shift():
    found = views(BAD, GLAD, 100.0)
    assert found.quarters_5 == (0.0, 0.0, -4.0, 2.2)
    assert (found.start_1, found.lowest_1) == (0.0, -0.8)
    assert found.end_1 == pytest.approx(0.8 * 0.8 - 0.2)
    assert found.shift_1 == pytest.approx(found.end_1 - found.start_1)
    assert found.end_7 == "positive"


def test_without_moods_a_call_is_even_or_bad():
    assert views((), (), 60.0).overall_7 == "neutral"
    assert views((), (), 0.0).overall_5 == 0.0
    assert views(BAD, (), 100.0).overall_1 < 0
    assert max(views(BAD, (), 100.0).quarters_5) <= 0


def test_seven_levels_are_symmetric():
    names = [name for _, name in SEVEN]
    assert [seven(at) for at in (-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0)] == names


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), max_size=20),
    st.lists(st.tuples(st.floats(0, 100), st.floats(-1, 1)), max_size=5),
)
def test_all_views_stay_on_their_scales(points, glad):
    track = [RiskPoint(t, value, "calm") for t, value in sorted(points)]
    moods = [Mood(name="satisfied", valence=valence, t=t) for t, valence in glad]
    found = views(track, moods, 100.0)
    assert all(-5 <= one <= 5 for one in (*found.quarters_5, found.overall_5))
    assert all(-1 <= one <= 1 for one in (found.overall_1, found.start_1, found.end_1))
    assert -2 <= found.shift_1 <= 2
    assert -1 <= sentiment(track, moods, 20.0, 30.0) <= 1
    assert 0 <= mean(track, 0.0, 100.0) <= 1
