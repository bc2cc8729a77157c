"""Window, tray, listener and call together: what each click makes of a call."""

import os
import signal

import pytest
from PySide6.QtCore import QPoint, Qt

from models.errors import HearbackError
from tests.ui import places
from ui.ear_trouble import EarTrouble
from ui.footer import phase


@pytest.fixture
def work(qapp, qtbot, tmp_path):
    made = places.workplace(qapp, tmp_path)
    made.open()
    yield made
    made.close()
    made.deleteLater()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def started(work, qtbot):
    click(qtbot, work.overlay.footer.start)
    qtbot.waitUntil(lambda: work.state.listening)


def test_start_pause_go_on_end_and_a_new_call(work, qtbot):
    footer = work.overlay.footer
    started(work, qtbot)
    click(qtbot, footer.pause)
    assert phase(work.state) == "paused"
    click(qtbot, footer.resume)
    assert phase(work.state) == "listening"
    with qtbot.waitSignal(work.call_ended) as said:
        click(qtbot, footer.end)
    assert said.args[0].ended
    assert not work.in_call
    assert footer.start.text() == "New call"
    started(work, qtbot)
    assert work.in_call


def test_the_menu_does_what_the_buttons_do(work, qtbot):
    tray = work.tray
    tray.start.trigger()
    qtbot.waitUntil(lambda: work.state.listening)
    tray.pause.trigger()
    assert tray.resume.isVisible()
    tray.resume.trigger()
    assert work.overlay.captions.isVisible()
    tray.captions.trigger()
    assert not work.overlay.captions.isVisible()
    for action, signal_ in (("quit", work.quit_requested), ("devices", work.devices_requested)):
        with qtbot.waitSignal(signal_):
            getattr(tray, action).trigger()
    with qtbot.waitSignal(work.call_ended):
        tray.end.trigger()


def test_the_menu_opens_in_the_window(work, qtbot):
    click(qtbot, work.overlay.header.menu)
    assert work.tray.menu.isVisible()
    work.tray.menu.close()
    work.overlay.menu_requested.emit(QPoint(5, 5))
    assert work.tray.menu.isVisible()
    work.tray.menu.close()


def test_hidden_and_shown_again(work):
    work.overlay.hide()
    work.tray.show.trigger()
    assert work.overlay.isVisible()


def test_clicks_on_a_cue_reach_the_call(work, qtbot):
    work.calls.begin()
    places.upset(work)
    first = work.state.cue
    assert first is not None
    click(qtbot, work.overlay.cue.reword)
    assert work.state.cue.text != first.text
    click(qtbot, work.overlay.cue.dismiss)
    assert work.state.cue is None
    assert work.overlay.cue.isHidden()


def test_escalate_hands_over_the_state(work, qtbot):
    work.calls.begin()
    places.upset(work)
    with qtbot.waitSignal(work.escalate_requested) as said:
        click(qtbot, work.overlay.footer.escalate)
    assert said.args[0] is work.state


def test_a_killed_listener_leaves_the_window_and_the_call_goes_on(work, qtbot):
    started(work, qtbot)
    with qtbot.waitSignal(work.listener.restarted):
        os.kill(work.listener.pid, signal.SIGKILL)
    assert work.in_call
    assert work.overlay.isVisible()
    qtbot.waitUntil(lambda: work.state.ears["customer"].health == "ok" and work.state.listening)


def test_a_listener_that_gives_up_ends_the_call_in_one_sentence(work, qtbot):
    started(work, qtbot)
    work.listener.failed.emit("The listener keeps stopping.")
    assert work.state.ended
    assert work.overlay.toast.text() == "The listener keeps stopping."


def _trouble(action):
    return EarTrouble("customer", "silent", "", "", action, "")


def test_the_warnings_button_listens_again(work, qtbot):
    started(work, qtbot)
    with qtbot.waitSignal(work.listener.restarted):
        work.overlay.warning.acted.emit(_trouble("restart"))
    with qtbot.waitSignal(work.devices_requested):
        work.overlay.warning.acted.emit(_trouble("settings"))


def test_the_way_to_a_better_ear_is_open(work, qtbot):
    started(work, qtbot)
    assert work.overlay.ear_line.better.isVisible()
    with qtbot.waitSignal(work.better_ear_requested):
        click(qtbot, work.overlay.ear_line.better)


def test_without_a_usable_phrase_pack_nothing_listens_and_why_is_said(work, qtbot, monkeypatch):
    def broken():
        raise HearbackError("pack", "The phrase pack has a mistake.")

    monkeypatch.setattr(work.calls, "_make_session", broken)
    click(qtbot, work.overlay.footer.start)
    assert work.overlay.toast.text() == "The phrase pack has a mistake."
    assert not work.listener.running
