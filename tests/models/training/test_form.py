"""Recognizer form: what a typed comment becomes, and that it is a fixed point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.emotion_text import plain
from models.training.form import CREEDS, NAMES, cardinal, ordinal, recognizer_form


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("WHY is it STILL down?!?!", "why is it still down"),
        (
            "I paid $1,234.50 twice",
            "i paid one thousand two hundred thirty four dollars fifty twice",
        ),
        ("on the 21st at 10:05", "on the twenty first at ten oh five"),
        ("since 2019, or the 90s", "since twenty nineteen or the nineties"),
        ("100% sure it’s 3.5", "one hundred percent sure it's three point five"),
        ("my PIN is 0042", "my pin is zero zero four two"),
        ("dont @ me :) 😂", "don't me"),
        ("see https://example.org/x?y=1 ok", "see okay"),
        ("Zoë's café", "zoe's cafe"),
        ("the boys' room", "the boys room"),
        ("", ""),
    ],
)
def test_typed_text_becomes_what_a_recognizer_writes(typed, spoken):
    assert recognizer_form(typed) == spoken


def test_a_placeholder_becomes_one_name_for_one_key():
    first = recognizer_form("[NAME] is a [RELIGION]", "abc").split()
    assert first[0] in NAMES
    assert first[-1] in CREEDS
    assert recognizer_form("[NAME] is a [RELIGION]", "abc").split() == first
    many = {recognizer_form("[NAME]", str(key)) for key in range(200)}
    assert len(many) > 40


@given(st.text(max_size=80))
def test_the_form_is_a_fixed_point_and_the_runtime_leaves_it_alone(typed):
    spoken = recognizer_form(typed)
    assert recognizer_form(spoken) == spoken
    assert plain(spoken) == spoken


@pytest.mark.parametrize(
    ("number", "words", "place"),
    [
        (0, "zero", "zeroth"), (12, "twelve", "twelfth"), (21, "twenty one", "twenty first"),
        (40, "forty", "fortieth"), (105, "one hundred five", "one hundred fifth"),
        (2_000_003, "two million three", "two million third"),
    ],
)  # fmt: skip
def test_numbers_are_said(number, words, place):
    assert cardinal(number) == words
    assert ordinal(number) == place
