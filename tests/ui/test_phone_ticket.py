"""The ticket that the softphone names is where the note goes."""

import json

import pytest

from app.phone.request import Details, Request
from tests.ui import places
from ui.handoff import Handoff
from ui.phone import Phone


@pytest.fixture
def work(qapp, qtbot, tmp_path):
    made = places.workplace(qapp, tmp_path)
    made.overlay.show()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def phone(work):
    return Phone(work)


@pytest.fixture
def handoff(work, phone, tmp_path, qtbot):
    made = Handoff(work, places.folders(tmp_path), places.SETTINGS)
    work.closing.connect(made.close)
    with qtbot.waitSignal(made.desk.drafts_found):
        pass
    return made


def sent_note(handoff, work, qtbot, tmp_path) -> dict:
    places.upset(work)
    handoff.escalate(work.state)
    with qtbot.waitSignal(handoff.desk.delivered):
        handoff.window.send()
    (file,) = (tmp_path / "home" / "data" / "notes").glob("*.json")
    return json.loads(file.read_text())


def test_the_note_goes_to_the_ticket_of_the_call(work, phone, handoff, qtbot, tmp_path):
    phone.answer(Request("start", Details("1", "+12125550100", "Ann Example", ticket="4711")))
    note = sent_note(handoff, work, qtbot, tmp_path)
    assert note["ticket"] == "4711"
    assert "5550100" not in json.dumps(note)
    assert "Ann Example" not in json.dumps(note)


def test_a_ticket_that_comes_later_is_taken_up(work, phone, handoff, qtbot, tmp_path):
    phone.answer(Request("start", Details("1")))
    phone.answer(Request("start", Details("1", ticket="4711")))
    places.upset(work)
    handoff.escalate(work.state)
    assert handoff.window.destination.text().startswith("#4711 ")
    assert sent_note(handoff, work, qtbot, tmp_path)["ticket"] == "4711"


def test_a_call_begun_by_hand_has_no_ticket_of_the_call_before(
    work, phone, handoff, qtbot, tmp_path
):
    phone.answer(Request("start", Details("1", ticket="4711")))
    phone.answer(Request("end", Details("1")))
    qtbot.waitUntil(lambda: not work.listener.running)
    work.begin_call()
    assert sent_note(handoff, work, qtbot, tmp_path)["ticket"] is None
