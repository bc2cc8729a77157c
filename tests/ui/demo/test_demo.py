"""`hearback demo --headless`: the whole path in one go, and every wrong argument in a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.note import render
from speech.events import decode
from tests.ui import places, states
from ui.demo.pictures import Moments, Painter, save_all
from ui.theme import Theme

CALL = Path(__file__).parents[3] / "resources" / "sample_calls" / "charged-twice.flac"


def demo(tmp_path: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    clean = {name: value for name, value in clean.items() if "DISPLAY" not in name}
    return subprocess.run(
        [sys.executable, "-m", "app", "demo", "--recognizer", "pocketsphinx", *arguments],
        env={**clean, "HEARBACK_HOME": str(tmp_path / "home"), **environ},
        capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip


@pytest.fixture(scope="module")
def beginning(tmp_path_factory) -> Path:
    """Return the first quarter of a minute of a sample call, up to its first cue."""
    samples, rate = soundfile.read(CALL, dtype="int16", frames=16 * 16_000)
    file = tmp_path_factory.mktemp("calls") / "beginning.wav"
    soundfile.write(file, samples, rate)
    return file


def test_it_leaves_events_analysis_note_and_pictures(tmp_path, beginning):
    out, trace = tmp_path / "out", tmp_path / "trace"
    done = demo(
        tmp_path, "--call", str(beginning), "--speed", "max", "--headless", "--out", str(out),
        "--trace", str(trace),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(out) in done.stdout
    assert done.stderr == ""
    events = [decode(line) for line in (out / "events.jsonl").read_bytes().splitlines()]
    assert type(events[0]).__name__ == "Ready"
    assert type(events[-1]).__name__ == "End"
    analysis = json.loads((out / "analysis.json").read_text())
    assert analysis["utterances"]
    note = render.read((out / "note.json").read_text())
    assert note.subject in (out / "note.md").read_text()
    names = {file.name.split("-", 1)[1] for file in out.glob("*.png")}
    for name in ("waiting", "calm", "first-cue", "ended", "strip", "note", "sent"):
        assert {f"{name}-dark.png", f"{name}-light.png"} <= names
    lines = [json.loads(line) for line in trace.read_text().splitlines()]
    assert [line["what"] for line in lines][:2] == ["window", "listening"]
    assert {"cue", "memory"} <= {line["what"] for line in lines}
    log = (tmp_path / "home" / "logs" / "hearback.log").read_text()
    assert " WARNING qt" not in log
    assert "charged" not in log
    sent = list((tmp_path / "home" / "data" / "demo" / "notes").glob("*.md"))
    assert len(sent) == 1


def test_files_only(tmp_path):
    silence = tmp_path / "silence.wav"
    soundfile.write(silence, np.zeros((16_000, 2), "int16"), 16_000)
    out = tmp_path / "out"
    done = demo(
        tmp_path, "--call", str(silence), "--speed", "max", "--headless", "--no-pictures",
        "--out", str(out),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in out.iterdir()) == [
        "analysis.json", "events.jsonl", "note.json", "note.md",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--call", "nothing"], 1, "There is no call “nothing”: take bereavement, calm-update"),
        (["--headless"], 2, "--headless needs --out DIR"),
        (["--speed", "0"], 2, "must be above 0"),
        (["--speed", "fast"], 2, "invalid"),
        ([], 1, "There is no screen"),
    ],
)
def test_wrong_use_is_one_sentence(tmp_path, arguments, status, said):
    done = demo(tmp_path, *arguments)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_listener_refuses_is_handed_on(tmp_path):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"no sound at all")
    done = demo(tmp_path, "--call", str(broken), "--headless", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "broken.wav" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    done = demo(tmp_path, "--headless", "--out", str(tmp_path / "file" / "out"))
    assert done.returncode == 1
    assert "cannot be used" in done.stderr


def test_the_telling_moments_are_kept_once(qapp, qtbot, tmp_path):
    moments = Moments()
    work = places.workplace(qapp, tmp_path)
    work.calls.fed.connect(moments.follow)
    work.calls.happened.connect(lambda effect: moments.happened(effect, work.state))
    work.calls.begin()
    places.upset(work)
    work.calls.end()
    assert {"waiting", "first-cue", "first-watch", "first-high", "ended"} <= set(moments.kept)
    painter = Painter(Theme(qapp, "dark"), tmp_path)
    save_all({"waiting": states.WAITING, "first-cue": states.CUED}, painter)
    assert [file.name for file in painter.files[:2]] == [
        "01-waiting-dark.png", "01-waiting-light.png",
    ]  # fmt: skip
    assert len(painter.files) == 8
    work.close()
    work.deleteLater()
