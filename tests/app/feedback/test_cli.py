"""`hearback feedback`, as a person and as a script use it."""

import json
import sys
from datetime import UTC, datetime

import keyring
import pytest

from app.__main__ import main
from app.feedback.store import begun, open_examples
from app.folders import Folders
from models.training.lines import parse
from tests.app.feedback.made import SECRET, one
from tests.app.test_secrets import MemoryBackend

TODAY = datetime.now(UTC).date()


@pytest.fixture
def folders(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARBACK_HOME", str(tmp_path))
    backend = MemoryBackend()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return Folders.find()


@pytest.fixture
def feedback(folders, capsys):
    def run(*words):
        status = main(["feedback", *words])
        said = capsys.readouterr()
        assert SECRET not in said.err
        return status, said.out, said.err

    return run


@pytest.fixture
def keep(folders):
    def put(*examples):
        with open_examples(folders) as opened:
            for example in examples:
                opened.keep(example, TODAY)

    return put


def today(number, **how):
    return one(number, day=TODAY.isoformat(), **how)


def test_with_nothing_kept_nothing_is_begun(feedback, folders):
    assert feedback("list") == (
        0, "Nothing is kept. At most 500 are kept, none longer than 90 days.\n", "",
    )  # fmt: skip
    assert json.loads(feedback("list", "--json")[1]) == {
        "keeping": True, "count": 0, "examples": [],
    }  # fmt: skip
    assert feedback("clear")[:2] == (0, "0 “not so” deleted.\n")
    assert feedback("export", "x.jsonl", "--i-agree")[0] == 1
    assert feedback("drop", "a")[0] == 1
    assert not begun(folders)


def test_the_list_shows_every_word_and_the_count(feedback, keep):
    keep(today("aaaa1111bbbb", before=("well then",)), today("cccc", reading="a little sad"))
    _, out, _ = feedback("list")
    assert "aaaa1111" in out
    assert "frustrated: not so" in out
    assert f"“{SECRET}”" in out
    assert "“well then”" in out
    assert out.rstrip().endswith("2 “not so” kept. At most 500 are kept, none longer than 90 days.")
    told = json.loads(feedback("list", "--json")[1])
    assert (told["count"], told["examples"][0]["text"]) == (2, SECRET)


def test_export_asks_for_consent_and_says_what_is_in_it(feedback, keep, tmp_path):
    keep(today("a1"))
    file = tmp_path / "out.jsonl"
    status, out, err = feedback("export", str(file))
    assert status == 1
    assert "no sound" in out
    assert "--i-agree" in err
    assert not file.exists()
    assert feedback("export", str(file), "--i-agree")[:2] == (0, f"1 line is in {file}.\n")
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o600
    status, _, err = feedback("export", str(file), "--i-agree")
    assert status == 1
    assert "is there already" in err
    assert feedback("export", str(tmp_path / "no" / "x"), "--i-agree")[0] == 1


def test_a_labeled_line_can_be_trained_on_and_another_cannot(feedback, keep, tmp_path):
    keep(
        today("aaa", before=("first of all",)),
        today("bbb", kind="repeated-contact", reading="third time calling"),
        today("ccc", text=""),
    )
    file = tmp_path / "out.jsonl"
    assert feedback("label", "aaa", "neutral")[0] == 0
    assert feedback("label", "aaa", "cheerful")[0] == 1
    told = feedback("export", str(file), "--i-agree", "--json")[1]
    assert json.loads(told) == {"exported": 2}
    first, second = file.read_text("utf-8").splitlines()
    line = parse(first, "first")
    assert (line.mood, line.intensity, line.text) == ("neutral", 0, SECRET)
    assert line.before == ("customer: first of all",)
    assert line.trap == "not-so-mood-frustrated"
    assert line.id == "not-so-aaa-2026.11.1"
    assert json.loads(second)["trap"] == "not-so-repeated-contact"
    with pytest.raises(Exception, match="labels do not fit"):
        parse(second, "second")


def test_it_is_redacted_once_more_on_the_way_out(feedback, keep, tmp_path, folders):
    leaky = today("aaa", text="fine")
    with open_examples(folders) as examples:
        examples.keep(leaky, TODAY)
        examples.change(type(leaky)(**{
            **{name: getattr(leaky, name) for name in leaky.__struct_fields__},
            "text": "mail jo@example.com this is daniel calling",
        }))  # fmt: skip
    file = tmp_path / "out.jsonl"
    feedback("export", str(file), "--i-agree")
    assert "example.com" not in file.read_text("utf-8")
    assert "daniel" not in file.read_text("utf-8")


def test_one_or_all_are_deleted(feedback, keep):
    keep(today("aa"), today("ab"), today("c"))
    assert feedback("drop", "a")[0] == 1
    assert feedback("drop", "ab")[1] == "ab is gone.\n"
    assert json.loads(feedback("clear", "--json")[1]) == {"deleted": 2}
    assert json.loads(feedback("list", "--json")[1])["count"] == 0


def test_what_is_too_old_is_gone_when_it_is_looked_at(feedback, folders):
    with open_examples(folders) as examples:
        examples._connection.execute(
            "INSERT INTO examples (id, day, document) VALUES ('old', '2020-01-01', x'7b7d')"
        )
    assert json.loads(feedback("list", "--json")[1])["count"] == 0


def test_a_broken_file_is_said_in_one_sentence(feedback, keep, folders):
    keep(today("a"))
    (folders.data / "feedback" / "feedback.db").write_bytes(b"not a database " * 500)
    status, out, _ = feedback("list")
    assert status == 0
    assert "feedback-set-aside-1.db" in out


def test_that_keeping_is_off_is_said(feedback, folders):
    folders.settings_file.write_text("[feedback]\nkeep = false\n")
    assert "switched off" in feedback("list")[1]
    assert json.loads(feedback("list", "--json")[1])["keeping"] is False
