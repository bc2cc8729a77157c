"""`hearback listen` as a program: what it prints, when it stops, and how it refuses."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

import resources
from app.__main__ import main
from speech import events

MODEL = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"
VOSK = ("--recognizer", "vosk", "--model", str(MODEL))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty seconds of the sample call, two turns of each side."""
    path = tmp_path_factory.mktemp("calls") / "clip.flac"
    call = resources.path("sample_calls/charged-twice.flac")
    table, rate = soundfile.read(call, frames=20 * 16_000, dtype="int16")
    soundfile.write(path, table, rate)
    return path


def command(*more: object) -> list[str]:
    return [sys.executable, "-m", "app", "listen", *map(str, more)]


def listen(*more: object) -> tuple[int, list[events.AnyEvent], str]:
    done = subprocess.run(command(*more), check=False, capture_output=True, timeout=280)
    heard = [events.decode(line) for line in done.stdout.splitlines()]
    assert None not in heard
    return done.returncode, heard, done.stderr.decode()


def test_a_recorded_call_becomes_partials_and_finals_with_word_times(clip):
    status, heard, _ = listen("--file", clip, "--speed", "max", *VOSK)
    assert status == 0
    assert isinstance(heard[0], events.Ready)
    assert (heard[0].recognizer, heard[0].model) == ("vosk", MODEL.name)
    assert heard[0].devices["customer"] == "clip.flac (left)"
    assert isinstance(heard[-1], events.End)
    assert heard[-1].reason == "file"
    finals = [e for e in heard if isinstance(e, events.Utterance)]
    assert {f.channel for f in finals} == {"customer", "agent"}
    customer = next(f for f in finals if f.channel == "customer")
    assert "third time" in customer.text
    for final in finals:
        assert final.text.split() == [word.text for word in final.words]
        assert all(final.start - 0.5 <= w.start < w.end <= final.end + 0.5 for w in final.words)
        shown = [
            e
            for e in heard
            if isinstance(e, events.Partial)
            and (e.channel, e.utterance) == (final.channel, final.id)
        ]
        assert shown
        assert all(e.stable <= len(e.text.split()) for e in shown)


def test_swapped_channels_are_heard_the_other_way_around(clip):
    _, heard, _ = listen("--file", clip, "--speed", "max", "--swap", *VOSK)
    agent = next(e for e in heard if isinstance(e, events.Utterance) and e.channel == "agent")
    assert "third time" in agent.text


def test_a_restart_goes_on_in_the_middle_of_the_recording(clip):
    again = ("--clock", 12.2, "--first-utterance", 5, "--lost-at", 11.0)
    _, heard, _ = listen("--file", clip, "--speed", "max", *again, *VOSK)
    assert isinstance(heard[1], events.Gap)
    assert (heard[1].start, heard[1].end, heard[1].reason) == (11.0, 12.2, "listener restarted")
    first = next(e for e in heard if isinstance(e, events.Utterance))
    assert (first.channel, first.id) == ("customer", 5)
    assert "charged twice" in first.text
    assert first.start > 12.2


def test_a_long_silence_has_no_words(tmp_path):
    path = tmp_path / "silence.flac"
    soundfile.write(path, np.zeros((600 * 8_000, 2), np.int16), 8_000)
    status, heard, _ = listen("--file", path, "--speed", "max", *VOSK)
    assert status == 0
    assert heard[-1].t == pytest.approx(600, abs=0.5)
    kinds = {type(e) for e in heard} - {events.Alive}  # said where the machine was busy
    assert kinds == {events.Ready, events.Level, events.Health, events.End}
    states = [(e.channel, e.state) for e in heard if isinstance(e, events.Health)]
    assert sorted(states) == [
        (channel, state) for channel in ("agent", "customer") for state in ("ok", "silent")
    ]


def test_a_recording_cut_short_is_played_and_said(clip, tmp_path):
    path = tmp_path / "short.flac"
    path.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    status, heard, complaints = listen("--file", path, "--speed", "max", *VOSK)
    assert status == 0
    assert any(isinstance(e, events.Utterance) for e in heard)
    gone = [e for e in heard if isinstance(e, events.Health) and e.state == "gone"]
    assert [e.channel for e in gone] == ["customer", "agent"]
    assert complaints.count("is cut short") == 1


@pytest.fixture
def running(clip: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A listener in real time that has said `ready`."""
    process = subprocess.Popen(
        command("--file", clip, "--control", *VOSK),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert json.loads(process.stdout.readline())["type"] == "ready"
    yield process
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()


@pytest.mark.parametrize("way", ["command", "end of input", signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told(running, way):
    if way == "command":
        running.stdin.write(b"stop\n")
        running.stdin.flush()
    elif way == "end of input":
        running.stdin.close()
    else:
        running.send_signal(way)
    lines = running.stdout.readlines()
    assert json.loads(lines[-1])["reason"] == "stopped"
    assert running.wait(timeout=280) == 0


def test_a_reader_that_goes_away_ends_it(running):
    running.stdout.close()
    assert running.wait(timeout=280) == 1
    assert b"Traceback" not in running.stderr.read()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--speed", "0"),
        ("--speed", "fast"),
        ("--speed", "nan"),
        ("--clock", "-1"),
        ("--clock", "nan"),
        ("--first-utterance", "0"),
        ("--recognizer", "ear"),
        ("--file", "call.wav", "--customer", "mic"),
        ("--file", "call.wav", "--list"),
        ("--lost-at", "5"),
    ],
)
def test_wrong_usage_is_status_2(wrong, capsys):
    with pytest.raises(SystemExit) as left:
        main(["listen", *wrong])
    assert left.value.code == 2
    assert "usage: hearback listen" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("--file", "no-such.wav"), "There is no file no-such.wav."),
        (("--file", str(Path(__file__))), "is not a recording"),
        (("--file", "CLIP", "--recognizer", "vosk", "--model", "nowhere"), "no such folder"),
        (("--file", "CLIP", "--clock", "99"), "is over before 99.0 seconds."),
    ],
)
def test_bad_input_is_one_sentence_and_status_1(clip, wrong, sentence):
    status, heard, complaints = listen(*(str(clip) if w == "CLIP" else w for w in wrong))
    assert (status, heard) == (1, [])
    assert sentence in complaints.splitlines()[-1]
    assert "Traceback" not in complaints
