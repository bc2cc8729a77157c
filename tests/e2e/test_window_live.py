"""`hearback` as an agent uses it: a real sound server, a real desktop, a call that is played."""

import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

import resources
from app.folders import Folders
from app.outbox.desk import Desk
from app.settings import Settings
from tests.e2e.sound_server import AGENT, CUSTOMER, SoundServer, sound_server
from tests.e2e.window_manager import WAIT, desktop, until

__all__ = ["sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

MODEL = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"


def drafts(home: Path) -> tuple:
    with Desk.open(Folders.find({"HEARBACK_HOME": str(home)}), Settings()) as desk:
        return desk.drafts()


def test_a_call_is_heard_and_its_draft_is_kept(sound_server: SoundServer, tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text(
        f'[audio]\ncustomer = "{CUSTOMER}"\nagent = "{AGENT}"\n'
        f'[speech]\nrecognizer = "vosk"\nmodel = "{MODEL}"\n'
    )
    samples, rate = soundfile.read(
        resources.path("sample_calls/charged-twice.flac"), dtype="int16", frames=30 * 16_000
    )
    with tempfile.TemporaryDirectory() as folder, desktop(home) as screen:
        sound = Path(folder) / "customer.wav"
        soundfile.write(sound, np.tile(samples[:, 0], 20), rate)  # a busy machine comes late
        playing = sound_server.play("softphone", sound)
        own = {
            name: value
            for name, value in sound_server.environment.items()
            if name not in screen.environ or screen.environ[name] != value
        }
        for theirs in ("DISPLAY", "QT_QPA_PLATFORM"):  # tests of widgets set it for the whole run
            own.pop(theirs, None)
        window = screen.start(
            sys.executable, "-m", "app", "window", "--start", **own, HEARBACK_HOME=str(home)
        )
        try:
            screen.wait_for_window("Hearback")
            (draft,) = until(lambda: drafts(home))
            assert {line.channel for line in draft.lines} == {"customer"}
        finally:
            window.terminate()
            _, errors = window.communicate(timeout=WAIT)
            playing.kill()
            playing.wait()
    assert window.returncode == 0
    assert "Traceback" not in errors
    (kept,) = drafts(home)
    assert kept.call_id == draft.call_id
    log = (home / "logs" / "hearback.log").read_text()
    assert " WARNING qt" not in log
    assert not any(line.text in log for line in kept.lines if len(line.text.split()) > 2)
