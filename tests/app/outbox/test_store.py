"""The outbox on disk: idempotent, one holder at a time, encrypted, honest about a broken file."""

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.call.state import Line
from app.helpdesk.adapter import Receipt
from app.outbox import store
from app.outbox.database import OUTBOX
from app.outbox.entry import Draft, State
from app.outbox.errors import OutboxError, OutboxFullError, OutboxReadOnlyError
from app.outbox.store import LEASE, SETTLE, Outbox
from speech.events import Word
from tests.app.outbox.notes import SECRET, make_note

NOW = 1_790_000_000.0
FILE = OUTBOX.file
KEY = bytes(range(32))
RECEIPT = Receipt("12", "http://rt.example.com/Ticket/Display.html?id=12", "ticket")


@pytest.fixture
def outbox(tmp_path):
    with Outbox.open(tmp_path, KEY) as opened:
        yield opened


def make_draft(call_id="call-1", note=None, started="2026-11-20T09:28:00+01:00"):
    return Draft(
        call_id=call_id,
        started=started,
        note=note,
        lines=(
            Line("customer", 1, 0.5, 2.0, f"about the {SECRET}", (Word("about", 0.5, 0.8, 0.9),)),
        ),
        updated="2026-11-20T09:30:00+01:00",
    )


def test_a_draft_comes_back_as_it_was(outbox, tmp_path):
    draft = make_draft(note=make_note("n1"))
    outbox.save_draft(make_draft())
    outbox.save_draft(draft)
    with Outbox.open(tmp_path, KEY) as other:
        assert other.drafts() == (draft,)
    assert outbox.discard_draft("call-1")
    assert not outbox.discard_draft("call-1")
    assert outbox.drafts() == ()


def test_the_latest_call_is_first(outbox):
    outbox.save_draft(make_draft("a", started="2026-11-20T08:00:00+01:00"))
    outbox.save_draft(make_draft("b", started="2026-11-20T09:00:00+01:00"))
    assert [draft.call_id for draft in outbox.drafts()] == ["b", "a"]


def test_sending_drops_the_draft_and_is_idempotent(outbox):
    note = make_note("n1")
    outbox.save_draft(make_draft("call-1", note))
    outbox.save_draft(make_draft("call-2"))
    first = outbox.enqueue(note, NOW)
    assert first.state is State.QUEUED
    assert first.note == note
    assert outbox.enqueue(note, NOW + 1).created == NOW
    assert len(outbox.entries()) == 1
    assert [draft.call_id for draft in outbox.drafts()] == ["call-2"]
    outbox.enqueue(make_note("n2"), NOW, call_id="call-2")
    assert outbox.drafts() == ()


def test_a_draft_that_comes_late_does_not_come_back(outbox):
    note = make_note("n1")
    outbox.enqueue(note, NOW)
    outbox.save_draft(make_draft(note=note))
    assert outbox.drafts() == ()
    outbox.claim("n1", NOW)
    outbox.mark_failed("n1", "no", uncertain=False)
    outbox.save_draft(make_draft(note=note))
    assert len(outbox.drafts()) == 1


def test_a_sent_note_is_a_receipt_without_text(outbox):
    note = make_note("n1")
    outbox.enqueue(note, NOW)
    assert outbox.claim("n1", NOW)
    assert outbox.mark_posting("n1", NOW)
    assert outbox.mark_sent("n1", RECEIPT, NOW)
    (entry,) = outbox.entries()
    assert (entry.state, entry.receipt, entry.note) == (State.SENT, RECEIPT, None)
    assert outbox.enqueue(note, NOW + 5).state is State.SENT
    assert outbox.due(NOW + 1e6) == ()
    assert not outbox.retry("n1", NOW)


def test_receipts_are_kept_a_while_then_dropped(outbox):
    for name, at in (("old", NOW), ("new", NOW + store.KEEP_RECEIPTS + 1)):
        outbox.enqueue(make_note(name), at)
        outbox.claim(name, at)
        outbox.mark_sent(name, RECEIPT, at)
    assert [entry.id for entry in outbox.entries()] == ["new"]


def test_two_processes_cannot_hold_one_entry(outbox, tmp_path):
    outbox.enqueue(make_note("n1"), NOW)
    with Outbox.open(tmp_path, KEY) as other:
        assert outbox.claim("n1", NOW)
        assert other.claim("n1", NOW) is None
        assert other.due(NOW) == ()
        assert not other.discard("n1", NOW)
        assert not other.mark_sent("n1", RECEIPT, NOW)
        taken = other.claim("n1", NOW + LEASE)
        assert taken
        assert taken.uncertain
        assert taken.attempts == 2
        assert not outbox.mark_posting("n1", NOW + LEASE)
        assert not outbox.mark_retry("n1", "late", NOW, uncertain=True)
        assert other.mark_sent("n1", RECEIPT, NOW + LEASE)


def test_what_a_dead_process_may_have_sent_waits_until_the_helpdesk_has_filed_it(tmp_path):
    dead = Outbox.open(tmp_path, KEY)
    dead.enqueue(make_note("n1"), NOW)
    dead.claim("n1", NOW)
    assert dead.mark_posting("n1", NOW + 1)
    dead.close()
    for _ in range(2):  # opening it again does not make it sooner
        with Outbox.open(tmp_path, KEY) as outbox:
            (entry,) = outbox.entries()
            assert entry.uncertain
            assert entry.next_try == NOW + 1 + SETTLE
            assert outbox.due(NOW + SETTLE) == ()
    with Outbox.open(tmp_path, KEY) as outbox:
        assert outbox.claim("n1", NOW + 1 + SETTLE).uncertain


def test_what_a_dead_process_was_about_to_send_is_due_at_once(tmp_path):
    """Nobody else has it open, so nobody can be sending; with somebody there, the claim holds."""
    dead = Outbox.open(tmp_path, KEY)
    dead.enqueue(make_note("n1"), NOW)
    dead.claim("n1", NOW)
    with Outbox.open(tmp_path, KEY) as other:
        assert other.due(NOW) == ()
    dead.close()
    with Outbox.open(tmp_path, KEY) as later:
        (entry,) = later.due(NOW)
        assert later.claim(entry.id, NOW).uncertain


def test_a_wait_ends_when_it_is_over_or_when_the_clock_was_set_back(outbox):
    outbox.enqueue(make_note("n1"), NOW)
    outbox.claim("n1", NOW)
    outbox.mark_retry("n1", "The helpdesk is not answering.", NOW + 60, uncertain=False)
    assert outbox.due(NOW + 59) == ()
    assert outbox.claim("n1", NOW + 59) is None
    (entry,) = outbox.due(NOW + 60)
    assert (entry.error, entry.uncertain) == ("The helpdesk is not answering.", False)
    assert outbox.due(NOW - 365 * 86_400)


def test_failed_waits_for_the_person(outbox):
    note = make_note("n1")
    outbox.enqueue(note, NOW)
    outbox.claim("n1", NOW)
    outbox.mark_failed("n1", "The password is wrong.", uncertain=False)
    assert outbox.due(NOW + 1e5) == ()
    assert outbox.retry("n1", NOW)
    assert [entry.id for entry in outbox.due(NOW)] == ["n1"]
    assert not outbox.retry("unknown", NOW)
    assert outbox.discard("n1", NOW)
    assert not outbox.discard("n1", NOW)


def test_new_wording_is_taken_unless_the_old_one_may_have_arrived(outbox):
    for uncertain, wording in ((False, "new"), (True, "old")):
        name = f"n-{uncertain}"
        outbox.enqueue(make_note(name, subject="old"), NOW)
        outbox.claim(name, NOW)
        outbox.mark_failed(name, "no", uncertain=uncertain)
        entry = outbox.enqueue(make_note(name, subject="new"), NOW)
        assert (entry.state, entry.note.subject) == (State.QUEUED, wording)


def test_nothing_is_readable_in_the_files(outbox, tmp_path):
    outbox.save_draft(make_draft(note=make_note("n1")))
    outbox.enqueue(make_note("n2"), NOW)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert SECRET.encode() not in content
        assert b"SQLite format" not in content


def test_speech_is_hidden_from_repr(outbox):
    draft = make_draft(note=make_note("n1"))
    entry = outbox.enqueue(make_note("n1"), NOW)
    assert SECRET not in f"{draft!r} {entry!r} {draft!s} {entry!s}"


@pytest.mark.parametrize("harm", ["key", "text", "page"])
def test_a_broken_file_is_set_aside_and_said(tmp_path, harm):
    with Outbox.open(tmp_path, KEY) as outbox:
        outbox.enqueue(make_note("n1"), NOW)
        assert outbox.notice == ""
    file = tmp_path / FILE
    key = KEY
    if harm == "key":
        key = secrets.token_bytes(32)
    elif harm == "text":
        file.write_bytes(b"not a database " * 500)
    else:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 0xFF
        file.write_bytes(bytes(content))
    before = file.read_bytes()
    with Outbox.open(tmp_path, key) as outbox:
        assert outbox.entries() == ()
        assert "outbox-set-aside-1.db" in outbox.notice
        outbox.enqueue(make_note("n2"), NOW)
    assert (tmp_path / "outbox-set-aside-1.db").read_bytes() == before
    with Outbox.open(tmp_path, key) as outbox:
        assert outbox.notice == ""
        assert [entry.id for entry in outbox.entries()] == ["n2"]
    if harm == "key":
        shutil.copy(tmp_path / "outbox-set-aside-1.db", tmp_path / FILE)
        with Outbox.open(tmp_path, KEY) as outbox:
            assert [entry.id for entry in outbox.entries()] == ["n1"]


def test_a_newer_schema_is_left_alone(tmp_path):
    with Outbox.open(tmp_path, KEY) as outbox:
        outbox._connection.pragma("user_version", 99)
    with pytest.raises(OutboxError) as caught:
        Outbox.open(tmp_path, KEY)
    assert "newer Hearback" in caught.value.person
    assert [file.name for file in tmp_path.glob("*.db")] == [FILE]


def test_what_a_newer_version_wrote_is_kept_and_holds_up_nothing(outbox):
    """It was downgraded: the documents are whole, but not of a shape that this version knows."""
    outbox.save_draft(make_draft("new", note=make_note("n1")))
    outbox.save_draft(make_draft("old"))
    newer = b'{"call_id": 5, "started": "2026-11-20T09:28:00+01:00"}'
    outbox._connection.execute("UPDATE drafts SET document = ? WHERE call_id = 'new'", (newer,))
    assert [draft.call_id for draft in outbox.drafts()] == ["old"]
    assert dict(outbox.last_changes())["new"] == "2026-11-20T09:28:00+01:00"
    outbox.enqueue(make_note("n1"), NOW)
    outbox.enqueue(make_note("n2"), NOW)
    outbox._connection.execute("UPDATE entries SET note = x'7b7d' WHERE id = 'n1'")
    assert [entry.id for entry in outbox.due(NOW)] == ["n2"]
    entry = outbox.entries()[0]
    assert (entry.id, entry.note) == ("n1", None)
    assert "update Hearback" in entry.error
    assert outbox.discard("n1", NOW)
    assert outbox.discard_draft("new")


@pytest.mark.parametrize("document", [b"", b"[", b'{"call_id":"\xff"}', b"\xff"])
def test_a_document_that_is_none_is_passed_over(outbox, document):
    outbox.save_draft(make_draft())
    outbox._connection.execute("UPDATE drafts SET document = ?", (document,))
    assert outbox.drafts() == ()
    assert outbox.last_changes() == (("call-1", ""),)


def test_an_outbox_of_the_version_before_is_taken_over(tmp_path):
    with Outbox.open(tmp_path, KEY) as outbox:
        outbox.enqueue(make_note("n1"), NOW)
        outbox._connection.execute("ALTER TABLE entries DROP COLUMN destination")
        outbox._connection.pragma("user_version", 1)
    with Outbox.open(tmp_path, KEY) as outbox:
        assert outbox.notice == ""
        assert [(entry.id, entry.destination) for entry in outbox.due(NOW)] == [("n1", "")]


def test_a_full_disk_is_said_and_nothing_is_half_written(outbox):
    outbox.enqueue(make_note("n1"), NOW)
    pages = outbox._connection.pragma("page_count")
    outbox._connection.pragma("max_page_count", pages)
    with pytest.raises(OutboxFullError) as caught:
        outbox.save_draft(make_draft(note=make_note("big", subject="x" * 100_000)))
    assert "disk is full" in caught.value.person
    assert caught.value.retryable
    assert outbox.drafts() == ()
    outbox._connection.pragma("max_page_count", pages + 1000)
    outbox.save_draft(make_draft())
    assert len(outbox.drafts()) == 1


def test_a_folder_that_cannot_be_is_said(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(OutboxReadOnlyError) as caught:
        Outbox.open(blocked / "outbox", KEY)
    assert "may not write" in caught.value.person
    with pytest.raises(OutboxError):
        Outbox.open(tmp_path, b"short")


@pytest.mark.skipif(sys.platform == "win32", reason="folder modes are POSIX")
def test_the_folder_is_for_this_user_only(tmp_path):
    with Outbox.open(tmp_path / "new", KEY):
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_every_field_survives_the_round_trip(outbox):
    note = make_note("n1", ticket="17")
    outbox.enqueue(note, NOW)
    entry = outbox.entry("n1")
    assert entry.note == note
    assert msgspec.json.encode(entry.note) == msgspec.json.encode(note)
    assert outbox.entry("unknown") is None


def test_a_kill_at_any_point_loses_nothing(tmp_path):
    """A child writes, says each id once it is kept, and is killed; what it said is there."""
    for turn in range(6):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.app.outbox.churn", tmp_path, KEY.hex(), str(turn)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
            text=True,
        )
        said = []
        for line in child.stdout:
            said.append(line.split())
            if len(said) == 7 + 9 * turn:  # in the middle of whatever comes next
                child.kill()
        child.wait()
        child.stdout.close()
        with Outbox.open(tmp_path, KEY) as outbox:
            assert outbox.notice == ""
            entries = {entry.id: entry for entry in outbox.entries()}
            drafts = {draft.call_id for draft in outbox.drafts()}
        for what, name in said:
            match what:
                case "draft":
                    assert name in drafts or name in entries
                case "queued":
                    assert name in entries
                    assert name not in drafts
                case "posting":
                    assert entries[name].uncertain or entries[name].state is State.SENT
                case "sent":
                    assert entries[name].state is State.SENT
        for entry in entries.values():
            assert (entry.note is None) == (entry.state is State.SENT)
