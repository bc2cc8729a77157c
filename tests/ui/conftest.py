"""Qt without a screen; set before anything imports Qt."""

import gc
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from pytestqt.qtbot import QtBot

from ui.theme import Theme

PATIENCE_MS = 60_000
"""Most of what is waited for starts a Python of its own; a busy machine takes its time. Whoever
waits goes on as soon as it is there, so patience costs nothing."""


class PatientBot(QtBot):
    """Waits as long as a slow machine needs."""

    def waitUntil(self, callback, *, timeout=PATIENCE_MS):  # noqa: N802  as in pytest-qt
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=PATIENCE_MS, **more):  # noqa: N802  as in pytest-qt
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """The scripts that stand for a listener say their lines and then nothing more: on a slow
    machine they would be held to hang. The tests of just that set a time of their own. A thread
    that asks at the window's door waits too.
    """
    monkeypatch.setattr("ui.listener.TICK_MS", 10 * PATIENCE_MS)
    for side in ("app.ipc.client", "ui.call_door"):
        monkeypatch.setattr(f"{side}.TIME_LIMIT", PATIENCE_MS / 1000)


@pytest.fixture(autouse=True, scope="module")
def _collected_here():
    """As in the application: no garbage of Qt is ever collected on a worker's thread."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def _dressed(qapp):
    """Measure and paint everything in the clothes that it is worn in."""
    Theme(qapp, "dark")
