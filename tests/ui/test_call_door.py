"""A softphone at the door: what it says moves the real window, and what is no request does not."""

import socket
import threading

import pytest
from PySide6.QtCore import Qt

from app.ipc.client import ask
from app.ipc.door import Door
from app.ipc.message import Answer, decode_answer, encode_request
from app.ipc.place import SOCKET
from app.phone.request import RAISE, Details, Request
from app.settings import PhoneSettings
from tests.ui import places
from ui import call_door
from ui.call_door import open_door
from ui.footer import phase
from ui.phone import connect_phone


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


@pytest.fixture
def work(qapp, qtbot, tmp_path):
    made = places.workplace(qapp, tmp_path)
    made.open()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def phone(work, folder):
    door = Door(folder)
    assert door.open()
    return connect_phone(work, door, PhoneSettings())


@pytest.fixture
def say(phone, folder, qtbot):
    """Say something from a thread, as another program would, while the window goes on."""

    def _say(do: str, *details: str, **more: str) -> Answer:
        heard: list[Answer] = []
        request = Request(do, Details(*details, **more))
        thread = threading.Thread(target=lambda: heard.append(ask(folder, request)))
        thread.start()
        qtbot.waitUntil(lambda: not thread.is_alive())
        return heard[0]

    return _say


def test_a_call_from_start_to_end(work, say, qtbot):
    assert say("start", "1", "1001").said == "Listening to the call."
    qtbot.waitUntil(lambda: work.state.listening)
    assert say("hold", "1").state == "held"
    assert phase(work.state) == "paused"
    assert say("resume", "1").state == "active"
    assert phase(work.state) == "listening"
    with qtbot.waitSignal(work.call_ended):
        assert say("end", "1").said == "The call has ended; its note is kept."
    assert not work.in_call
    assert say("status").state == "idle"


def test_saying_it_twice_changes_nothing(work, say, qtbot):
    began = []
    work.call_began.connect(lambda: began.append(1))
    say("start", "1")
    say("start", "1")
    assert began == [1]
    say("end", "1")
    qtbot.waitUntil(lambda: not work.listener.running)
    assert say("end", "1").ok
    assert say("hold", "1").ok
    assert not work.in_call


def test_a_start_of_another_call_ends_the_one_before(work, say, qtbot):
    ended, began = [], []
    work.call_ended.connect(lambda _state: ended.append(1))
    work.call_began.connect(lambda: began.append(len(ended)))
    say("start", "1", "1001")
    assert say("start", "2", "1002").state == "active"
    qtbot.waitUntil(lambda: began == [0, 1] and work.state.listening)
    assert work.caller.number == "1002"


def test_an_end_before_the_next_call_began_cancels_it(work, phone, qtbot):
    phone.answer(Request("start", Details("1")))
    phone.answer(Request("start", Details("2")))
    phone.answer(Request("end", Details("2")))
    qtbot.waitUntil(lambda: not work.listener.running)
    qtbot.wait(10)
    assert not work.in_call
    assert phone.answer(Request("start", Details("3"))).state == "active"
    assert work.in_call


def test_a_hold_before_the_next_call_began_is_kept(work, phone, qtbot):
    phone.answer(Request("start", Details("1")))
    phone.answer(Request("start", Details("2")))
    phone.answer(Request("hold", Details("2")))
    qtbot.waitUntil(lambda: work.in_call and work.state.paused)
    assert phone.calls.phase == "held"


def test_clicks_in_the_window_are_known_to_the_softphone(work, say, qtbot):
    work.begin_call()
    qtbot.waitUntil(lambda: work.state.listening)
    assert say("start", "7", "1001", ticket="4711").said == "This call was known already."
    work.pause()
    assert say("resume", "7").said.startswith("Still paused")
    assert phase(work.state) == "paused"
    work.resume()
    assert say("status").state == "active"
    with qtbot.waitSignal(work.call_ended):
        work.end_call()
    assert say("status").state == "idle"


def test_a_listener_that_gives_up_ends_the_call_for_the_softphone_too(work, say, qtbot):
    say("start", "1")
    work.listener.failed.emit("The listener keeps stopping.")
    assert say("status").state == "idle"


def test_nothing_to_hear_is_said(work, say):
    work.use(None)
    answer = say("start", "1")
    assert not answer.ok
    assert "cannot listen" in answer.said
    assert answer.state == "idle"


def test_who_is_calling_is_shown_quietly(work, say, qtbot):
    name = work.overlay.header._name
    say("start", "1", "1001", "Ann Example")
    assert name.text() == "Ann Example"
    say("end", "1")
    qtbot.waitUntil(lambda: not work.listener.running)
    work.begin_call()
    assert name.text() == "Hearback"
    say("start", "9", "+1 212 555 0100 extension 77")
    assert name.text() != ""
    assert name.sizeHint().width() < 110


def test_a_second_start_brings_the_window_to_the_front(work, say):
    work.overlay.hide()
    assert work.overlay.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert say(RAISE).said == "Hearback is already open."
    assert work.overlay.isVisible()
    handle = work.overlay.windowHandle()
    assert not handle.flags() & Qt.WindowType.WindowDoesNotAcceptFocus  # it was asked for
    work.overlay.give_back_keyboard()
    assert handle.flags() & Qt.WindowType.WindowDoesNotAcceptFocus


@pytest.mark.parametrize("line", [b"hello\n", b'{"v":1,"do":"dance"}\n', b"x" * 9000])
def test_what_is_no_request_gets_one_sentence_and_the_door(work, phone, folder, qtbot, line):
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(folder / SOCKET))
        visitor.sendall(line)
        visitor.setblocking(False)
        heard = b""

        def told() -> bool:
            nonlocal heard
            try:
                heard += visitor.recv(8192)
            except (BlockingIOError, ConnectionResetError):
                return b"\n" in heard
            return b"\n" in heard

        qtbot.waitUntil(told)
    answer = decode_answer(heard)
    assert not answer.ok
    assert answer.said
    assert not work.in_call


def test_words_that_come_in_pieces_are_put_together(work, phone, folder, qtbot):
    line = encode_request(Request("start", Details("1")))
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(folder / SOCKET))
        for place in range(len(line)):
            visitor.sendall(line[place : place + 1])
            qtbot.wait(0)
        qtbot.waitUntil(lambda: work.in_call)


def test_one_who_says_nothing_is_shown_out(monkeypatch, work, phone, folder, qtbot):
    monkeypatch.setattr(call_door, "TIME_LIMIT", 0.02)
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(folder / SOCKET))
        visitor.setblocking(False)

        def shown_out() -> bool:
            try:
                return visitor.recv(1) == b""
            except BlockingIOError:
                return False

        qtbot.waitUntil(shown_out)


def test_one_who_leaves_early_does_no_harm(work, phone, folder, say, qtbot):
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(folder / SOCKET))
        visitor.sendall(b'{"v":1,')
    assert say("status").ok


def test_a_crowd_is_not_let_in(monkeypatch, work, phone, folder, qtbot):
    monkeypatch.setattr(call_door, "MOST_VISITORS", 1)
    with socket.socket(socket.AF_UNIX) as first, socket.socket(socket.AF_UNIX) as second:
        for visitor in (first, second):
            visitor.connect(str(folder / SOCKET))
        second.setblocking(False)

        def sent_away() -> bool:
            try:
                return second.recv(1) == b""
            except BlockingIOError:
                return False

        qtbot.waitUntil(sent_away)


def test_a_door_that_cannot_be_opened_is_said_and_the_window_opens(work, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "rt"))
    homes = places.folders(tmp_path)
    (tmp_path / "rt").write_text("no folder")
    door = open_door(homes)
    assert door is not None
    assert not door.is_open
    connect_phone(work, door, PhoneSettings())
    work.opened.emit()
    assert "softphone cannot reach" in work.overlay.toast.text()


def test_two_doors_of_one_user_are_one(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    homes = places.folders(tmp_path)
    door = open_door(homes)
    assert door is not None
    assert open_door(homes) is None
    door.close()


def test_the_door_closes_with_the_window(work, phone, folder):
    assert (folder / SOCKET).exists()
    work.close()
    assert not (folder / SOCKET).exists()
