"""Every state of an ear, on a real sound server: said in time, and cleared by itself."""

import time

import numpy as np
import pytest

from tests.e2e.listening import health, listen
from tests.e2e.sides import RATE, talk, write
from tests.e2e.sound_server import AGENT, CUSTOMER, PipeWire, sound_server

__all__ = ["listen", "sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

WORDLESS = ("--customer", CUSTOMER, "--agent", AGENT, "--control", "--recognizer", "none")


@pytest.fixture(scope="module")
def customer() -> np.ndarray:
    return talk("customer", 30)


def room(seconds: float) -> np.ndarray:
    return np.random.default_rng(3).standard_normal(round(seconds * RATE)) * 10 ** (-58 / 20)


def test_a_muted_microphone_is_said_while_the_customer_talks(
    sound_server, listen, customer, tmp_path
):
    heard = listen(*WORDLESS)
    heard.until(lambda event: event["type"] == "ready")
    sound_server.play("micsrc", write(tmp_path / "room.wav", room(3)))
    sound_server.play("softphone", write(tmp_path / "customer.wav", customer))
    speaking = heard.until(lambda e: e["type"] == "voice" and e["channel"] == "customer")
    silent = heard.until(health("agent", "silent"))
    assert silent["t"] - speaking["since"] < 3 + 8.0, "the room is heard for three seconds"
    sound_server.play("micsrc", write(tmp_path / "voice.wav", customer))
    heard.until(health("agent", "ok"))
    heard.stop()


def test_speakers_instead_of_a_headset_are_said(sound_server, listen, customer, tmp_path):
    heard = listen(*WORDLESS)
    heard.until(lambda event: event["type"] == "ready")
    sound_server.let_bleed(-14)
    sound_server.play("softphone", write(tmp_path / "customer.wav", customer))
    bleed = heard.until(health("agent", "bleed"))
    assert bleed["detail"]
    speaking = [e for e in heard.events if e["type"] == "voice" and e["channel"] == "customer"]
    assert bleed["t"] - speaking[0]["since"] < 8.0
    heard.stop()
    assert heard.states("agent").count("bleed") == 1
    assert "bleed" not in heard.states("customer")


def test_a_sound_that_breaks_up_is_said(sound_server, listen, customer, tmp_path):
    heard = listen(*WORDLESS)
    heard.until(lambda event: event["type"] == "ready")
    sound_server.play("micsrc", write(tmp_path / "loud.wav", np.clip(customer * 40, -1, 1)))
    heard.until(health("agent", "clipping"))
    heard.stop()


@pytest.mark.parametrize("sound_server", [PipeWire], indirect=True)
def test_a_change_of_the_systems_rate_is_no_gap(sound_server, listen):
    heard = listen(*WORDLESS)
    heard.until(health("customer", "ok"))
    sound_server.run("pw-metadata", "-n", "settings", "0", "clock.force-rate", "44100")
    since = time.monotonic()
    heard.until(lambda event: event["type"] == "level" and event["mono"] > since + 3.0)
    assert {heard.states("customer")[-1], heard.states("agent")[-1]} <= {"ok", "silent"}
    assert "gone" not in heard.states("customer") + heard.states("agent")
    lost = sum(gap["end"] - gap["start"] for gap in heard.gaps("customer"))
    assert lost < 1.0
    heard.stop()


def test_a_device_that_stops_delivering_is_said(sound_server, listen):
    heard = listen(*WORDLESS)
    heard.until(health("agent", "ok"))
    stopped = time.monotonic()
    sound_server.pactl("suspend-source", AGENT, "1")
    silent = heard.until(health("agent", "no-data"))
    assert silent["mono"] - stopped < 3.0
    sound_server.pactl("suspend-source", AGENT, "0")
    heard.until(health("agent", "ok"))
    assert [gap["reason"] for gap in heard.gaps("agent")][-1:] in ([], ["no data"])
    heard.stop()
