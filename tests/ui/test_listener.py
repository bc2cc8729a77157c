"""The listener's supervisor, on real child processes: small scripts that speak its lines."""

import os
import signal
import sys
import textwrap
import time
from itertools import pairwise
from pathlib import Path

import pytest

from ui import event_lines, lifeline, listener
from ui.lifeline import MOST_CRASHES
from ui.listener import GIVEN_UP, OTHER_EAR, ListenerProcess

READY = (
    '{"type":"ready","t":0.0,"recognizer":"vosk","model":"m","version":"1",'
    '"devices":{"customer":"A","agent":"B"},"sample_rate":16000}'
)
LEVEL = '{"type":"level","t":%s,"channel":"customer","dbfs":-30.0}'


@pytest.fixture
def child(tmp_path, qtbot, monkeypatch):
    """Return a maker of listeners whose child is the given script; none outlives the test."""
    monkeypatch.setattr(listener, "RESTART_MS", 20)
    made = []

    def make(script: str, **options) -> ListenerProcess:
        file = tmp_path / "child.py"
        start = f"import sys, time, os\nREADY = {READY!r}\nLEVEL = {LEVEL!r}\n"
        say = "def say(*lines):\n    for line in lines:\n        print(line, flush=True)\n"
        file.write_text(start + say + textwrap.dedent(script))
        process = ListenerProcess(program=(sys.executable, str(file)), **options)
        process.heard = []
        process.event_heard.connect(process.heard.append)
        made.append(process)
        return process

    yield make
    for process in made:
        process.stop_now()


def kinds(process):
    return [type(event).__name__ for event in process.heard]


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


def test_a_crash_is_answered_with_a_restart_that_goes_on(child, qtbot, tmp_path):
    seen = tmp_path / "arguments"
    process = child(f"""
        with open({str(seen)!r}, "a") as file:
            print(*sys.argv[1:], file=file)
        if "--clock" in sys.argv:
            say(READY, LEVEL % 9.0)
            sys.stdin.read()
            say('{{"type":"end","t":9.5,"reason":"stopped"}}')
        else:
            say(READY, '{{"type":"partial","t":4.5,"channel":"agent","utterance":7,"text":"x"}}')
            os.kill(os.getpid(), 9)
    """)
    with qtbot.waitSignal(process.restarted) as said:
        process.start(["--file", "x"])
    assert said.args == [4.5]
    qtbot.waitUntil(lambda: "Level" in kinds(process))
    assert kinds(process) == [
        "Ready", "Partial", "Utterance", "Health", "Health", "Ready", "Level",
    ]  # fmt: skip
    assert {event.state for event in process.heard[3:5]} == {"gone"}
    with qtbot.waitSignal(process.stopped):
        process.stop()
    again = seen.read_text().splitlines()[1].split()
    options = dict(pairwise(again))
    assert options["--first-utterance"] == "8"
    assert options["--lost-at"] == "4.500"
    assert 4.5 <= float(options["--clock"]) < 10.0


def test_a_device_that_ends_is_no_end_of_the_call(child, qtbot):
    process = child("""
        if "--clock" in sys.argv:
            say(READY); sys.stdin.read()
        else:
            say(READY, '{"type":"end","t":3.0,"reason":"device"}'); sys.exit(1)
    """)
    with qtbot.waitSignal(process.restarted):
        process.start([])
    assert "End" not in kinds(process)


def test_it_tries_the_other_recognizer_then_gives_up_and_says_so(child, qtbot, tmp_path):
    seen = tmp_path / "arguments"
    process = child(f"""
        with open({str(seen)!r}, "a") as file:
            print(*sys.argv[1:], file=file)
        say(READY.replace("vosk", sys.argv[2])); os.abort()
    """)
    said = []
    process.fell_back.connect(said.append)
    with qtbot.waitSignal(process.failed, timeout=10_000) as failed:
        process.start(["--recognizer", "vosk", "--model", "m"])
    assert (said, failed.args) == ([OTHER_EAR], [GIVEN_UP])
    assert not process.running
    tried = [
        line.split()[line.split().index("--recognizer") + 1]
        for line in seen.read_text().splitlines()
    ]
    assert tried == ["vosk"] * MOST_CRASHES + ["pocketsphinx"] * MOST_CRASHES


def test_devices_that_stay_away_are_no_crash(child, qtbot, monkeypatch):
    """The sound server may take longer to come back than a crash would be forgiven."""
    monkeypatch.setattr(listener, "DEVICE_MS", 1)
    process = child("""
        if "--clock" in sys.argv:
            print("hearback: The sound server is gone.", file=sys.stderr)
        else:
            say(READY, '{"type":"end","t":3.0,"reason":"device"}')
        sys.exit(1)
    """)
    restarts = []
    process.restarted.connect(restarts.append)
    process.start([])
    qtbot.waitUntil(lambda: len(restarts) > 2 * MOST_CRASHES, timeout=15_000)
    assert process.running


def test_what_was_half_said_at_a_crash_is_kept(child, qtbot):
    process = child("""
        if "--clock" in sys.argv:
            say(READY); sys.stdin.read()
        partial = '{"type":"partial","t":%s,"channel":"customer","utterance":3,"text":"%s"}'
        say(READY, partial % (4.5, "i was"), partial % (5.5, "i was charged twice"))
        os.kill(os.getpid(), 9)
    """)
    with qtbot.waitSignal(process.restarted):
        process.start([])
    [said] = [event for event in process.heard if type(event).__name__ == "Utterance"]
    assert (said.id, said.text, said.start, said.end) == (3, "i was charged twice", 4.5, 5.5)
    assert [word.confidence for word in said.words] == [0.0] * 4
    assert kinds(process).index("Utterance") < kinds(process).index("Health")


@pytest.mark.parametrize("hang", ["os.kill(os.getpid(), 19)", "time.sleep(60)"])
def test_one_that_hangs_is_killed_and_replaced(child, qtbot, monkeypatch, hang):
    """19 is SIGSTOP: a stopped process can only be killed hard."""
    monkeypatch.setattr(lifeline, "QUIET_TICKS", 2)
    process = child(f"""
        say(READY, LEVEL % 0.2)
        if "--clock" in sys.argv:
            sys.stdin.read()
        {hang}
    """)
    process._look.setInterval(100)
    with qtbot.waitSignal(process.restarted, timeout=10_000):
        process.start([])
    assert "Health" in kinds(process)


def test_one_that_only_says_it_is_alive_is_left_alone(child, qtbot, monkeypatch):
    monkeypatch.setattr(lifeline, "QUIET_TICKS", 2)
    process = child("""
        say(READY)
        for n in range(40):
            say('{"type":"alive","t":%s}' % n); time.sleep(0.05)
        say('{"type":"end","t":40.0,"reason":"stopped"}')
    """)
    process._look.setInterval(200)
    restarts = []
    process.restarted.connect(restarts.append)
    with qtbot.waitSignal(process.stopped, timeout=10_000):
        process.start([])
    assert kinds(process) == ["Ready", "End"]
    assert not restarts


def test_one_that_cannot_be_killed_is_left_behind(child, qtbot, monkeypatch):
    """As a driver would keep it: here the order to die is lost."""
    monkeypatch.setattr(listener, "KILL_MS", 20)
    monkeypatch.setattr(listener.QProcess, "kill", lambda _process: None)
    process = child('say(READY); "--clock" in sys.argv and sys.stdin.read(); time.sleep(60)')
    process.start([])
    qtbot.waitUntil(lambda: bool(process.heard))
    first = process.pid
    with qtbot.waitSignal(process.restarted, timeout=5_000):
        process._kill()
    assert process.pid != first
    os.kill(first, signal.SIGKILL)
    monkeypatch.undo()
    [stuck] = listener._STUCK
    listener._STUCK.clear()
    stuck.waitForFinished(5000)
    stuck.deleteLater()


def test_rare_crashes_are_forgiven(child, qtbot):
    times = iter(range(0, 10_000_000, 61))
    process = child(
        'say(READY); "--lost-at" in sys.argv and time.sleep(0.01); os.abort()',
        now=lambda: float(next(times)),
    )
    process.start([])
    qtbot.waitUntil(lambda: kinds(process).count("Ready") > MOST_CRASHES, timeout=15_000)


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
    qtbot.waitUntil(lambda: told().count("pause") == 2, timeout=10_000)
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
        qtbot.waitUntil(lambda: count("Level") > 2, timeout=30_000)
        before = max(event.t for event in heard)
        os.kill(process.pid, signal.SIGKILL)
        qtbot.waitUntil(lambda: count("Ready") == 2, timeout=30_000)
        again = [event for event in heard if type(event).__name__ == "Ready"][1]
        assert before <= again.t <= before + time.monotonic() - started
        qtbot.waitUntil(lambda: count("Gap") == 2)
        with qtbot.waitSignal(process.stopped, timeout=10_000):
            process.stop()
    finally:
        process.stop_now()
