import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cues.words import content, stem, stems, traced


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I was charged twice", "i am charging twice"),
        ("they didn’t call", "they did not call"),
        ("won't cancel", "will not cancels"),
        ("I can't", "I cannot"),
        ("it's broken", "it is breaking"),
        ("3rd time, 2 charges", "third times two charge"),
        ("um, my uh manager", "my managers"),
        ("forty-five", "forty five"),
        ("she told me", "she tells me"),
    ],
)
def test_inflection_contraction_and_fillers_do_not_matter(one, other):
    assert stems(one) == stems(other)


def test_a_name_keeps_no_s():
    assert stems("my mother's account") == stems("my mother account")


def test_each_stem_knows_its_written_word():
    found, source = traced(["I", "didn't", "um", "know"])
    assert found == ("i", "do", "not", "know")
    assert source == (0, 1, 1, 3)


def test_stop_words_carry_no_content():
    assert content(stems("I would like to have my money")) == {stem("money")}


@given(st.text(max_size=80))
def test_any_text_can_be_read(text):
    found, source = traced(text.split())
    assert found == stems(text)
    assert len(found) == len(source)
    assert list(source) == sorted(source)
