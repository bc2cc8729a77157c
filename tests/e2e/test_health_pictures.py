"""What the running window says of its ears, on a real sound server, while that is maltreated."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from speech.events import CHANNELS
from tests.e2e.sides import talk, write
from tests.e2e.sound_server import AGENT, CUSTOMER, SoundServer, sound_server
from tests.e2e.talking_window import TalkingWindow

__all__ = ["sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

MODEL = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"
SPEAKERS = ("sink_properties=device.description=Speakers",)


@pytest.fixture(scope="module")
def voices(tmp_path_factory) -> dict[str, Path]:
    """Return sounds to play: both sides of a call, without pauses, and one that is cut off.

    They are longer than a busy machine needs for anything.
    """
    folder = tmp_path_factory.mktemp("voices")
    samples: dict[str, np.ndarray] = {channel: talk(channel, 600) for channel in CHANNELS}
    samples["cut off"] = np.clip(samples["customer"] * 40.0, -1.0, 1.0)
    return {name: write(folder / f"{name}.wav", each) for name, each in samples.items()}


@pytest.fixture
def window(sound_server: SoundServer, tmp_path: Path) -> Iterator[TalkingWindow]:
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text(
        f'[audio]\ncustomer = "{CUSTOMER}"\nagent = "{AGENT}"\n'
        f'[speech]\nrecognizer = "vosk"\nmodel = "{MODEL}"\n'
    )
    opened = TalkingWindow(home, sound_server.environment)
    yield opened
    errors = opened.close()
    assert "Traceback" not in errors
    assert "Qt" not in (home / "logs" / "hearback.log").read_text().replace("PySide6.Qt", "")


def test_the_window_says_what_is_wrong_until_it_is_well_again(
    window: TalkingWindow, sound_server: SoundServer, voices: dict[str, Path]
):
    server = sound_server
    window.until(lambda shown: shown["listening"])

    # The softphone plays somewhere else: silence, while the agent clearly talks.
    with server.playing("micsrc", voices["agent"]):
        window.says("I can’t hear the customer on “")
        assert window.last["action"] == "Choose…"
        assert window.last["kept"]
        server.add_sink("speakers", *SPEAKERS)
        with server.playing("speakers", voices["customer"]):
            window.until(lambda shown: "Speakers" in shown["action"])
            window.tell("click Speakers")
            window.says("")
            window.until(lambda shown: shown["lines"] > 0)

    # What is heard now goes away, and comes back. The agent talks all the time, for a microphone
    # without a sound would be the next trouble.
    before = window.last["lines"]
    with server.playing("micsrc", voices["agent"]):
        with server.playing("speakers", voices["customer"]):
            server.pactl("unload-module", _module(server, "sink_name=speakers"))
            window.says(" is gone. I hear the customer again once it is back.")
            assert window.last["kept"]
        server.add_sink("speakers", *SPEAKERS)
        with server.playing("speakers", voices["customer"]):
            window.says("")
            window.until(lambda shown: shown["lines"] > before)

    # The whole server falls over.
    server.crash()
    window.says(" is gone. I hear")
    server.start()
    server.add_sink("speakers", *SPEAKERS)
    with server.playing("micsrc", voices["agent"]):
        with server.playing("speakers", voices["cut off"]):
            window.says("The customer is too loud and breaks up")
            assert not window.last["kept"]
            assert window.last["action"] == "See the level…"
        with server.playing("speakers", voices["customer"]):
            window.says("")
    assert window.last["listening"]


def _module(server: SoundServer, words: str) -> str:
    modules = server.pactl("list", "short", "modules").splitlines()
    return next(line.split("\t")[0] for line in modules if words in line)
