"""Handing over with the real outbox and the folder helpdesk: nothing lost, nothing twice."""

import json

import pytest
from PySide6.QtCore import Qt

from tests.ui import places
from ui.handoff import NONE_LEFT, Handoff


@pytest.fixture
def start(qapp, qtbot, tmp_path, monkeypatch):
    """Return what opens a workplace with its handoff on the same folders, again and again."""
    monkeypatch.setattr("ui.handoff.SAVE_MS", 10)
    running = []

    def open_() -> Handoff:
        work = places.workplace(qapp, tmp_path)
        work.overlay.show()
        handoff = Handoff(work, places.folders(tmp_path), places.SETTINGS)
        work.closing.connect(handoff.close)
        with qtbot.waitSignal(handoff.desk.drafts_found):
            pass
        running.append(work)
        return handoff

    yield open_
    for work in running:
        work.close()
        work.deleteLater()


def call(handoff, qtbot):
    """Begin a call with an angry customer and wait until its draft is on the disk."""
    work = handoff._workplace
    work.begin_call()
    qtbot.waitUntil(lambda: work.state.listening)
    with qtbot.waitSignal(handoff.desk.saved):
        places.upset(work)
    return work


def notes(tmp_path):
    return sorted((tmp_path / "home" / "data" / "notes").glob("*.json"))


def test_a_click_opens_the_note_and_send_delivers_it_once(start, qtbot, tmp_path):
    handoff = start()
    work = call(handoff, qtbot)
    qtbot.mouseClick(work.overlay.footer.escalate, Qt.MouseButton.LeftButton)
    window = handoff.window
    assert window.isVisible()
    with qtbot.waitSignal(handoff.desk.delivered) as said:
        window.send()
        window.send()
    assert said.args[0].state == "sent"
    assert handoff.window is None
    assert handoff.result.isVisible()
    assert work.overlay.quiet.isHidden()
    (file,) = notes(tmp_path)
    assert json.loads(file.read_text())["id"] == said.args[0].note_id
    again = []
    handoff.desk.drafts_found.connect(again.append)
    handoff.desk._with_desk(lambda desk: desk.drafts(), again.append)
    qtbot.waitUntil(lambda: again == [()])


def test_a_second_click_brings_the_same_window_back(start, qtbot):
    handoff = start()
    work = call(handoff, qtbot)
    handoff.escalate(work.state)
    window = handoff.window
    handoff.escalate(work.state)
    assert handoff.window is window


def test_what_was_typed_is_there_after_the_window_was_closed(start, qtbot):
    handoff = start()
    work = call(handoff, qtbot)
    handoff.escalate(work.state)
    handoff.window.own_line.boxes[0].editor.setPlainText("Please call before noon.")
    with qtbot.waitSignal(handoff.desk.saved):
        handoff.window.close()
    handoff.escalate(work.state)
    assert handoff.window.isVisible()
    assert handoff.window.note().agent_line == "Please call before noon."


def test_later_words_come_into_the_open_note_around_what_was_typed(start, qtbot):
    handoff = start()
    work = call(handoff, qtbot)
    handoff.escalate(work.state)
    handoff.window.own_line.boxes[0].editor.setPlainText("Typed.")
    with qtbot.waitSignal(handoff.desk.saved):
        text = "my order number is four seven two nine one"
        work.calls.feed(places.said("customer", 9, 60.0, text))
    note = handoff.window.note()
    assert any("47291" in line.text for line in note.facts)
    assert note.agent_line == "Typed."


def test_after_a_crash_the_note_is_offered_and_opens(start, qtbot):
    handoff = start()
    call(handoff, qtbot)
    work = handoff._workplace
    handoff.close()
    work.listener.stop_now()
    other = start()
    toast = other._workplace.overlay.toast
    assert "was not sent" in toast.text()
    toast.chosen.emit("Open")
    (case,) = other._cases.values()
    assert case.window.isVisible()
    assert "charged twice" in case.window.note().subject.lower()
    with qtbot.waitSignal(other.desk.delivered) as said:
        case.window.send()
    assert said.args[0].state == "sent"


def test_after_a_crash_the_note_can_be_discarded(start, qtbot):
    handoff = start()
    call(handoff, qtbot)
    handoff.close()
    handoff._workplace.listener.stop_now()
    other = start()
    other._workplace.overlay.toast.chosen.emit("Discard")
    other.close()
    third = start()
    assert third._workplace.overlay.toast.text() == ""


def calm_call(handoff, qtbot):
    """Have a call that ends as it began."""
    work = handoff._workplace
    work.begin_call()
    qtbot.waitUntil(lambda: work.state.listening)
    with qtbot.waitSignal(handoff.desk.saved):
        work.calls.feed(places.said("customer", 1, 5.0, "i would like to change my address"))
    with qtbot.waitSignal(handoff.desk.saved), qtbot.waitSignal(work.call_ended):
        work.end_call()


def test_a_calm_call_is_kept_and_asked_about_only_from_the_menu(start, qtbot):
    handoff = start()
    work = handoff._workplace
    calm_call(handoff, qtbot)
    calm = handoff._case.call_id
    assert not handoff._case.was_high
    call(handoff, qtbot)
    with qtbot.waitSignal(work.call_ended):
        work.end_call()
    upset = handoff._case.call_id
    work.begin_call()
    left = []
    handoff.desk.drafts_listed.connect(left.append)
    work.tray.notes.trigger()
    qtbot.waitUntil(lambda: len(left) == 1)
    assert {draft.call_id: draft.quiet for draft in left[0]} == {upset: False, calm: True}
    handoff.close()
    work.listener.stop_now()
    other = start()
    toast = other._workplace.overlay.toast
    assert "more" not in toast.text()
    toast.chosen.emit("Later")
    with qtbot.waitSignal(other.desk.drafts_listed) as listed:
        other._workplace.tray.notes.trigger()
    second = listed.args[0][1].call_id
    assert "1 more waits." in toast.text()
    toast.chosen.emit("Discard")
    assert "more" not in toast.text()
    toast.chosen.emit("Open")
    assert other._cases[second].window.isVisible()
    other._cases[second].window.close()
    with qtbot.waitSignal(other.desk.drafts_listed):
        other._workplace.tray.notes.trigger()
    assert "was not sent" in toast.text()
    toast.chosen.emit("Discard")
    with qtbot.waitSignal(other.desk.drafts_listed):
        other._workplace.tray.notes.trigger()
    assert toast.text() == NONE_LEFT


def test_a_discarded_note_leaves_no_draft(start, qtbot):
    handoff = start()
    work = call(handoff, qtbot)
    handoff.escalate(work.state)
    handoff.window.discard_requested.emit()
    assert handoff.window is None
    left = []
    handoff.desk._with_desk(lambda desk: desk.drafts(), left.append)
    qtbot.waitUntil(lambda: left == [()])


def test_when_it_cannot_even_be_queued_the_window_keeps_the_words(start, qtbot):
    handoff = start()
    work = call(handoff, qtbot)
    handoff.escalate(work.state)
    handoff.window.own_line.boxes[0].editor.setPlainText("Keep me.")
    handoff.desk._desk.outbox.close()
    with qtbot.waitSignal(handoff.desk.not_enqueued):
        handoff.window.send()
    assert handoff.window.isVisible()
    assert handoff.window.saved.text()
    assert handoff.window.note().agent_line == "Keep me."


def test_a_call_that_was_over_before_everything_was_loaded_is_not_lost(qapp, qtbot, tmp_path):
    work = places.workplace(qapp, tmp_path)
    work.calls.begin()
    places.upset(work)
    work.calls.end()
    handoff = Handoff(work, places.folders(tmp_path), places.SETTINGS)
    work.closing.connect(handoff.close)
    work.overlay.show()
    qtbot.mouseClick(work.overlay.footer.escalate, Qt.MouseButton.LeftButton)
    assert handoff.window.isVisible()
    work.close()
    work.deleteLater()
