"""The threshold of `speech.echo`, measured with the model that ships on pairs and calls of ours."""

from pathlib import Path

import numpy as np
import pytest

from models.emotion import SHIPPED, EmotionModel
from models.training import whole_calls
from speech.echo import Echoes, worth

PAIRS = Path(__file__).parents[1] / "data" / "said-again.txt"

pytestmark = pytest.mark.skipif(
    not SHIPPED.is_dir(), reason="models/emotion-en is not part of this checkout"
)


@pytest.fixture(scope="module")
def model() -> EmotionModel:
    return EmotionModel.load()


def pairs() -> list[tuple[str, str]]:
    lines = [line for line in PAIRS.read_text().splitlines() if not line.startswith("#")]
    return [(one, other) for one, _, other in (line.partition(" | ") for line in lines)]


def test_most_of_what_is_said_again_in_other_words_is_heard(model):
    heard = []
    for one, other in pairs():
        echoes = Echoes()
        echoes.feed(1, model.meaning(one))
        heard.append(echoes.feed(2, model.meaning(other)) is not None)
    assert len(heard) >= 40
    assert np.mean(heard) >= 0.6


def test_of_other_things_hardly_any_is_taken_for_the_same(model):
    echoes = Echoes()
    found = [echoes.feed(n, model.meaning(one)) for n, (one, _) in enumerate(pairs())]
    assert sum(echo is not None for echo in found) <= 4


def test_within_a_call_hardly_anything_is_taken_for_an_echo(model):
    """The lines of one call are about one thing, and most are no repetition."""
    calls: dict[str, list[str]] = {}
    for turn in (*whole_calls.turns("tuning"), *whole_calls.turns("test")):
        calls.setdefault(turn.family, []).append(turn.text)
    turns = flagged = 0
    for said in calls.values():
        echoes = Echoes()
        turns += len(said)
        kept = [model.meaning(text) for text in said if worth(text)]
        flagged += sum(echoes.feed(n, meaning) is not None for n, meaning in enumerate(kept))
    assert turns > 300
    assert flagged / turns <= 0.02
