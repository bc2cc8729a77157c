"""`hearback note`: printed, sent to a folder, sent twice, and every wrong input."""

import io
import json
import sys

import pytest

from app.__main__ import main
from app.note import render
from speech.events import End, Level, encode
from tests.app.note.test_from_session import heard


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARBACK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return tmp_path / "home"


@pytest.fixture
def events(tmp_path):
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"".join(encode(event) for event in heard("charged-twice")))
    return file


@pytest.mark.parametrize(
    ("wanted", "sign"),
    [
        (None, "In their words"),
        ("text", "Promised now"),
        ("markdown", "# Escalation: charged twice"),
        ("html", "<p><b>Escalation: charged twice"),
    ],
)
def test_prints_the_note(events, capsys, wanted, sign):
    assert main(["note", str(events), *(["--format", wanted] if wanted else [])]) == 0
    shown = capsys.readouterr().out
    assert sign in shown
    assert "four one one one" not in shown


def test_json_is_the_document(events, capsys):
    assert main(["note", str(events), "--format", "json", "--ticket", "#4711"]) == 0
    note = render.read(capsys.readouterr().out)
    assert note.ticket == "4711"
    assert note.masked == 1


def test_reads_standard_input(events, capsys, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(events.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["note", "-"]) == 0
    assert "Order 47291" in capsys.readouterr().out


def test_sent_twice_it_is_there_once(events, home, capsys):
    for _ in range(2):
        assert main(["note", str(events), "--send"]) == 0
        assert "Sent: file" in capsys.readouterr().out
    notes = sorted(path.suffix for path in (home / "data" / "notes").iterdir())
    assert notes == [".json", ".md"]
    document = next((home / "data" / "notes").glob("*.json")).read_text("utf-8")
    assert json.loads(document)["root_cause"] == "billing.double-charge"


def test_send_with_a_format_keeps_the_output_clean(events, capsys):
    assert main(["note", str(events), "--send", "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert render.read(out).masked == 1
    assert "Sent: file" in err


def test_a_helpdesk_that_is_away_is_said(events, home, capsys):
    home.mkdir()
    (home / "settings.toml").write_text(
        '[helpdesk]\nkind = "rt"\nurl = "https://127.0.0.1:9"\nuser = "root"\n', "utf-8"
    )
    assert main(["note", str(events), "--send"]) == 1
    assert "ueued" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content",
    [None, b"", b"not json\n", encode(End(t=0.0, reason="file")), b'{"type":"later","t":1}\n'],
)
def test_wrong_input_is_one_sentence(tmp_path, capsys, content):
    file = tmp_path / "call.jsonl"
    if content is not None:
        file.write_bytes(content)
    assert main(["note", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("hearback: ")
    assert err.count("\n") == 1


def test_silence_is_no_call(tmp_path, capsys):
    file = tmp_path / "call.jsonl"
    file.write_bytes(encode(Level(t=1.0, channel="customer", dbfs=-90.0)))
    assert main(["note", str(file), "--send"]) == 1
    assert "Nothing was said" in capsys.readouterr().err


def test_wrong_usage_is_two():
    with pytest.raises(SystemExit) as left:
        main(["note", "x", "--format", "pdf"])
    assert left.value.code == 2
