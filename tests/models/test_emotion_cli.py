"""`hearback emotion`: what it prints, and that what was typed is kept nowhere."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from models.labels import LABELS, MOODS
from tests.models import tiny_emotion

LINE = "still nobody called me back again"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEARBACK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_emotion.make(tmp_path / "emotion-tiny")


def test_a_line_is_read_in_words(home, folder, capsys):
    assert main(["emotion", LINE, "--model", str(folder)]) == 0
    first, valence, moods, labels = capsys.readouterr().out.splitlines()
    assert first.startswith("frustrated, intensity ")
    assert valence.startswith("valence  -")
    assert moods.startswith("moods    frustrated ")
    assert labels.startswith("labels   ")


def test_where_it_is_not_sure_no_mood_is_said(home, folder, capsys):
    assert main(["emotion", "died works", "--model", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("not sure enough to say a mood (0.5")


def test_every_figure_as_json(home, folder, capsys):
    assert main(["emotion", "yes", "--before", "you liars", "--json", "--model", str(folder)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["moods"]) == set(MOODS)
    assert set(found["scores"]) == set(LABELS)
    assert found["moods"]["angry"] > 0.1, "what was said before is read too"


def test_without_a_line_it_looks_the_model_over(home, folder, capsys):
    assert main(["emotion", "--model", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("Emotion model tiny: whole.\n  model.onnx ")
    assert main(["emotion", "--json", "--model", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == "tiny"


def test_a_broken_model_is_one_sentence_and_status_1(home, folder, capsys):
    (folder / "model.onnx").write_bytes(b"other")
    assert main(["emotion", LINE, "--model", str(folder)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("hearback: The emotion model is damaged: model.onnx")
    assert shown.err.count("\n") == 1


def test_what_was_typed_is_kept_nowhere(home, folder, capsys):
    main(["--verbose", "emotion", LINE, "--model", str(folder)])
    (folder / "model.onnx").unlink()
    main(["--verbose", "emotion", LINE, "--model", str(folder)])
    capsys.readouterr()
    kept = [file.read_text() for file in home.rglob("*") if file.is_file()]
    assert kept, "the failure is logged"
    assert not any("nobody" in text for text in kept)
