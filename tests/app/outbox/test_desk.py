"""The desk as the window uses it: sending blocks one thread, and never the drafts."""

import threading
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from app.folders import Folders
from app.outbox.desk import Desk
from app.outbox.entry import Draft
from app.secrets import HELPDESK_VARIABLE
from app.settings import HelpdeskSettings, Settings
from tests.app.helpdesk.simulator import PASSWORD, USER, Answer, Simulator
from tests.app.outbox.notes import make_note
from tests.app.outbox.test_key import MemoryKeyring


@pytest.fixture
def folders(tmp_path):
    return Folders.find({"HEARBACK_HOME": str(tmp_path)})


def test_a_draft_is_kept_while_the_helpdesk_takes_its_time(folders, monkeypatch):
    monkeypatch.setenv(HELPDESK_VARIABLE, PASSWORD)
    slow = Answer(hold=threading.Event(), after=True)
    with Simulator().running() as simulator:
        helpdesk = HelpdeskSettings(kind="rt", url=simulator.url, user=USER)
        with Desk.open(folders, Settings(helpdesk=helpdesk), MemoryKeyring()) as desk:
            note = make_note("n1")
            desk.save_draft(Draft(call_id="c1", started="2026-11-20T09:28:00+01:00", note=note))
            desk.send(note)
            simulator.faults = [slow]
            results = []
            sending = threading.Thread(target=lambda: results.extend(desk.step()))
            sending.start()
            while not simulator.requests:
                pass
            desk.save_draft(Draft(call_id="c2", started="2026-11-20T09:40:00+01:00"))
            assert [draft.call_id for draft in desk.drafts()] == ["c2"]
            assert [entry.state for entry in desk.entries()] == ["sending"]
            assert sending.is_alive()
            slow.hold.set()
            sending.join()
            assert [result.state for result in results] == ["queued"]
            assert desk.retry("n1")
            assert [result.state for result in desk.step()] == ["sent"]
            assert simulator.count("n1") == 1


def test_what_is_repaired_is_said_once(folders):
    ring = MemoryKeyring()
    with Desk.open(folders, Settings(), ring) as desk:
        desk.send(make_note())
        assert desk.notice == ""
    ring.kept.clear()
    with Desk.open(folders, Settings(), ring) as desk:
        assert "set-aside-1" in desk.notice
        assert desk.entries() == ()
    with Desk.open(folders, Settings(), ring) as desk:
        assert desk.notice == ""


def test_a_note_arrives_in_the_folder_of_the_settings(folders, tmp_path):
    helpdesk = HelpdeskSettings(folder=str(tmp_path / "shared"))
    with Desk.open(folders, Settings(helpdesk=helpdesk), MemoryKeyring()) as desk:
        desk.send(make_note("n1"))
        (result,) = desk.step()
        assert desk.step() == []
    assert result.receipt.kind == "file"
    assert (tmp_path / "shared" / result.receipt.ticket).exists()


def test_drafts_that_nobody_came_back_to_are_forgotten(folders):
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    ages = {"old": timedelta(days=8), "edited": timedelta(days=8), "fresh": timedelta(hours=1)}
    with Desk.open(folders, Settings(), MemoryKeyring()) as desk:
        for name, age in ages.items():
            updated = now if name == "edited" else now - age
            desk.save_draft(
                Draft(
                    call_id=name,
                    started=(now - age).isoformat(),
                    updated=updated.isoformat(),
                )
            )
        assert desk.forget_old_drafts(now) == 1
        assert {draft.call_id for draft in desk.drafts()} == {"edited", "fresh"}


def test_drafts_of_a_newer_version_are_said_and_grow_old_like_others(folders):
    now = datetime(2026, 3, 9, 12, tzinfo=UTC)
    ring = MemoryKeyring()
    times = {"odd": "", "new": now.isoformat(), "old": (now - timedelta(days=8)).isoformat()}
    with Desk.open(folders, Settings(), ring) as desk:
        for name, when in times.items():
            desk.save_draft(Draft(call_id=name, started=when))
        for name in ("new", "old"):
            desk.outbox._connection.execute(
                "UPDATE drafts SET document = ? WHERE call_id = ?",
                (msgspec.json.encode({"updated": times[name]}), name),
            )
    with Desk.open(folders, Settings(), ring) as desk:
        assert "2 drafts were written by a newer Hearback" in desk.notice
        assert [draft.call_id for draft in desk.drafts()] == ["odd"]
        assert desk.forget_old_drafts(now) == 1
        assert {name for name, _ in desk.outbox.last_changes()} == {"odd", "new"}
