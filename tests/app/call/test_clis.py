"""`hearback replay` and `hearback analyze`: what they print, and one sentence for bad input."""

import json
from pathlib import Path

import pytest

import resources
from app.__main__ import main
from app.call import stream
from app.call.actions import CueDismissed, encode_action
from app.call.stream import BrokenStreamError
from speech.events import encode
from tests.app.call.talk import Talk

DATA = Path(__file__).parents[2] / "data"
CALL = DATA / "streams" / "charged-twice.vosk.jsonl"
TINY = DATA / "vosk-model-tiny-synth-en"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARBACK_HOME", str(tmp_path / "home"))


def test_a_timeline_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(CALL)]) == 0
    said = capsys.readouterr().out
    assert "customer  hello daniel for the third time i am calling" in said
    assert "▲ high" in said
    assert "» say back: charged twice" in said
    assert "risk: high at worst" in said


def test_one_object_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(CALL), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    wanted = {"call", "utterances", "risk", "cues", "reminders", "facts", "moments", "note"}
    assert wanted | {"timing", "signals", "moods", "marks"} == set(found)
    assert {"track", "start", "lowest", "end", "overall", "reasons"} <= set(found["risk"])
    assert set(found["cues"][0]) >= {"t", "rule", "text", "reason", "utterance"}


def test_actions_are_part_of_a_recording(tmp_path: Path) -> None:
    talk = Talk().customer("hello there")
    events = [encode(event) for event in talk.recorded()]
    file = tmp_path / "call.jsonl"
    later = b'{"type":"from-the-future","t":1.0}\n\n'
    file.write_bytes(b"".join([*events, encode_action(CueDismissed(t=9.0, cue=1)), later]))
    found = stream.load(file)
    assert len(found) == len(events) + 1
    assert found[-1] == CueDismissed(t=9.0, cue=1)
    assert stream.speaks(found)
    assert not stream.speaks(found[:1])


@pytest.mark.parametrize(
    "line",
    [
        b'{"type":"utterance","t":1,"text":"tell nobody"',
        b'{"type":"utterance","t":1,"channel":"tell nobody","id":1,"start":0,"end":1,"text":""}',
        b'{"type":"level","t":"tell nobody","channel":"agent","dbfs":-1}',
        b"tell nobody",
        b'["tell nobody"]',
        b'{"t":1}',
        b"\xff\xfe\x00tell nobody",
        b'{"type":"level","t":1,"channel":"agent","dbfs":' + b"[" * 5000,
        b"[" * 200_000,
        b'"' + b"tell nobody" * 100_000 + b'"',
    ],
)
def test_a_broken_line_is_one_sentence(line: bytes, tmp_path: Path) -> None:
    file = tmp_path / "call.jsonl"
    file.write_bytes(b'{"type":"level","t":0.2,"channel":"agent","dbfs":-60}\n' + line + b"\n")
    with pytest.raises(BrokenStreamError) as raised:
        stream.load(file)
    assert f"{file}, line 2 " in raised.value.person
    assert "nobody" not in raised.value.person + str(raised.value)
    assert "\n" not in raised.value.person


def test_bad_input_ends_with_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    for words in (
        ["replay", str(empty)],
        ["replay", str(tmp_path / "none.jsonl")],
        ["replay", str(tmp_path)],
        ["replay", str(CALL), "--pack", str(tmp_path)],
    ):
        assert main(words) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("hearback: ")
        assert "Traceback" not in said.err
    with pytest.raises(SystemExit) as usage:
        main(["replay"])
    assert usage.value.code == 2


def test_analyze_listens_and_replays(capsys: pytest.CaptureFixture[str]) -> None:
    call = resources.path("sample_calls/calm-update.flac")
    assert main(["analyze", str(call), "--json", "--recognizer", "vosk", "--model", str(TINY)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["call"]["recognizer"] == "vosk"
    assert found["call"]["ended"]
    assert found["risk"]["worst_level"] == "calm"
    assert len(found["utterances"]) > 8


def test_analyze_passes_the_listeners_sentence_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = tmp_path / "noise.wav"
    noise.write_bytes(b"this is no sound")
    for file in (noise, tmp_path / "none.wav"):
        assert main(["analyze", str(file), "--json"]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("hearback: ")
        assert said.err.count("\n") == 1
        assert file.name in said.err
