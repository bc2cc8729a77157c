"""Errors as a recognizer makes them: as many as asked for, the same every time, in its words."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training import lines
from models.training.form import recognizer_form
from models.training.mishear import TABLE, errors, mishear
from models.training.sounds import built_in, distance

WRITTEN = [line.text for line in lines.load()]
SOME = WRITTEN[::4]


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2])
def test_makes_as_many_errors_as_asked_for(rate: float) -> None:
    rng = random.Random(1)
    made = said = 0
    for text in SOME:
        made += errors(text.split(), mishear(text, rate, rng).split())
        said += len(text.split())
    assert made / said == pytest.approx(rate, abs=0.01)


def test_the_same_randomness_gives_the_same_text() -> None:
    first, again, other = (
        [mishear(text, 0.3, rng) for text in SOME[:50]]
        for rng in (random.Random(7), random.Random(7), random.Random(8))
    )
    assert first == again != other


def test_takes_either_kind_of_randomness() -> None:
    assert mishear(SOME[0], 1.0, np.random.default_rng(3)) != SOME[0]


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.sampled_from(WRITTEN),
        st.lists(st.from_regex(r"[a-z]{1,12}('[a-z]{1,2})?", fullmatch=True), min_size=1).map(
            lambda words: recognizer_form(" ".join(words)) or "yes"
        ),
    ),
    st.floats(0, 1),
    st.integers(0, 2**32),
)
def test_writes_words_as_a_recognizer_does_and_never_nothing(
    text: str, rate: float, seed: int
) -> None:
    heard = mishear(text, rate, random.Random(seed))
    assert heard
    assert heard == recognizer_form(heard)


@given(st.sampled_from(WRITTEN))
def test_leaves_everything_as_it_is_at_no_errors(text: str) -> None:
    assert mishear(text, 0.0, random.Random(0)) == text


def test_a_word_that_was_never_spoken_is_taken_for_one_that_sounds_like_it() -> None:
    sounds = built_in()
    heard = [mishear("my underwriter", 1.0, random.Random(seed)) for seed in range(50)]
    words = {word for text in heard for word in text.split()}
    assert words & {"underwater", "underweight"}
    assert "underwriter" not in sounds


def test_like_sounds_are_near_and_unlike_ones_far() -> None:
    sounds = built_in()
    see, she, dog = (sounds.phones(word) for word in ("see", "she", "dog"))
    assert distance(see, see) == 0
    assert distance(see, she) < distance(see, dog)


def test_the_table_holds_words_and_counts_and_stays_small() -> None:
    assert TABLE.stat().st_size < 300_000
