"""Which part of a run-on utterance is quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call.state import Line
from app.note.excerpt import MOST_WORDS, excerpt
from speech.events import Word

TALK = (
    "no with respect i am not waiting again i waited last week and i waited yesterday "
    "you have my money that is not right i want to talk to your manager please"
)


def line_of(text, *, timed=True):
    words = text.split()
    timed_words = tuple(Word(word, float(at), at + 1.0, 0.9) for at, word in enumerate(words))
    return Line("customer", 1, 0.0, float(len(words)), text, timed_words if timed else ())


@pytest.mark.parametrize("timed", [True, False])
@pytest.mark.parametrize(
    ("word", "quoted"),
    [
        ("again", "no with respect i am not waiting again"),
        ("right", "you have my money that is not right"),
        ("manager", "i want to talk to your manager please"),
    ],
)
def test_the_clause_around_the_telling_word(timed, word, quoted):
    at = TALK.split().index(word) + 1.0
    assert excerpt(line_of(TALK, timed=timed), at) == quoted


def test_a_short_utterance_is_whole():
    assert excerpt(line_of("i want a refund"), 0.0) == "i want a refund"


@given(
    st.lists(st.sampled_from(["i", "you", "money", "waited", "now."]), max_size=60),
    st.floats(-1, 70),
)
def test_it_is_always_a_short_piece_of_what_was_said(words, t):
    text = " ".join(words)
    part = excerpt(line_of(text), t)
    assert part in text
    assert len(part.split()) <= MOST_WORDS
    assert part or not text
