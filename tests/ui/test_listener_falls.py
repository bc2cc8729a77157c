"""Listeners that crash, hang, refuse or cannot be killed, as real child processes."""

import os
import signal
import time
from itertools import pairwise

import pytest

from tests.ui.listener_child import child, kinds
from ui import lifeline, listener
from ui.lifeline import MOST_CRASHES
from ui.listener import GIVEN_UP

__all__ = ["child"]


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
    began = time.monotonic()
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
    assert 4.5 <= float(options["--clock"]) <= 4.5 + time.monotonic() - began


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
    process.fell_back.connect(lambda: said.append("other ear"))
    with qtbot.waitSignal(process.failed) as failed:
        process.start(["--recognizer", "vosk", "--model", "m"])
    assert (said, failed.args) == (["other ear"], [GIVEN_UP])
    assert not process.running
    tried = [
        line.split()[line.split().index("--recognizer") + 1]
        for line in seen.read_text().splitlines()
    ]
    assert tried == ["vosk"] * MOST_CRASHES + ["pocketsphinx"] * MOST_CRASHES


def test_where_the_other_recognizer_is_not_installed_the_first_gets_its_last_chances(
    child, qtbot, tmp_path
):
    seen = tmp_path / "arguments"
    process = child(f"""
        with open({str(seen)!r}, "a") as file:
            print(sys.argv[sys.argv.index("--recognizer") + 1], file=file)
        if "vosk" in sys.argv:
            print("hearback: There is no model.", file=sys.stderr); sys.exit(1)
        say(READY.replace("vosk", "pocketsphinx")); os.abort()
    """)
    said = []
    process.fell_back.connect(lambda: said.append("other ear"))
    with qtbot.waitSignal(process.failed) as failed:
        process.start(["--recognizer", "pocketsphinx"])
    assert (said, failed.args) == ([], [GIVEN_UP])
    first = ["pocketsphinx"] * MOST_CRASHES
    assert seen.read_text().split() == [*first, "vosk", *first]


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
    qtbot.waitUntil(lambda: len(restarts) > 2 * MOST_CRASHES)
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


@pytest.mark.parametrize("hang", ["os.kill(os.getpid(), 19)", "time.sleep(300)"])
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
    with qtbot.waitSignal(process.restarted):
        process.start([])
    assert "Health" in kinds(process)


def test_one_that_only_says_it_is_alive_is_left_alone(child, qtbot, monkeypatch):
    monkeypatch.setattr(lifeline, "QUIET_TICKS", 1)
    process = child("""
        say(READY)
        for n in range(1, 11):
            sys.stdin.readline()
            say('{"type":"alive","t":%s}' % n)
        say('{"type":"end","t":11.0,"reason":"stopped"}')
    """)
    restarts = []
    process.restarted.connect(restarts.append)
    with qtbot.waitSignal(process.stopped):
        process.start([])
        for n in range(1, 11):
            process._tell("go on")
            qtbot.waitUntil(lambda n=n: process._clock >= n)
            process._on_look()
    assert kinds(process) == ["Ready", "End"]
    assert not restarts


def test_one_that_cannot_be_killed_is_left_behind(child, qtbot, monkeypatch):
    """As a driver would keep it: here the order to die is lost."""
    monkeypatch.setattr(listener, "KILL_MS", 20)
    monkeypatch.setattr(listener.QProcess, "kill", lambda _process: None)
    process = child('say(READY); "--clock" in sys.argv and sys.stdin.read(); time.sleep(300)')
    process.start([])
    qtbot.waitUntil(lambda: bool(process.heard))
    first = process.pid
    with qtbot.waitSignal(process.restarted):
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
    qtbot.waitUntil(lambda: kinds(process).count("Ready") > MOST_CRASHES)
