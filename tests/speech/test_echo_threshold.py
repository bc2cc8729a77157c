"""The threshold of `speech.echo`, measured with the model that ships on pairs and calls of ours."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from models.emotion import SHIPPED, EmotionModel
from models.reading import Reading, Vector
from models.training import lines
from speech.echo import SIMILAR, Echo, Echoes, Said, worth
from speech.events import Emotion, Utterance
from speech.feeling import CustomerLines, Feeling
from tests.bench import whole_calls

CLEAR = 0.7
"""Cosine from which an echo is not lost; those below are doubtful."""
PAIRS = Path(__file__).parents[1] / "data" / "said-again.txt"

pytestmark = pytest.mark.skipif(
    not SHIPPED.is_dir(), reason="models/emotion-en is not part of this checkout"
)


@pytest.fixture(scope="module")
def model() -> EmotionModel:
    return EmotionModel.load()


class Spy:
    """Counts the lines that are looked at alone. What it found once it knows."""

    def __init__(self, model: EmotionModel) -> None:
        self.model = model
        self.alone = 0
        self.known = cache(model.meaning)

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        return self.model.read(text, before)

    def meaning(self, text: str) -> Vector:
        self.alone += 1
        return self.known(text)


def said(model: EmotionModel, utterance: int, text: str) -> Said:
    """Return a line with nothing before it."""
    meaning = model.meaning(text)
    return Said(utterance, meaning, lambda: meaning)


def pairs() -> list[tuple[str, str]]:
    lines = [line for line in PAIRS.read_text().splitlines() if not line.startswith("#")]
    return [(one, other) for one, _, other in (line.partition(" | ") for line in lines)]


def test_most_of_what_is_said_again_in_other_words_is_heard(model):
    heard = []
    for one, other in pairs():
        echoes = Echoes()
        echoes.feed(said(model, 1, one))
        heard.append(echoes.feed(said(model, 2, other)) is not None)
    assert len(heard) >= 40
    assert np.mean(heard) >= 0.6


def test_of_other_things_hardly_any_is_taken_for_the_same(model):
    echoes = Echoes()
    found = [echoes.feed(said(model, n, one)) for n, (one, _) in enumerate(pairs())]
    assert sum(echo is not None for echo in found) <= 4


def test_within_a_call_hardly_anything_is_taken_for_an_echo(model):
    """The lines of one call are about one thing, and most are no repetition."""
    turns = flagged = 0
    for texts in calls():
        echoes = Echoes()
        turns += len(texts)
        kept = [said(model, n, text) for n, text in enumerate(texts) if worth(text)]
        flagged += sum(echoes.feed(one) is not None for one in kept)
    assert turns > 300
    assert flagged / turns <= 0.02


def test_no_clear_echo_is_lost_by_looking_only_at_lines_that_are_near_in_context(model):
    """Whole calls and lines that came with earlier ones: the same line echoes the same one."""
    spy = Spy(model)
    spoken = [*calls(), *([*line.heard_before, line.text] for line in with_before())]
    heard = looked = worth_it = 0
    for texts in spoken:
        found = list(events(spy, texts))
        looked, spy.alone = looked + spy.alone, 0
        for one, (echo, similarity) in zip(found, compared(spy, texts), strict=True):
            lost = one.echo is None and similarity < CLEAR
            assert lost or (one.echo, one.similarity) == (echo, similarity)
        heard += sum(one.echo is not None for one in found)
        worth_it += sum(map(worth, texts[1:]))
    assert len(spoken) > 100
    assert heard > 5
    assert looked < worth_it / 3


def calls() -> Iterator[list[str]]:
    """Yield what the customer says in each whole call."""
    for call in whole_calls.load():
        yield [turn.text for turn in call.turn if turn.who == "customer"]


def with_before() -> Iterable[lines.Line]:
    """Return lines that came with earlier ones. (Of all parts none is lost, which takes longer.)"""
    return [line for line in lines.of_part(lines.load(), "dev") if line.heard_before][::4]


def events(spy: Spy, texts: Sequence[str]) -> Iterator[Emotion]:
    feeling, customer = Feeling(spy), CustomerLines()
    for number, text in enumerate(texts):
        line = customer.feed(
            Utterance(t=1.0, channel="customer", id=number, start=0.0, end=1.0, text=text)
        )
        assert line is not None
        yield feeling.feed(line)


def compared(spy: Spy, texts: Sequence[str]) -> Iterator[tuple[int | None, float]]:
    """Yield what is found where every line is looked at alone."""
    kept: list[tuple[int, Vector]] = []
    for number, text in enumerate(texts):
        nearest = None
        if worth(text):
            alone = spy.known(text)
            found = [Echo(known, float(alone @ other)) for known, other in kept]
            nearest = max(found, key=lambda echo: echo.similarity, default=None)
            kept.append((number, alone))
        if nearest is not None and nearest.similarity >= SIMILAR:
            yield nearest.utterance, round(nearest.similarity, 3)
        else:
            yield None, 0.0
