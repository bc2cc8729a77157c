"""The private socket itself: whose it is, who may come in, what a killed window leaves behind."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from app.folders import Folders
from app.ipc import client, door, peer
from app.ipc.client import NoAnswerError, NotRunningError, ask
from app.ipc.door import Door
from app.ipc.message import Answer, decode_request, encode_answer
from app.ipc.place import LOCK, SOCKET, UnsafeFolderError, make_private, socket_folder
from app.phone.request import Details, Request

START = Request("start", Details("1", "1001"))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "run"


@pytest.fixture
def opened(folder):
    made = Door(folder)
    assert made.open()
    yield made
    made.close()


def answer_one(opened: Door, reply: bytes | None = None) -> threading.Thread:
    """Answer the next visitor from a thread, as the window's event loop would."""

    def work() -> None:
        opened._socket.setblocking(True)
        visitor = opened.accept()
        assert visitor is not None
        with visitor:
            visitor.setblocking(True)
            request = decode_request(visitor.recv(8192))
            said = encode_answer(Answer(True, "heard", "active", request.call))
            visitor.sendall(said if reply is None else reply)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_what_is_said_is_answered(folder, opened):
    thread = answer_one(opened)
    assert ask(folder, START) == Answer(True, "heard", "active", Details("1", "1001"))
    thread.join()


def test_the_socket_is_private(folder, opened):
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / SOCKET).stat().st_mode & 0o777 == 0o600
    assert (folder / LOCK).stat().st_mode & 0o777 == 0o600


def test_no_window_is_one_sentence(folder):
    with pytest.raises(NotRunningError) as missing:
        ask(folder, START)
    assert "not running" in missing.value.person
    make_private(folder)
    with pytest.raises(NotRunningError):
        ask(folder, START)


def test_a_second_window_is_refused_until_the_first_leaves(folder, opened):
    second = Door(folder)
    assert not second.open()
    opened.close()
    opened.close()
    assert second.open()
    second.close()


def _hold(folder: str) -> None:
    assert Door(Path(folder)).open()
    print("open", flush=True)  # noqa: T201
    signal.pause()


def killed_window(folder: Path) -> None:
    """Open a door in another process and kill that."""
    code = f"from tests.app.ipc.test_door import _hold; _hold({str(folder)!r})"
    window = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert window.stdout.readline() == b"open\n"
    window.kill()
    window.wait()
    window.stdout.close()


def test_what_a_killed_window_leaves_is_replaced(folder):
    killed_window(folder)
    assert (folder / SOCKET).exists()
    with pytest.raises(NotRunningError):
        ask(folder, START)
    again = Door(folder)
    assert again.open()
    thread = answer_one(again)
    assert ask(folder, START).ok
    thread.join()
    again.close()


def _race(
    folder: str, go: "multiprocessing.synchronize.Event", won: "multiprocessing.Queue"
) -> None:
    mine = Door(Path(folder))
    go.wait()
    won.put(mine.open())
    signal.pause()


def test_of_many_that_start_at_once_exactly_one_wins(folder):
    context = multiprocessing.get_context("fork")
    go, won = context.Event(), context.Queue()
    racers = [context.Process(target=_race, args=(str(folder), go, won)) for _ in range(6)]
    for racer in racers:
        racer.start()
    go.set()
    assert sorted(won.get(timeout=60) for _ in racers) == [False] * 5 + [True]
    for racer in racers:
        racer.kill()
        racer.join()


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777])
def test_a_folder_that_others_can_enter_is_not_used(folder, mode):
    folder.mkdir()
    folder.chmod(mode)
    for attempt in (Door(folder).open, lambda: ask(folder, START)):
        with pytest.raises(UnsafeFolderError):
            attempt()


def test_a_link_to_a_folder_is_not_used(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    for attempt in (Door(folder).open, lambda: ask(folder, START)):
        with pytest.raises(UnsafeFolderError):
            attempt()


def test_a_visitor_of_another_user_is_sent_away(folder, opened, monkeypatch, caplog):
    """Even where the permissions are wrong: the system says who it is."""
    monkeypatch.setattr(door, "is_own", lambda _connection: False)
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.connect(str(folder / SOCKET))
        assert opened.accept() is None
        assert visitor.recv(1) == b""
    assert "another user" in caplog.text


def test_a_window_of_another_user_is_told_nothing(folder, opened, monkeypatch):
    monkeypatch.setattr(client, "is_own", lambda _connection: False)
    with pytest.raises(UnsafeFolderError):
        ask(folder, START)
    visitor = opened.accept()
    visitor.setblocking(True)
    assert visitor.recv(100) == b""
    visitor.close()


def test_the_system_says_who_is_there():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert peer.peer_uid(ours) == os.getuid()


@pytest.fixture
def public():
    """An open door in a folder that everybody can reach."""
    with tempfile.TemporaryDirectory(prefix="hb-") as base:
        folder = Path(base) / "run"
        opened = Door(folder)
        assert opened.open()
        for path in (folder.parent, folder, folder / SOCKET):
            path.chmod(0o777)
        yield folder, opened
        opened.close()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_another_user_is_refused_by_the_socket_even_with_open_permissions(public):
    """A second user, for real: every permission is opened, and it is still sent away."""
    folder, opened = public
    code = f"""
import os, socket
os.setgid(65534); os.setuid(65534)
s = socket.socket(socket.AF_UNIX); s.connect({str(folder / SOCKET)!r})
print("connected", flush=True)
try:
    s.sendall(b'{{"v":1,"do":"start"}}'); heard = s.recv(100)
except OSError:
    heard = b""
print(len(heard))
"""
    other = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert other.stdout.readline() == b"connected\n"
    assert opened.accept() is None
    assert other.stdout.read() == b"0\n"
    other.wait()
    other.stdout.close()


def test_a_window_that_hangs_is_said_in_time(folder, opened, monkeypatch):
    monkeypatch.setattr(client, "TIME_LIMIT", 0.05)
    with pytest.raises(NoAnswerError):
        ask(folder, START)


@pytest.mark.parametrize("reply", [b"", b"x" * 9000])
def test_an_answer_that_is_none_is_said(folder, opened, reply):
    thread = answer_one(opened, reply)
    with pytest.raises(NoAnswerError):
        ask(folder, START)
    thread.join()


def test_one_that_has_a_door_and_is_still_opening_is_asked_again(folder, opened):
    def work() -> None:
        answer_one(opened, b"").join()
        answer_one(opened).join()

    window = threading.Thread(target=work)
    window.start()
    assert ask(folder, START, patience=60).ok
    window.join()


def test_one_that_is_about_to_open_is_waited_for(folder):
    late = Door(folder)

    def work() -> None:
        assert late.open()
        answer_one(late).join()

    timer = threading.Timer(0.1, work)
    timer.start()
    assert ask(folder, START, patience=60).ok
    timer.join()
    late.close()


def test_the_place_is_short_and_its_own(tmp_path):
    long = tmp_path / ("x" * 90) / ("y" * 90)
    homes = [Folders.find({"HEARBACK_HOME": str(home)}) for home in (long, tmp_path)]
    with_runtime = [socket_folder(home, {"XDG_RUNTIME_DIR": "/run/user/1000"}) for home in homes]
    without = [socket_folder(home, {}) for home in homes]
    assert len({*with_runtime, *without}) == 4
    assert all(len(str(place / SOCKET)) < 60 for place in (*with_runtime, *without))
    assert str(os.getuid()) in without[0].name
