"""The outbox behind the window: no draft waits for a helpdesk."""

import threading

import pytest

from app.folders import Folders
from app.outbox.desk import Desk
from app.outbox.entry import Draft, State
from app.secrets import HELPDESK_VARIABLE
from app.settings import HelpdeskSettings, Settings
from tests.app.helpdesk.simulator import PASSWORD, USER, Answer, Simulator
from tests.app.outbox.notes import make_note
from ui import worker
from ui.desk_worker import DeskWorker


@pytest.fixture
def folders(tmp_path):
    return Folders.find({"HEARBACK_HOME": str(tmp_path)})


@pytest.fixture
def slow(monkeypatch):
    """A helpdesk that takes a note and does not answer until it is told to."""
    monkeypatch.setenv(HELPDESK_VARIABLE, PASSWORD)
    with Simulator().running() as simulator:
        simulator.hold = threading.Event()
        simulator.faults = [Answer(hold=simulator.hold, after=True)]
        yield simulator
        simulator.hold.set()


def draft(call_id):
    return Draft(call_id=call_id, started="2026-11-20T09:40:00+01:00")


def settings(simulator):
    return Settings(helpdesk=HelpdeskSettings(kind="rt", url=simulator.url, user=USER))


def test_a_draft_is_kept_and_a_note_taken_while_a_helpdesk_takes_its_time(folders, slow, qtbot):
    desk = DeskWorker(folders, settings(slow))
    with qtbot.waitSignal(desk.opened):
        pass
    desk.send(make_note("n1"), "c1")
    qtbot.waitUntil(lambda: len(slow.requests) == 1)
    with qtbot.waitSignal(desk.saved):
        desk.save_draft("c2", lambda: draft("c2"))
    with qtbot.waitSignal(desk.enqueued):
        desk.send(make_note("n2"), "c3")
    assert not slow.hold.is_set()
    slow.hold.set()
    with qtbot.waitSignal(desk.delivered):
        pass
    desk.close()


def test_what_was_saved_last_is_there_though_the_helpdesk_never_answers(
    folders, slow, qtbot, monkeypatch
):
    monkeypatch.setattr(worker, "STOP_SECONDS", 0.2)
    desk = DeskWorker(folders, settings(slow))
    with qtbot.waitSignal(desk.opened):
        pass
    desk.send(make_note("n1"), "c1")
    qtbot.waitUntil(lambda: len(slow.requests) == 1)
    desk.save_draft("c2", lambda: draft("c2"))
    desk.close()
    with Desk.open(folders, Settings()) as other:
        assert [kept.call_id for kept in other.drafts()] == ["c2"]
        assert [entry.state for entry in other.entries()] in ([State.SENDING], [State.QUEUED])
    slow.hold.set()
    for thread in threading.enumerate():
        if thread.name == "helpdesk":
            thread.join()


def test_what_is_asked_for_while_it_opens_follows(folders, qtbot):
    desk = DeskWorker(folders, Settings())
    trouble = []
    desk.trouble.connect(trouble.append)
    with qtbot.waitSignals([desk.opened, desk.saved]):
        desk.save_draft("c1", lambda: draft("c1"))
    assert trouble == []
    desk.close()
