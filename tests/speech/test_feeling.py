"""What the emotion stage takes, what it makes of it, and that nobody but the customer gets in."""

import ast
import typing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.labels import MOODS
from models.reading import MEANING
from speech import echo
from speech.events import Partial, Utterance
from speech.feeling import (
    CustomerLine,
    CustomerLines,
    Feeling,
    NotTheCustomerError,
    _shares,
)
from speech.feelings import Feelings
from speech.mood_course import MoodCourse
from tests.speech.spy import SpyModel, reading

ROOT = Path(__file__).parents[2]
LONG = "this is the third time that i call"


def said(text: str, number: int = 1, channel: str = "customer") -> Utterance:
    return Utterance(t=3.0, channel=channel, id=number, start=1.0, end=2.0, text=text)


def so_far(text: str, stable: int, channel: str = "customer") -> Partial:
    return Partial(t=2.0, channel=channel, utterance=1, text=text, stable=stable)


# Nobody but the customer


def test_a_line_cannot_be_made_of_what_the_agent_said():
    for event in (said("you are angry", channel="agent"), so_far("you are", 2, channel="agent")):
        with pytest.raises(NotTheCustomerError):
            CustomerLine(event)


def test_the_stage_takes_a_customer_s_line_and_nothing_else():
    """By its types, which mypy holds: no text, no utterance, no event can be handed over."""
    for method in (Feeling.feed, Feelings.offer):
        hints = typing.get_type_hints(method)
        hints.pop("return")
        assert list(hints.values()) == [CustomerLine]


def test_nothing_else_in_the_product_knows_the_model():
    """Only the stage's loader and the verb that reads a typed line name the module that reads."""
    rooms = ("app", "ui", "speech", "models", "resources")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    naming = {
        str(file.relative_to(ROOT))
        for file in files
        if "training" not in file.parts and "models.emotion" in _names(file)
    }
    assert naming == {"speech/cli.py", "models/emotion_cli.py"}


def _names(file: Path) -> set[str]:
    """Return every module that a file imports, by statement or by a string of its name."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def test_of_all_events_only_the_customer_s_words_become_lines():
    lines = CustomerLines()
    assert lines.feed(said("how may i help", channel="agent")) is None
    assert lines.feed(said("")) is None
    assert lines.feed(Partial(t=1.0, channel="customer", utterance=1, text="i am")) is None
    assert lines.feed(so_far("you are angry", 3, channel="agent")) is None
    assert lines.feed(said("i am cross")).said.text == "i am cross"


def test_a_line_is_read_with_the_two_that_the_customer_said_before_it():
    lines = CustomerLines()
    heard = []
    for number, text in enumerate(["one", "two", "", "three", "four"], 1):
        lines.feed(said("the agent's words", number, channel="agent"))
        heard.append(lines.feed(said(text, number)))
    assert [line and line.before for line in heard] == [
        (), ("one",), None, ("one", "two"), ("two", "three"),
    ]  # fmt: skip


def test_what_is_said_so_far_is_read_when_more_words_will_stay():
    lines = CustomerLines()
    lines.feed(said("hello", 0))
    heard = [
        lines.feed(event)
        for event in (
            so_far("the third", 1),
            so_far("the third dime", 2),
            so_far("the third time i", 2),
            so_far("the third time i call", 4),
            so_far("the third time", 3),
            so_far("the third time i called", 4),
            so_far("the third one i called", 4),
        )
    ]
    assert [line and line.text for line in heard] == [
        None, "the third", None, "the third time i", None, "the third time i", "the third one i",
    ]  # fmt: skip
    assert {line.before for line in heard if line} == {("hello",)}
    lines.feed(said("the third one i called", 1))
    assert lines.feed(so_far("the third one", 3)).before == ("hello", "the third one i called")


def test_what_is_said_so_far_is_read_without_a_verdict():
    class Unsure(SpyModel):
        def read(self, text, before=()):
            super().read(text, before)
            return reading(sure=False)

    course = MoodCourse()
    model = Unsure()
    event = Feeling(model).feed(CustomerLine(so_far("the third time i call", 3)))
    assert model.given == ["the third time"]
    assert (event.t, event.utterance, event.words) == (2.0, 1, 3)
    expected = course.so_far(reading(sure=False).moods)
    assert event.moods == pytest.approx(expected, abs=0.001), "how sure, is for the gate to weigh"


def test_no_speech_is_shown_where_a_line_is_printed():
    assert "secret" not in repr(CustomerLine(said("secret"), ("secret",)))
    assert "embedding" not in repr(reading())


# The event


def test_the_event_says_what_was_read():
    event = Feeling(SpyModel()).feed(CustomerLine(said(LONG, 7)))
    assert (event.t, event.utterance) == (3.0, 7)
    assert event.scores == {"annoyance": 0.9}, "the least likely are left out"
    assert (event.valence, event.intensity) == (-0.5, 1.5)
    assert event.moods == pytest.approx(MoodCourse().feed(reading().moods), abs=0.001)
    assert event.echo is None


def test_a_reading_is_weighed_against_how_the_call_has_gone():
    lines, feeling, course = CustomerLines(), Feeling(SpyModel()), MoodCourse()
    for number in range(1, 4):
        event = feeling.feed(lines.feed(said(LONG, number)))
        assert event.moods == pytest.approx(course.feed(reading().moods), abs=0.001)
    feeling.feed(CustomerLine(so_far(LONG, 4)))
    assert event.moods["frustrated"] > 0.9


def test_where_the_model_is_not_sure_no_mood_is_said():
    class Unsure(SpyModel):
        def read(self, text, before=()):
            return reading(sure=False)

    event = Feeling(Unsure()).feed(CustomerLine(said(LONG)))
    assert (event.moods, event.intensity, event.valence) == ({}, 0.0, 0.0)


@given(st.lists(st.floats(0.0, 50.0), min_size=len(MOODS), max_size=len(MOODS)))
def test_shares_sum_to_one_after_rounding(logits):
    raised = np.exp(np.array(logits) - max(logits))
    given = dict(zip(MOODS, map(float, raised / raised.sum()), strict=True))
    rounded = _shares(given)
    assert sum(round(1000 * share) for share in rounded.values()) == 1000
    assert all(abs(rounded[mood] - share) < 0.001 + 1e-9 for mood, share in given.items())


# Said again


def vector(*parts: float) -> np.ndarray:
    found = np.zeros(MEANING, np.float32)
    found[: len(parts)] = parts
    return found / max(float(np.linalg.norm(found)), 1e-9)


def test_the_nearest_earlier_line_that_means_nearly_the_same_is_an_echo():
    echoes = echo.Echoes()
    assert echoes.feed(1, vector(1.0)) is None
    assert echoes.feed(2, vector(0.0, 1.0)) is None
    heard = echoes.feed(3, vector(0.1, 1.0))
    assert heard.utterance == 2
    assert heard.similarity == pytest.approx(0.995, abs=0.001)
    assert echoes.feed(4, vector(1.0, 1.0, 1.0)) is None


def test_what_has_no_meaning_is_no_echo():
    echoes = echo.Echoes()
    for number in range(3):
        assert echoes.feed(number, vector()) is None


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        (LONG, True),
        ("yes that is right", False),
        ("two zero one six thousand six hundred and fifty two oh four", False),
        ("my number is two zero one six", False),
        ("nobody ever called me back", True),
    ],
)
def test_short_lines_and_numbers_are_not_compared(text, worth):
    assert echo.worth(text) is worth


def test_what_lies_long_back_is_forgotten():
    echoes = echo.Echoes()
    echoes.feed(0, vector(1.0))
    for number in range(1, echo.KEPT + 1):
        axis = [0.0] * (number + 1)
        axis[number] = 1.0
        assert echoes.feed(number, vector(*axis)) is None
    assert echoes.feed(99, vector(1.0)) is None


def test_a_line_that_means_what_another_did_is_told_with_the_event():
    class Meaning(SpyModel):
        """The same words mean the same; others something else."""

        def read(self, text, before=()):
            super().read(text, before)
            return reading(meaning=len(text))

    feeling, lines = Feeling(Meaning()), CustomerLines()
    texts = ["nobody ever called me back", "yes", LONG, "nobody ever called me back", "yes", LONG]
    heard = [feeling.feed(lines.feed(said(text, number))) for number, text in enumerate(texts, 1)]
    assert [event.echo for event in heard] == [None, None, None, 1, None, 3], "short ones never"
    assert [event.similarity for event in heard] == [0, 0, 0, 1.0, 0, 1.0]
