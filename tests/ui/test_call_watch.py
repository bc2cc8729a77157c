"""Watching for a call: said in the window, asks, never starts by itself."""

import sys

import pytest

from tests.ui import places
from ui.call_source import CallSource
from ui.call_watch import ASKING, WATCHING, WATCHING_SHORT, CallWatch

CHILD = """
import json, sys
assert sys.argv[1:3] == ["--customer", "A"], sys.argv
assert sys.argv[sys.argv.index("--recognizer") + 1] == "none"
say = lambda **event: print(json.dumps(event), flush=True)
say(type="ready", t=0.0, recognizer="none", model="none", version="1",
    devices={"customer": "A", "agent": "B"}, sample_rate=16000)
for start, who in ((1, "agent"), (4, "customer"), (8, "agent")):
    say(type="voice", t=start + 0.1, channel=who, speaking=True, since=float(start))
    say(type="voice", t=start + 2.6, channel=who, speaking=False, since=start + 2.0)
for line in sys.stdin:
    if line == "stop\\n":
        break
say(type="end", t=30.0, reason="stopped")
"""
"""A listener that hears two people greet each other."""


@pytest.fixture
def work(qapp, qtbot, tmp_path):
    made = places.workplace(qapp, tmp_path)
    made.use(CallSource(("--customer", "A")))
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def watch(work, tmp_path):
    child = tmp_path / "watching.py"
    child.write_text(CHILD)
    return CallWatch(work, program=(sys.executable, str(child)))


def test_it_says_that_it_watches_then_asks_and_starts_nothing(work, watch, qtbot):
    said = []
    watch.listener.event_heard.connect(lambda _event: said.append(watch.card.words.text()))
    work.open()
    qtbot.waitUntil(lambda: watch.card.words.text() == ASKING)
    assert said[0] == WATCHING
    assert watch.card.isVisible()
    assert watch.card.listen.isVisible()
    assert not work.in_call


def test_a_click_listens_and_the_watch_lets_go(work, watch, qtbot):
    work.open()
    qtbot.waitUntil(lambda: watch.card.words.text() == ASKING)
    watch.card.listen.click()
    assert work.in_call
    assert not watch.listener.running
    assert not watch.card.isVisible()
    qtbot.waitUntil(lambda: work.state.listening)
    work.end_call()
    qtbot.waitUntil(lambda: watch.listener.running)
    assert watch.card.isVisible()


def test_not_now_goes_on_watching_and_stop_stops_for_good(work, watch, qtbot):
    work.open()
    qtbot.waitUntil(lambda: watch.card.words.text() == ASKING)
    watch.card.not_now.click()
    assert watch.card.words.text() == WATCHING
    assert watch.listener.running
    watch.card.stop.click()
    assert not watch.listener.running
    assert not watch.card.isVisible()
    work.begin_call()
    qtbot.waitUntil(lambda: work.state.listening)
    with qtbot.waitSignal(work.call_ended):
        work.end_call()
    assert not watch.listener.running


def test_other_devices_are_watched_at_once(work, watch, qtbot):
    work.open()
    qtbot.waitUntil(lambda: watch.listener.pid > 0)
    before = watch.listener.pid
    work.use(CallSource(("--customer", "A", "--agent", "B")))
    assert watch.listener.pid != before


def test_a_watch_that_fails_says_so_once(work, watch, qtbot):
    work.open()
    qtbot.waitUntil(lambda: watch.listener.running)
    watch.listener.failed.emit("The listener keeps stopping.")
    assert work.overlay.toast.text() == "The listener keeps stopping."
    assert not watch.card.isVisible()
    assert not watch.listener.running


def test_nothing_is_watched_when_the_window_is_gone(work, watch, qtbot):
    work.open()
    qtbot.waitUntil(lambda: watch.listener.running)
    work.close()
    assert not watch.listener.running


def test_the_folded_window_says_it_too_and_unfolds_to_ask(work, watch, qtbot):
    strip = work.overlay.strip
    said = []
    watch.listener.event_heard.connect(lambda _event: said.append(strip.text()))
    work.overlay.fold()
    work.open()
    work.overlay.fold()
    qtbot.waitUntil(lambda: watch.card.words.text() == ASKING)
    assert said[0] == WATCHING_SHORT
    assert not work.overlay.folded
    watch.card.not_now.click()
    watch.card.stop.click()
    assert strip.text() == "Not listening"
