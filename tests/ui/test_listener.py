"""The listener's supervisor, on real child processes: small scripts that speak its lines."""

import os
import signal
import time
from pathlib import Path

from app.secrets import HELPDESK_VARIABLE
from tests.ui.listener_child import child, kinds
from ui import event_lines, listener
from ui.listener import ListenerProcess

__all__ = ["child"]


def test_events_come_in_order_and_the_end_is_said(child, qtbot):
    process = child("""say(READY, LEVEL % 0.2, '{"type":"end","t":0.3,"reason":"file"}')""")
    with qtbot.waitSignal(process.stopped):
        process.start([])
    assert kinds(process) == ["Ready", "Level", "End"]
    assert not process.running


def test_broken_unknown_and_endless_lines_are_left_out(child, qtbot, caplog, monkeypatch):
    monkeypatch.setattr(event_lines, "MAX_LINE", 2000)
    process = child("""
        say(READY, 'not json', '{"type":"level"}', '{"type":"from-the-future","t":1}', '')
        say('x' * 5000)
        sys.stdout.write('{"type":"partial","text":"secret words ' + 'y' * 5000); sys.stdout.flush()
        time.sleep(0.05)
        say('', LEVEL % 0.4, '{"type":"end","t":0.5,"reason":"file"}')
    """)
    with qtbot.waitSignal(process.stopped):
        process.start([])
    assert kinds(process) == ["Ready", "Level", "End"]
    assert "secret" not in caplog.text


def test_a_child_that_hears_gets_no_password(child, qtbot, monkeypatch):
    monkeypatch.setenv(HELPDESK_VARIABLE, "hunter2")
    monkeypatch.setenv("HEARBACK_TEST", "known")
    process = child("""
        told = os.environ.get("HEARBACK_HELPDESK_SECRET", "none"), os.environ["HEARBACK_TEST"]
        print("hearback: %s %s" % told, file=sys.stderr); sys.exit(1)
    """)
    with qtbot.waitSignal(process.failed) as said:
        process.start([])
    assert said.args == ["none known"]


def test_its_own_sentence_is_handed_on_when_it_cannot_begin(child, qtbot):
    process = child('print("hearback: There is no device “Foo”.", file=sys.stderr); sys.exit(1)')
    with qtbot.waitSignal(process.failed) as said:
        process.start([])
    assert said.args == ["There is no device “Foo”."]


def test_no_program_is_said_in_a_sentence(qtbot, tmp_path):
    process = ListenerProcess(program=(str(tmp_path / "nothing"),))
    with qtbot.waitSignal(process.failed) as said:
        process.start([])
    assert said.args == [listener.NOT_STARTED]


def test_pause_and_resume_reach_it_and_a_restart_stays_paused(child, qtbot):
    process = child("""
        say(READY)
        for line in sys.stdin:
            say('{"type":"health","t":1,"channel":"agent","state":"ok","detail":"%s"}'
                % line.strip())
            if line == "resume\\n":
                os.abort()
    """)
    process.start([])

    def told():
        return [event.detail for event in process.heard if type(event).__name__ == "Health"]

    process.pause()
    qtbot.waitUntil(lambda: told() == ["pause"])
    os.kill(process.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: told().count("pause") == 2)
    process.resume()
    qtbot.waitUntil(lambda: "resume" in told())


def test_a_deaf_child_is_killed_when_it_does_not_stop(child, qtbot, monkeypatch):
    monkeypatch.setattr(listener, "STOP_MS", 50)
    process = child("say(READY)\nwhile True: time.sleep(1)")
    process.start([])
    qtbot.waitUntil(lambda: bool(process.heard))
    with qtbot.waitSignal(process.stopped):
        process.stop()


CALL = Path(__file__).parents[2] / "resources" / "sample_calls" / "charged-twice.flac"


def test_the_real_listener_is_heard_killed_and_heard_again(qtbot):
    process = ListenerProcess()
    heard = []
    process.event_heard.connect(heard.append)

    def count(kind):
        return sum(type(event).__name__ == kind for event in heard)

    try:
        started = time.monotonic()
        process.start(["--file", str(CALL), "--recognizer", "pocketsphinx", "--speed", "1"])
        qtbot.waitUntil(lambda: count("Level") > 2)
        before = max(event.t for event in heard)
        os.kill(process.pid, signal.SIGKILL)
        qtbot.waitUntil(lambda: count("Ready") >= 2)
        again = [event for event in heard if type(event).__name__ == "Ready"][1]
        assert before <= again.t <= before + time.monotonic() - started
        qtbot.waitUntil(lambda: count("Gap") >= 2)
        with qtbot.waitSignal(process.stopped):
            process.stop()
    finally:
        process.stop_now()
