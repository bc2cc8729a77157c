"""The pattern language of the data file, and the data itself."""

import tomllib

import pytest

import resources
from app.call.language import english
from app.call.wording import PatternIndex, content, tokens


def matches(pattern: str, text: str) -> bool:
    return any(True for _ in PatternIndex([(pattern, 0)]).find(tokens(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("charge me", "they charged me"),
        ("call ... back", "nobody ever called us or me back"),
        ("call back", "call back"),
        ("call|phone back", "phoned back"),
        ("kill myself|my_kids", "killing my kids"),
        ("wait very? long", "waited long"),
        ("# time", "third time"),
        ("# time", "3 times"),
        ("do not", "i don't"),
        ("can not", "can't"),
    ],
)
def test_matches(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("call ... back", "call one two three four back"),
        ("kill myself|my_kids", "kill my time"),
        ("# time", "this time"),
        ("charge me", "me charged"),
    ],
)
def test_does_not_match(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


@pytest.mark.parametrize("pattern", ["", "... call", "call|", "very? long"])
def test_a_pattern_begins_with_a_word(pattern: str) -> None:
    with pytest.raises(ValueError, match="word"):
        PatternIndex([(pattern, 0)])


def test_content_leaves_little_words_and_numbers_out() -> None:
    assert content(tokens("well i have 3 or three blue routers")) == {"blue", "router"}


def test_tokens_stay_out_of_repr() -> None:
    assert "blue" not in repr(tokens("blue"))


def test_the_data_is_sound() -> None:
    language = english()
    names = [entry.name for entry in language.facts]
    assert len(names) == len(set(names))
    assert all(entry.reason and '"' not in entry.reason for entry in language.signals)
    assert all(entry.phrases or entry.signal for entry in language.facts)


def test_every_phrase_of_the_data_is_written_once() -> None:
    data = tomllib.loads(resources.path("markers/en.toml").read_text("utf-8"))
    for section in ("signal", "fact", "moment"):
        for entry in data[section]:
            phrases = entry.get("phrases", [])
            assert len(phrases) == len(set(phrases)), entry
