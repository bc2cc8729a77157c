"""`hearback call` and `hearback open-url` as programs, and the hooks that ship.

The window is a thread with an open door and the real state machine.
"""

import json
import os
import selectors
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.folders import Folders
from app.ipc.door import Door
from app.ipc.message import Answer, decode_request, encode_answer
from app.ipc.place import socket_folder
from app.phone.calls import Calls, told
from app.phone.crm import read_switches
from app.phone.request import BadRequestError, Details, Request

ROOT = Path(__file__).parents[3]
HOOKS = ROOT / "installer" / "hooks"


class Window:
    """Answers at the door; `heard` is what was said, in order."""

    def __init__(self, folder: Path) -> None:
        self.heard: list[Request] = []
        self._door = Door(folder)
        assert self._door.open()
        self._stop, self._stopped = os.pipe()
        self._calls = Calls()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(self._door.fileno(), selectors.EVENT_READ)
            ready.register(self._stop, selectors.EVENT_READ)
            while all(key.fd != self._stop for key, _ in ready.select()):
                visitor = self._door.accept()
                if visitor is not None:
                    with visitor:
                        visitor.setblocking(True)
                        self._answer(visitor)

    def _answer(self, visitor) -> None:
        request = decode_request(visitor.recv(8192))
        self._calls = told(self._calls, request)
        call = self._calls.call or Details()
        self.heard.append(request)  # before the answer: whoever gets that looks here next
        visitor.sendall(encode_answer(Answer(True, "Heard.", self._calls.phase, call)))

    def close(self) -> None:
        os.write(self._stopped, b"x")
        self._thread.join()
        os.close(self._stop)
        os.close(self._stopped)
        self._door.close()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    runtime = tmp_path / "rt"
    runtime.mkdir()
    commands = tmp_path / "bin"
    commands.mkdir()
    hearback = commands / "hearback"
    hearback.write_text(f'#!/bin/sh\nexec {sys.executable} -m app "$@"\n')
    hearback.chmod(0o755)
    return {
        **os.environ,
        "HEARBACK_HOME": str(tmp_path / "home"),
        "XDG_RUNTIME_DIR": str(runtime),
        "PATH": f"{commands}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def window(environment: dict[str, str]) -> Iterator[Window]:
    made = Window(socket_folder(Folders.find(environment), environment))
    yield made
    made.close()


@pytest.fixture
def run(environment):
    def _run(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            words, env={**environment, **more}, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip

    return _run


def test_a_call_is_told_from_start_to_end(window, run):
    done = run(
        "hearback", "call", "start", "--id", "7", "--from", "1001", "--ticket", "#4711", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "ok": True,
        "said": "Heard.",
        "state": "active",
        "call": {"id": "7", "from": "1001", "ticket": "4711"},
    }
    assert run("hearback", "call", "hold").stdout == "Heard.\n"
    run("hearback", "open-url", "hearback:call/end?id=7")
    assert [request.do for request in window.heard] == ["start", "hold", "end"]


def test_no_window_is_one_sentence_and_1(run):
    done = run("hearback", "call", "status")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("hearback: Hearback is not running.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("call",), 2),
        (("call", "dance"), 2),
        (("call", "start", "--color", "red"), 2),
        (("call", "start", "--ticket", "a b"), 1),
        (("call", "start", "--name", "x" * 101), 1),
        (("call", "crm", "--", "/X:1"), 1),
        (("open-url", "tel:+12125550100"), 1),
        (("open-url", "hearback:call/start?id=%00"), 1),
    ],
)
def test_wrong_words_are_refused(window, run, words, status):
    done = run("hearback", *words)
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert window.heard == []


def test_a_number_from_the_network_is_never_an_option(window, run):
    for number in ("--ticket=9", "1001 --ticket 9", "-h"):
        assert run("hearback", "call", "start", "--", *number.split()).returncode == 0
    assert [request.call.ticket for request in window.heard] == ["", "", ""]
    assert window.heard[1].call.number == "1001 --ticket 9"


def test_it_loads_next_to_nothing():
    code = "import sys, app.__main__, app.phone.cli, app.phone.link_cli; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    heavy = {"PySide6", "numpy", "msgspec", "httpx", "apsw", "keyring", "rich", "ssl", "asyncio"}
    assert not heavy & set(done.stdout.split())


# Hooks


def lines_of(hook: str) -> list[str]:
    text = (HOOKS / hook).read_text("utf-8")
    return [line for line in text.splitlines() if line and line[0] not in ";#["]


def test_microsip(window, run):
    """Each line as MicroSIP runs it: split into words, the number behind."""
    for line in lines_of("microsip.ini"):
        key, _, command = line.partition("=")
        assert key in {"cmdIncomingCall", "cmdCallStart", "cmdCallEnd"}
        assert len(command) < 255  # what MicroSIP reads of a line
        program, _, words = command.removeprefix('"').partition('" ')
        assert program.endswith("hearback.exe")
        assert run("hearback", *words.split(), "+12125550100").returncode == 0
    assert [request.do for request in window.heard] == ["ring", "start", "end"]
    assert {request.call.number for request in window.heard} == {"+12125550100"}
    assert window.heard[0].call.direction == "in"


def test_twinkle(window, run):
    script = str(HOOKS / "twinkle")
    caller = {"SIP_CALL_ID": "a1@pbx", "SIP_FROM_USER": "1001; touch x", "SIP_TO_USER": "me"}
    rung = run(script, TWINKLE_TRIGGER="in_call", **caller)
    assert rung.stdout == "action=continue\nend\n"
    for trigger in ("in_call_answered", "remote_release"):
        until(window, lambda: True)
        run(script, TWINKLE_TRIGGER=trigger, **caller)
    until(window, lambda: len(window.heard) == 3)
    assert {request.do for request in window.heard} == {"ring", "start", "end"}
    assert {request.call.id for request in window.heard} == {"a1@pbx"}
    run(script, TWINKLE_TRIGGER="out_call_answered", SIP_CALL_ID="b2", SIP_TO_USER="2002")
    until(window, lambda: len(window.heard) == 4)
    assert window.heard[-1] == Request("start", Details("b2", "2002", direction="out"))
    keys = [line.partition("=")[0] for line in lines_of("twinkle.cfg")]
    assert len(keys) == 7
    assert all(key.startswith("script_") for key in keys)


def until(window: Window, true) -> None:
    """Wait for a hook that runs in the background."""
    done = threading.Event()
    for _ in range(5000):
        if true():
            return
        done.wait(0.02)
    pytest.fail(f"only {len(window.heard)} were heard")


def test_linphone(window, environment):
    states = "IncomingReceived Connected StreamsRunning Paused StreamsRunning End"
    events = "".join(
        f"Event-type: call-state-changed\nEvent: LinphoneCall{state}\n"
        'From: "A;`b`" <sip:1001@pbx>\nId: 1\n\n'
        for state in states.split()
    )
    subprocess.run(
        [sys.executable, str(HOOKS / "linphone-daemon.py")],
        env=environment, input=events, text=True, check=True, timeout=280,
    )  # fmt: skip
    said = [request.do for request in window.heard]
    assert said == ["ring", "start", "resume", "hold", "start", "resume", "end"]
    assert {request.call.number for request in window.heard} == {"1001"}


def test_3cx(window, run):
    for words in ("/N:S /C:1001 /T:I /I:42", "/N:C /T:I /I:42", "/N:E /T:I /I:42"):
        assert run("hearback", "call", "crm", "--", *words.split()).returncode == 0
    assert [request.do for request in window.heard] == ["ring", "start", "end"]
    assert window.heard[0].call == Details("42", "1001", direction="in")
    with pytest.raises(BadRequestError):
        read_switches(["hello", "/", "/N"])


def test_links_of_the_desktop(window, run):
    (line,) = [line for line in lines_of("hearback-url.desktop") if line.startswith("Exec=")]
    words = line.removeprefix("Exec=").replace("%u", "hearback:call/start?id=1&from=1001")
    assert run(*words.split()).returncode == 0
    assert window.heard == [Request("start", Details("1", "1001"))]
    texts = [hook.read_text("utf-8") for hook in HOOKS.iterdir()]
    assert not any("x-scheme-handler/tel" in text for text in texts)
    if shutil.which("desktop-file-validate"):
        assert run("desktop-file-validate", str(HOOKS / "hearback-url.desktop")).returncode == 0


def test_baresip_lines_are_what_the_settings_say():
    lines = [line.split() for line in lines_of("baresip.config")]
    assert ["ctrl_tcp_listen", "127.0.0.1:4444"] in lines
