"""What training writes is what the runtime reads, and the card says what was measured."""

import json

import numpy as np
import pytest

from models.emotion import EmotionModel
from models.errors import BadInputError
from models.labels import LABELS, MOODS
from models.training import card, cli, figures, fit, goemotions, publish, whole_calls
from models.training.corpus import Corpus, measured
from models.training.lines import Line
from models.training.runner import Runner
from tests.models import tiny_emotion

SAID = {
    "angry": "you useless liars", "frustrated": "still nobody again", "anxious": "i am worried",
    "sad": "my funeral", "confused": "i am lost", "neutral": "my account number",
    "satisfied": "it works", "grateful": "thank you",
}  # fmt: skip


@pytest.fixture(scope="module")
def own() -> list[Line]:
    return [
        Line(f"{mood}-{number}", mood, mood, int(mood != "neutral") * 2, text, trap="sarcasm")
        for mood, text in SAID.items()
        for number in range(3)
    ]


@pytest.fixture(scope="module")
def runner() -> Runner:
    return Runner(tiny_emotion.graph(), json.dumps(tiny_emotion.tokenizer()).encode())


@pytest.fixture(scope="module")
def fitted(runner, own) -> fit.Calibration:
    out = runner.read([line.text for line in own])
    truth = np.random.default_rng(0).random(out["labels"].shape) < 0.1
    return fit.fit(out["labels"], truth.astype(float), out["moods"], figures.mood_index(own))


def test_the_runtime_reads_what_training_writes(tmp_path, runner, fitted, own):
    tokenizer = publish.compact(tiny_emotion.tokenizer())
    described = publish.write(tmp_path / "model", tiny_emotion.graph(), tokenizer, fitted)
    model = EmotionModel.load(tmp_path / "model")
    assert model.description == described
    out = runner.read([line.text for line in own])
    expected, scores = fitted.moods(out["moods"]), fitted.scores(out["labels"])
    for row, line in enumerate(own):
        reading = model.read(line.text)
        assert reading.mood == line.mood
        assert [reading.moods[mood] for mood in MOODS] == pytest.approx(expected[row], abs=1e-4)
        assert [reading.scores[name] for name in LABELS] == pytest.approx(scores[row], abs=1e-4)


def test_figures_of_a_model_that_is_right(runner, fitted, own):
    found = figures.mood_figures(runner, own, fitted)
    assert found.lines == len(own)
    assert (found.frustration_auc, found.accuracy, found.family_accuracy) == (1, 1, 1)
    assert found.sure_right == 1
    assert figures.trap_recall(runner, own, fitted) == {"sarcasm": (len(own), 1.0)}
    assert set(figures.nearness(runner)) >= {"same_mean", "other_most", "found"}


def test_the_card_has_every_figure_and_both_hashes(runner, fitted, own):
    comments = [goemotions.parse(f"{text}!\t{n}\tc{n}") for n, text in enumerate(SAID.values())]
    texts = Corpus(comments, measured(comments), measured(comments), own, own, own)
    described = publish.describe(b"network", b"tokenizer", fitted)
    written = card.text(runner, fitted, texts, described)
    assert "{" not in written
    assert all(one.sha256 in written for one in described.files.values())
    assert all(f"| {label} |" in written for label in LABELS)
    assert "| frustration auc | 1 |" in written
    assert "| sarcasm | 24 | 1.00 |" in written


def test_the_command_says_in_one_sentence_what_is_missing(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(cli, "NEEDS", ("no_such_library",))
    assert cli.main(["--data", str(tmp_path), "--out", str(tmp_path / "model")]) == 1
    assert "no_such_library" in capsys.readouterr().err


def test_a_count_of_cores_is_at_least_one(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(cli, "NEEDS", ())
    assert cli.main(["--data", str(tmp_path), "--out", str(tmp_path), "--threads", "0"]) == 1
    assert "--threads" in capsys.readouterr().err


def test_help_names_the_data_and_the_lock(capsys):
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "goemotions/data" in said
    assert cli.REQUIREMENTS in said


def test_a_line_with_words_missing_is_no_call(tmp_path):
    (tmp_path / "broken.toml").write_text('part = "test"\n[[turn]]\nwho = "customer"\n')
    with pytest.raises(BadInputError, match=r"broken\.toml: KeyError"):
        whole_calls.turns(tmp_path)
