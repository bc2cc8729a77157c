"""A real telephone call starts Hearback, is heard, and leaves its note: nobody touches the window.

Two baresips on loopback, G.711 between them, PulseAudio, the real listener, the real window.
"""

import logging
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from PySide6.QtWidgets import QLabel

import resources
from app.call.state import CallState
from app.folders import Folders
from app.outbox.desk import Desk
from app.settings import AudioSettings, PhoneSettings, Settings, SpeechSettings
from tests.e2e.softphone import Line, line_with
from tests.e2e.sound_server import AGENT, CUSTOMER, sound_server
from ui import bootstrap
from ui.call_door import open_door
from ui.call_watch import ASKING, WATCHING, CallWatch
from ui.cli import furnish
from ui.device_choice import Devices
from ui.footer import phase
from ui.workplace import Workplace

__all__ = ["line_with", "sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MODEL = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"
PHONE_HZ = 8000
START, SECONDS = 4.5, 14
"""Of the sample call: "…help you today?", "…for the third time…", "I was charged twice…"."""
AGAIN = 20
LISTENING_MS = 120_000
HEARD_MS = 180_000
"""Milliseconds until the words must be in the window: the call, and a slow machine."""


@pytest.fixture
def sides(tmp_path: Path) -> dict[str, Path]:
    """The beginning of the sample call: the customer as a telephone has it, the agent as spoken.

    Both come again and again, for a busy machine may miss them once.
    """
    file = resources.path("sample_calls/charged-twice.flac")
    rate = soundfile.info(file).samplerate
    table, _ = soundfile.read(
        file, start=round(START * rate), frames=SECONDS * rate, dtype="float32"
    )
    customer, agent = tmp_path / "customer.wav", tmp_path / "agent.wav"
    narrow = soxr.resample(table[:, 0], rate, PHONE_HZ)
    soundfile.write(customer, np.tile(narrow, AGAIN), PHONE_HZ, subtype="PCM_16")
    soundfile.write(agent, np.tile(table[:, 1], AGAIN), rate, subtype="PCM_16")
    return {"customer": customer, "agent": agent}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.find({"HEARBACK_HOME": str(tmp_path / "home")})


@pytest.fixture
def window(qapp, qtbot, sound_server, folders, monkeypatch):
    """A function that opens the window for a softphone, as `hearback` does."""
    for name in sound_server.environment.keys() - {"HOME"}:
        monkeypatch.setenv(name, sound_server.environment[name])
    opened = []

    def make(line: Line, *, watch: bool = False) -> Workplace:
        settings = Settings(
            audio=AudioSettings(customer=CUSTOMER, agent=AGENT, watch_for_calls=watch),
            speech=SpeechSettings(recognizer="vosk", model=str(MODEL)),
            phone=PhoneSettings(baresip="" if watch else f"127.0.0.1:{line.agent.control}"),
        )
        door = open_door(folders)
        assert door is not None
        workplace = bootstrap.make_workplace(qapp, settings, folders, theme="dark")
        furnish(workplace, settings, folders, Devices(), door)
        opened.append(workplace)
        workplace.open()
        return workplace

    yield make
    for workplace in opened:
        workplace.close()
        workplace.deleteLater()


@pytest.fixture
def agent_speaks(sound_server, sides):
    """A function that has the agent speak into the headset."""
    players = []
    yield lambda: players.append(sound_server.play("micsrc", sides["agent"]))
    for player in players:
        player.terminate()
        player.wait()


class Eyes:
    """What somebody in front of the window sees, and never touches."""

    def __init__(self, work: Workplace) -> None:
        self.cues: list[str] = []
        self._overlay = work.overlay
        work.calls.state_changed.connect(self._look)

    def _look(self, state: CallState) -> None:
        if self._overlay.cue.isVisible() and state.cue is not None:
            self.cues.append(state.cue.rule)


def test_a_call_from_ringing_to_draft_with_nobody_touching_hearback(  # noqa: PLR0917
    line_with, sides, window, agent_speaks, folders, qtbot, caplog
):
    caplog.set_level(logging.INFO)
    line = line_with(sides["customer"])
    work = window(line)
    eyes = Eyes(work)
    qtbot.waitUntil(lambda: "connected to baresip" in caplog.text, timeout=LISTENING_MS)
    assert not work.in_call

    line.call()
    qtbot.waitUntil(lambda: work.in_call, timeout=LISTENING_MS)
    agent_speaks()
    qtbot.waitUntil(lambda: work.state.listening, timeout=LISTENING_MS)
    assert phase(work.state) == "listening"
    assert work.overlay.header.findChild(QLabel).text() == "customer"

    qtbot.waitUntil(lambda: "third time" in said(work.state, "customer"), timeout=HEARD_MS)
    wanted = {"repeated-contact", "double-charge"}
    qtbot.waitUntil(lambda: bool(wanted & set(eyes.cues)), timeout=HEARD_MS)
    assert work.overlay.captions.isVisible()
    qtbot.waitUntil(
        lambda: "called three times" in [fact.words for fact in work.state.facts], timeout=HEARD_MS
    )

    with qtbot.waitSignal(work.call_ended, timeout=LISTENING_MS):
        line.hang_up()
    assert phase(work.state) == "ended"
    work.close()
    with Desk.open(folders, Settings()) as desk:
        (draft,) = desk.drafts()
    assert draft.note is not None
    assert "third time" in " ".join(line.text for line in draft.lines)
    assert "third time" not in caplog.text  # speech is in the draft and nowhere else


def test_a_call_that_no_softphone_tells_of_is_noticed_and_asked_about(
    line_with, sides, window, agent_speaks, qtbot
):
    line = line_with(sides["customer"])
    work = window(line, watch=True)
    (watch,) = work.findChildren(CallWatch)
    qtbot.waitUntil(watch.card.isVisible, timeout=LISTENING_MS)
    assert watch.card.words.text() == WATCHING

    line.call()
    agent_speaks()
    qtbot.waitUntil(lambda: watch.card.words.text() == ASKING, timeout=HEARD_MS)
    assert not work.in_call


def said(state: CallState, channel: str) -> str:
    return " ".join(line.text for line in state.lines if line.channel == channel)
