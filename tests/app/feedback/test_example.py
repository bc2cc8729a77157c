"""What is kept of a reading, and above all what is not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.feedback.example import LONGEST, kept, labeled
from app.feedback.hide import hidden
from app.privacy.mask import MASKED
from models.errors import BadInputError
from tests.app.feedback.made import SECRET, example, one


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("this is daniel calling about my bill", "this is [name masked] calling about my bill"),
        ("my name is maria gonzalez okay", "my name is [name masked] okay"),
        ("you told mrs patel to wait", "you told mrs [name masked] to wait"),
        ("i spoke to kevin yesterday", "i spoke to [name masked] yesterday"),
        ("a man called kevin told me that", "a man called [name masked] told me that"),
        ("i'm siobhan from dublin", "i'm [name masked] from dublin"),
        ("this is ridiculous", "this is ridiculous"),
        ("i miss him very much", "i miss him very much"),
        ("i'm calling from work", "i'm calling from work"),
        ("this is the third time", "this is the third time"),
        ("it is for patel's order", "it is for [name masked] order"),
        ("mail jo at example dot com", "mail [e-mail masked]"),
    ],
)
def test_names_and_numbers_are_hidden(said, left):
    assert hidden(said, ["Anita Patel"]) == left


def test_a_name_said_once_is_hidden_everywhere():
    made = example(
        "maria is not happy and it's four one one one one one one one one one one one one one one",
        ("my name is maria", "yes it's about the card"),
    )
    found = kept(made, number="a", day="2026-11-20", model="1")
    assert found.before == ("my name is [name masked]", "yes it's about the card")
    assert "maria" not in found.text
    assert "one one" not in found.text


WORDS = [
    "this", "is", "daniel", "calling", "mister", "smith", "my", "name", "patel", "spoke", "to",
    "four", "two", "one", "at", "kevin", "[name masked]",
]  # fmt: skip


@settings(derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_hiding_twice_is_hiding_once(words):
    once = hidden(" ".join(words), ["daniel smith", "patel"])
    assert hidden(once, ["daniel smith", "patel"]) == once
    assert not re.search(r"\b(daniel|smith|patel)\b", MASKED.sub("", once))


def test_nothing_is_shown_in_a_log_and_nothing_is_endless():
    assert SECRET not in repr(one())
    assert len(one(text="word " * 2000).text) <= LONGEST


def test_what_it_really_was_can_be_said():
    assert (labeled(one(), "neutral").label, labeled(one(), "neutral", 3).label_intensity) == (
        "neutral",
        0,
    )
    assert labeled(one(), "sad").label_intensity == 2
    assert labeled(one(), "sad", 3).label_intensity == 3
    for mood, strength in (("furious", 2), ("", 2), ("sad", 0), ("sad", 4)):
        with pytest.raises(BadInputError):
            labeled(one(), mood, strength)
