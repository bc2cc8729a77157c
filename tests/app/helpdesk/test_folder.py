"""Notes as files: whole or not at all, once, under a readable name."""

import errno
import os
from pathlib import Path

import msgspec
import pytest

from app.helpdesk.adapter import HelpdeskRefusedError, HelpdeskUnreachableError
from app.helpdesk.folder import FolderHelpdesk, file_stem, write_whole
from app.note.schema import Note
from tests.app.helpdesk.contract import HelpdeskContract
from tests.app.outbox.notes import SECRET, make_note


def markdown(note):
    return f"# {note.subject}\n"


@pytest.fixture
def helpdesk(tmp_path):
    return FolderHelpdesk(tmp_path / "notes", markdown)


class TestFolder(HelpdeskContract):
    kind = "file"

    @pytest.fixture
    def arrived(self, helpdesk):
        return lambda note_id: len(list(helpdesk.folder.glob(f"*.{note_id}.md")))


def test_both_files_hold_the_note(helpdesk):
    note = make_note("n1")
    receipt = helpdesk.deliver(note)
    assert receipt.ticket == "2026-11-20-charged-twice-third-call.n1.md"
    text = helpdesk.folder / receipt.ticket
    assert receipt.link == text.as_uri()
    assert text.read_text("utf-8") == "# Charged twice, third call\n"
    document = text.with_suffix(".json").read_bytes()
    assert msgspec.json.decode(document, type=Note) == note
    assert sorted(file.suffix for file in helpdesk.folder.iterdir()) == [".json", ".md"]


def test_the_same_note_twice_is_the_same_two_files(helpdesk):
    assert helpdesk.deliver(make_note("n1")) == helpdesk.deliver(make_note("n1"))
    assert len(list(helpdesk.folder.iterdir())) == 2


def test_half_a_note_has_not_arrived(helpdesk, monkeypatch):
    note = make_note("n1")
    helpdesk.deliver(note)
    next(helpdesk.folder.glob("*.json")).unlink()
    assert helpdesk.find(note) is None
    helpdesk.deliver(note)
    assert len(list(helpdesk.folder.iterdir())) == 2


def test_one_id_that_ends_in_another_is_not_mistaken(helpdesk):
    helpdesk.deliver(make_note("a-n1"))
    assert helpdesk.find(make_note("n1")) is None


def test_names_are_plain():
    assert file_stem(make_note("n1", subject="Größe: 45 € / Straße!")).isascii()
    assert file_stem(make_note("n1", subject="日本")) == "2026-11-20-note.n1"
    assert len(file_stem(make_note("n1", subject="word " * 99))) <= 11 + 48 + 3


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_files_are_for_this_user_only(helpdesk):
    helpdesk.deliver(make_note())
    assert {file.stat().st_mode & 0o777 for file in helpdesk.folder.iterdir()} == {0o600}
    assert helpdesk.folder.stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_way_is_refused_with_a_cure(tmp_path):
    (tmp_path / "notes").write_text("in the way")
    with pytest.raises(HelpdeskRefusedError) as caught:
        FolderHelpdesk(tmp_path / "notes", markdown).deliver(make_note())
    assert str(tmp_path / "notes") in caught.value.person
    assert "[helpdesk] folder" in caught.value.cure
    assert SECRET not in str(caught.value) + caught.value.person


def test_a_full_disk_is_worth_another_try(helpdesk, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HelpdeskUnreachableError) as caught:
        helpdesk.deliver(make_note())
    assert "full" in caught.value.person
    assert caught.value.retryable
    assert list(helpdesk.folder.iterdir()) == []


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "note.md"
    write_whole(file, b"old")

    def broken(_self: Path, _target: Path) -> None:
        raise OSError(errno.EIO, "lost")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="lost"):
        write_whole(file, b"new")
    assert [(found.name, found.read_bytes()) for found in tmp_path.iterdir()] == [
        ("note.md", b"old")
    ]
