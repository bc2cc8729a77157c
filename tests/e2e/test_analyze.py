"""`hearback analyze` on the sample calls, from sound to verdict, with both recognizers."""

import json
from pathlib import Path
from typing import Any

import pytest

import resources
from app.__main__ import main

TINY = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"
EARS = {
    "vosk": ["--recognizer", "vosk", "--model", str(TINY)],
    "pocketsphinx": ["--recognizer", "pocketsphinx"],
}
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]


def analyzed(name: str, ear: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    call = str(resources.path(f"sample_calls/{name}.flac"))
    assert main(["analyze", call, "--json", *EARS[ear]]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["call"]["recognizer"] == ear
    return found


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARBACK_HOME", str(tmp_path))


@pytest.mark.parametrize("ear", EARS)
def test_charged_twice(ear: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = analyzed("charged-twice", ear, capsys)
    assert found["risk"]["worst_level"] == "high"
    assert len({reason["kind"] for reason in found["risk"]["reasons"]}) >= 3
    assert {"supervisor", "contacts", "problem"} <= {fact["kind"] for fact in found["facts"]}
    assert "problem:double-charge" in {fact["key"] for fact in found["facts"]}
    assert 3 <= len(found["cues"]) <= 8
    assert len(found["reminders"]) == 1
    assert found["risk"]["end"] < found["risk"]["lowest"]


@pytest.mark.parametrize("ear", EARS)
def test_calm_update(ear: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = analyzed("calm-update", ear, capsys)
    assert found["risk"]["worst_level"] == "calm"
    assert len(found["cues"]) <= 1


@pytest.mark.parametrize("ear", EARS)
def test_bereavement(ear: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = analyzed("bereavement", ear, capsys)
    assert found["risk"]["worst_level"] != "high"
    assert "grief" in {signal["kind"] for signal in found["signals"]}
    assert not any("!" in cue["text"] for cue in found["cues"])
