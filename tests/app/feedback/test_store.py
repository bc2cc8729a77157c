"""Examples on disk: encrypted, limited, honest about a full disk and a broken file."""

import os
import secrets
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.feedback import store
from app.feedback.errors import FeedbackError
from app.feedback.store import LAYOUT, LONGEST, Examples
from app.outbox.store import Outbox
from tests.app.feedback.made import DAY, SECRET, one

KEY = bytes(range(32))
TODAY = date.fromisoformat(DAY)


@pytest.fixture
def examples(tmp_path):
    with Examples.open(tmp_path, KEY) as opened:
        yield opened


def test_an_example_comes_back_as_it_was(examples, tmp_path):
    examples.keep(one("a", before=("before that",)), TODAY)
    examples.keep(one("b"), TODAY)
    examples.keep(one("b", text="twice is once"), TODAY)
    with Examples.open(tmp_path, KEY) as other:
        assert other.all() == (one("a", before=("before that",)), one("b"))
        assert other.count() == 2
    assert examples.drop("a")
    assert not examples.drop("a")
    assert [kept.id for kept in examples.all()] == ["b"]
    assert examples.clear() == 1
    assert examples.clear() == 0


def test_nothing_is_readable_in_the_files_and_nothing_lies_in_the_open(examples, tmp_path):
    examples.keep(one(), TODAY)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert b"parrot" not in content
        assert b"SQLite format" not in content


def test_neither_file_opens_the_other(examples, tmp_path):
    examples.keep(one(), TODAY)
    examples.close()
    (tmp_path / "outbox").mkdir()
    (tmp_path / LAYOUT.file).rename(tmp_path / "outbox" / "outbox.db")
    with Outbox.open(tmp_path / "outbox", KEY) as outbox:
        assert "set-aside" in outbox.notice


def test_only_so_many_and_only_so_long(examples, monkeypatch):
    monkeypatch.setattr(store, "MOST", 5)
    for at in range(9):
        examples.keep(one(f"a{at}"), TODAY)
    assert [kept.id for kept in examples.all()] == ["a4", "a5", "a6", "a7", "a8"]
    examples.drop("a5")
    examples.keep(one("later", day=(TODAY + timedelta(1)).isoformat()), TODAY)
    assert examples.count() == 5
    assert examples.forget_old(TODAY + LONGEST) == 0
    assert examples.forget_old(TODAY + LONGEST + timedelta(1)) == 4
    assert [kept.id for kept in examples.all()] == ["later"]


def test_a_changed_example_stays_where_it_was(examples):
    for name in ("a", "b"):
        examples.keep(one(name), TODAY)
    assert examples.change(one("a", text="other words"))
    assert [kept.text for kept in examples.all()] == ["other words", SECRET]
    assert not examples.change(one("unknown"))


def test_what_a_newer_version_wrote_is_passed_over(examples):
    examples.keep(one("a"), TODAY)
    examples.keep(one("b"), TODAY)
    examples._connection.execute("UPDATE examples SET document = x'7b7d' WHERE id = 'a'")
    assert [kept.id for kept in examples.all()] == ["b"]
    assert examples.count() == 2


@pytest.mark.parametrize("harm", ["key", "text", "page"])
def test_a_broken_file_is_set_aside_and_said(tmp_path, harm):
    with Examples.open(tmp_path, KEY) as examples:
        examples.keep(one(), TODAY)
    file = tmp_path / LAYOUT.file
    key = secrets.token_bytes(32) if harm == "key" else KEY
    if harm == "text":
        file.write_bytes(b"not a database " * 500)
    elif harm == "page":
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 0xFF
        file.write_bytes(bytes(content))
    before = file.read_bytes()
    with Examples.open(tmp_path, key) as examples:
        assert "feedback-set-aside-1.db" in examples.notice
        assert examples.notice.startswith("What you called “not so” could not be read")
        examples.keep(one("new"), TODAY)
    assert (tmp_path / "feedback-set-aside-1.db").read_bytes() == before


def test_a_newer_schema_is_left_alone(tmp_path):
    with Examples.open(tmp_path, KEY) as examples:
        examples._connection.pragma("user_version", 99)
    with pytest.raises(FeedbackError) as caught:
        Examples.open(tmp_path, KEY)
    assert "newer Hearback" in caught.value.person


def fill(examples):
    for at in range(60):
        examples.keep(one(f"b{at}", text="word " * 200), TODAY)


def test_a_full_disk_is_said_and_what_was_kept_is_safe(examples):
    examples.keep(one("a"), TODAY)
    pages = examples._connection.pragma("page_count")
    examples._connection.pragma("max_page_count", pages)
    with pytest.raises(FeedbackError) as caught:
        fill(examples)
    assert "disk is full" in caught.value.person
    assert "counts for this call" in caught.value.person
    assert examples.all()[0].id == "a"
    examples._connection.pragma("max_page_count", pages + 1000)
    examples.keep(one("c"), TODAY)
    assert examples.all()[-1].id == "c"


def test_a_folder_that_cannot_be_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FeedbackError) as caught:
        Examples.open(tmp_path / "file" / "feedback", KEY)
    assert "may not write" in caught.value.person


def test_two_processes_at_once_lose_nothing(tmp_path):
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.app.feedback.churn", tmp_path, KEY.hex(), str(at), "20"],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            text=True,
        )
        for at in (0, 100)
    ]
    said = [name for child in children for name in child.communicate()[0].split()]
    assert [child.returncode for child in children] == [0, 0]
    assert len(said) == 40
    with Examples.open(tmp_path, KEY) as examples:
        assert {kept.id for kept in examples.all()} == set(said)


def test_a_kill_loses_nothing_that_was_said_to_be_kept(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.app.feedback.churn", tmp_path, KEY.hex(), "0", "400"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        text=True,
    )
    said = []
    for line in child.stdout:
        said.append(line.strip())
        if len(said) == 7:
            child.kill()
    child.wait()
    child.stdout.close()
    with Examples.open(tmp_path, KEY) as examples:
        assert examples.notice == ""
        assert {kept.id for kept in examples.all()} >= set(said)
