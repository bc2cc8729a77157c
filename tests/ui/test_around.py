"""What stands around the window: worker thread, log hooks, quitting, loading later, the icon."""

import gc
import logging
import os
import signal
import sys
import threading
import weakref

import pytest
from PySide6.QtCore import qWarning

from models.errors import HearbackError
from tests.ui import places
from ui import log_hooks, worker
from ui.garbage import Garbage
from ui.icon import SIZES, icon
from ui.later import NO_BETTER_EAR, NO_HANDOFF, Later
from ui.quit_signals import on_quit_signals
from ui.worker import Worker


@pytest.fixture
def thread(qtbot):
    made = Worker("test")
    yield made
    made.stop()


def test_work_is_done_elsewhere_and_told_here(thread, qtbot):
    done = []
    thread.submit(threading.get_ident, lambda who: done.append((who, threading.get_ident())), 0)
    qtbot.waitUntil(lambda: bool(done))
    there, here = done[0]
    assert there != here == threading.get_ident()


def test_errors_come_back_as_sentences(thread, qtbot, caplog):
    told = []

    def broken():
        raise HearbackError("log", "A sentence.")

    def surprised():
        raise ZeroDivisionError

    thread.submit(broken, 0, lambda error: told.append(error.person))
    thread.submit(surprised, 0, lambda error: told.append(error.person))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["A sentence.", HearbackError.default_person]
    assert "ZeroDivisionError" in caplog.text


def test_a_worker_that_hangs_refuses_more(qtbot, monkeypatch):
    monkeypatch.setattr(worker, "WAITING", 1)
    monkeypatch.setattr(worker, "STOP_SECONDS", 0.01)
    made, gate, told = Worker("test"), threading.Event(), []
    begun = threading.Event()
    made.submit(lambda: begun.set() or gate.wait(5), lambda _: None, told.append)
    begun.wait(5)
    made.submit(lambda: None, lambda _: None, told.append)
    made.submit(lambda: None, lambda _: None, told.append)
    assert len(told) == 1
    assert told[0].retryable
    made.stop()
    gate.set()
    made._inbox.put(None)
    made._thread.join(5)


def test_surprises_go_to_the_log_and_one_sentence_to_the_person(qtbot, caplog):
    told = []
    restore = log_hooks.install(told.append)
    try:
        with caplog.at_level(logging.DEBUG):
            qWarning("a Qt complaint")
            qWarning(f"{log_hooks.HARMLESS} raise()")
            for error in (HearbackError("log", "A sentence."), ValueError("inside")):
                sys.excepthook(type(error), error, None)
    finally:
        restore()
    assert told == ["A sentence.", log_hooks.UNEXPECTED]
    levels = {
        record.getMessage(): record.levelname for record in caplog.records if record.name == "qt"
    }
    assert levels["a Qt complaint"] == "WARNING"
    assert levels[f"{log_hooks.HARMLESS} raise()"] == "DEBUG"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_polite_kill_is_heard_while_nothing_happens(qapp, qtbot, number):
    left = []
    with on_quit_signals(qapp, lambda: left.append(number)):
        os.kill(os.getpid(), number)
        qtbot.waitUntil(lambda: left == [number])


def test_garbage_is_collected_on_this_thread_only(qapp, qtbot):
    class Knot:
        def __init__(self):
            self.itself = self
            weakref.finalize(self, lambda: where.append(threading.get_ident()))

    where = []
    garbage = Garbage(qapp)
    try:
        assert not gc.isenabled()
        for _ in range(2000):
            Knot()
        elsewhere = threading.Thread(target=lambda: [[] for _ in range(100_000)])
        elsewhere.start()
        elsewhere.join()
        assert where == []
        garbage.collect()
        assert len(where) == 2000
        assert set(where) == {threading.get_ident()}
    finally:
        garbage.leave()
        garbage.deleteLater()
        gc.disable()


def test_what_a_call_leaves_in_cycles_is_swept_up_after_it(qapp, qtbot):
    class Knot:
        def __init__(self):
            self.me = self
            weakref.finalize(self, lambda: gone.append(True))

    gone = []
    garbage = Garbage(qapp)
    try:
        Knot()
        garbage.collect()
        assert gone == []  # the counters say that nothing is due
        garbage.call_ended()
        qtbot.waitUntil(lambda: bool(gone))
    finally:
        garbage.leave()
        garbage.deleteLater()
        gc.disable()


def test_the_icon_is_there_in_every_size():
    assert {size.width() for size in icon().availableSizes()} == set(SIZES)


def test_a_click_before_everything_is_loaded_is_kept(qapp, qtbot, tmp_path):
    work = places.workplace(qapp, tmp_path)
    later = Later(work, places.folders(tmp_path), places.SETTINGS)
    work.open()
    work.begin_call()
    places.upset(work)
    work.overlay.footer.escalate.click()
    qtbot.waitUntil(lambda: later.handoff is not None and later.handoff.window is not None)
    assert later.handoff.window.isVisible()
    work.better_ear_requested.emit()
    qtbot.waitUntil(lambda: later.better_ear is not None)
    assert later.better_ear.isVisible()
    work.close()
    work.deleteLater()


def test_what_cannot_be_loaded_is_said_by_its_name(qapp, qtbot, tmp_path, monkeypatch, caplog):
    for module in ("ui.handoff", "ui.better_ear"):
        monkeypatch.setitem(sys.modules, module, None)
    work = places.workplace(qapp, tmp_path)
    Later(work, places.folders(tmp_path), places.SETTINGS)
    work.open()
    qtbot.waitUntil(lambda: work.overlay.toast.text() == NO_HANDOFF)
    work.better_ear_requested.emit()
    qtbot.waitUntil(lambda: work.overlay.toast.text() == NO_BETTER_EAR)
    work.close()
    work.deleteLater()
