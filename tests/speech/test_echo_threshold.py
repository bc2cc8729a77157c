"""The threshold of `speech.echo`, measured with the model that ships on pairs and calls of ours."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from models.emotion import SHIPPED, EmotionModel
from models.reading import Vector
from speech.echo import Echoes, worth
from tests.bench import whole_calls

PAIRS = Path(__file__).parents[1] / "data" / "said-again.txt"

pytestmark = pytest.mark.skipif(
    not SHIPPED.is_dir(), reason="models/emotion-en is not part of this checkout"
)


@pytest.fixture(scope="module")
def model() -> EmotionModel:
    return EmotionModel.load()


def meaning(model: EmotionModel, text: str) -> Vector:
    return model.read(text).embedding


def pairs() -> list[tuple[str, str]]:
    lines = [line for line in PAIRS.read_text().splitlines() if not line.startswith("#")]
    return [(one, other) for one, _, other in (line.partition(" | ") for line in lines)]


def test_most_of_what_is_said_again_in_other_words_is_heard(model):
    heard = []
    for one, other in pairs():
        echoes = Echoes()
        echoes.feed(1, meaning(model, one))
        heard.append(echoes.feed(2, meaning(model, other)) is not None)
    assert len(heard) >= 40
    assert np.mean(heard) >= 0.6


def test_of_other_things_hardly_any_is_taken_for_the_same(model):
    echoes = Echoes()
    found = [echoes.feed(n, meaning(model, one)) for n, (one, _) in enumerate(pairs())]
    assert sum(echo is not None for echo in found) <= 4


def test_within_a_call_hardly_anything_is_taken_for_an_echo(model):
    """The lines of one call are about one thing, and most are no repetition."""
    turns = flagged = 0
    for texts in calls():
        echoes = Echoes()
        turns += len(texts)
        kept = [meaning(model, text) for text in texts if worth(text)]
        flagged += sum(echoes.feed(n, one) is not None for n, one in enumerate(kept))
    assert turns > 300
    assert flagged / turns <= 0.02


def calls() -> Iterator[list[str]]:
    """Yield what the customer says in each whole call."""
    for call in whole_calls.load():
        yield [turn.text for turn in call.turn if turn.who == "customer"]
