"""A computer that cannot keep up, on a real sound server: said in the window, and forgiven."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.sides import talk, write
from tests.e2e.sound_server import AGENT, CUSTOMER, SoundServer, sound_server
from tests.e2e.talking_window import TalkingWindow

__all__ = ["sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

TOO_BUSY = "this computer is too busy."


@pytest.fixture
def window(sound_server: SoundServer, tmp_path: Path) -> Iterator[TalkingWindow]:
    (tmp_path / "settings.toml").write_text(
        f'[audio]\ncustomer = "{CUSTOMER}"\nagent = "{AGENT}"\n'
        '[speech]\nrecognizer = "pocketsphinx"\n'
    )
    opened = TalkingWindow(tmp_path, sound_server.environment)
    yield opened
    assert "Traceback" not in opened.close()


def test_a_computer_that_is_too_busy_is_said_until_it_keeps_up(
    window: TalkingWindow, sound_server: SoundServer, tmp_path: Path
):
    customer = write(tmp_path / "customer.wav", talk("customer", 600))
    agent = write(tmp_path / "agent.wav", talk("agent", 600))
    window.until(lambda shown: shown["listening"])
    with sound_server.playing("softphone", customer), sound_server.playing("micsrc", agent):
        window.until(lambda shown: shown["lines"] > 0)
        window.starve(TOO_BUSY)
    assert window.last["listening"]
    window.until(lambda shown: TOO_BUSY not in shown["sentence"])
