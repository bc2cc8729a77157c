"""How a call has gone tells how far a reading of a mood is to be believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labels import MOODS
from models.reading import family_belief
from speech import mood_course
from speech.mood_course import MoodCourse
from tests.bench.fit_course import counted
from tests.bench.whole_calls import load


def reads(mood: str, belief: float = 0.7) -> dict[str, float]:
    rest = (1 - belief) / (len(MOODS) - 1)
    return {name: belief if name == mood else rest for name in MOODS}


def after(*moods: str) -> MoodCourse:
    course = MoodCourse()
    for mood in moods:
        course.feed(reads(mood, 0.9))
    return course


def test_the_counts_are_those_of_the_tuning_calls():
    tuning = [call for call in load() if call.part == "tuning"]
    assert counted(tuning) == (mood_course.FIRST, mood_course.NEXT)


def test_anger_out_of_nothing_is_doubted_and_anger_that_built_up_is_not():
    calm = after("neutral", "neutral").feed(reads("angry"))["angry"]
    worse = after("neutral", "frustrated").feed(reads("angry"))["angry"]
    angry = after("frustrated", "angry").feed(reads("angry"))["angry"]
    assert calm < 0.5 < worse < angry


def test_a_cool_short_answer_of_somebody_frustrated_is_heard_as_that():
    torn = {**reads("neutral", 0.5), "frustrated": 0.35}
    assert after("neutral").feed(torn)["frustrated"] < 0.35
    heard = after("frustrated", "frustrated").feed(torn)
    assert heard["frustrated"] > heard["neutral"]


def test_what_is_plain_is_believed_whatever_was_before():
    anger = after("neutral").feed(reads("angry", 0.999))
    assert anger["angry"] + anger["frustrated"] > 0.5
    assert after("frustrated").feed(reads("grateful", 0.99))["grateful"] > 0.5


def test_what_is_not_over_does_not_move_the_call():
    course, same = after("neutral"), after("neutral")
    course.so_far(reads("angry"))
    assert course.feed(reads("sad")) == same.feed(reads("sad"))


def test_an_utterance_so_far_is_weighed_as_a_whole_one_would_be():
    assert after("neutral").so_far(reads("sad")) == after("neutral").feed(reads("sad"))


@given(st.lists(st.lists(st.floats(0.001, 1.0), min_size=8, max_size=8), min_size=1, max_size=6))
def test_beliefs_are_shares(calls):
    course = MoodCourse()
    for raw in calls:
        found = course.feed({mood: x / sum(raw) for mood, x in zip(MOODS, raw, strict=True)})
        assert tuple(found) == MOODS
        assert sum(found.values()) == pytest.approx(1)
        assert all(belief >= 0 for belief in found.values())
        assert max(found.values()) <= family_belief(found) <= 1
