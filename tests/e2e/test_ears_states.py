"""Every state of an ear, on a real sound server: said, and cleared by itself.

How soon it is said is measured by tests/speech/test_health.py, on a clock that no machine slows.
"""

import time

import numpy as np
import pytest

from speech.events import CHANNELS
from tests.e2e.listening import health, listen
from tests.e2e.sides import RATE, talk, write
from tests.e2e.sound_server import AGENT, CUSTOMER, PipeWire, sound_server

__all__ = ["listen", "sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

WORDLESS = ("--customer", CUSTOMER, "--agent", AGENT, "--control", "--recognizer", "none")


@pytest.fixture(scope="module")
def customer() -> np.ndarray:
    return talk("customer", 600)


BUSY = {"no data", "lost", "too busy"}
"""Gaps that a busy machine may make at any time. None of them is a device that went away."""


def level(event, channel: str) -> bool:
    return event["type"] == "level" and event["channel"] == channel


def room(seconds: float) -> np.ndarray:
    return np.random.default_rng(3).standard_normal(round(seconds * RATE)) * 10 ** (-58 / 20)


def test_a_muted_microphone_is_said_while_the_customer_talks(
    sound_server, listen, customer, tmp_path
):
    heard = listen(*WORDLESS)
    heard.until(lambda event: event["type"] == "ready")
    sound_server.play("micsrc", write(tmp_path / "room.wav", room(3)))
    sound_server.play("softphone", write(tmp_path / "customer.wav", customer))
    heard.until(lambda e: e["type"] == "voice" and e["channel"] == "customer")
    heard.until(health("agent", "silent"))
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
    assert any(e["type"] == "voice" and e["channel"] == "customer" for e in heard.events)
    heard.stop()
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
    for channel in CHANNELS:
        heard.until(lambda e, channel=channel: level(e, channel) and e["mono"] > since + 3.0)
    heard.stop()
    for channel in CHANNELS:
        assert "gone" not in heard.states(channel)
        assert {gap["reason"] for gap in heard.gaps(channel)} <= BUSY


def test_a_device_that_stops_delivering_is_said(sound_server, listen):
    heard = listen(*WORDLESS)
    heard.until(health("agent", "ok"))
    sound_server.pactl("suspend-source", AGENT, "1")
    heard.until(health("agent", "no-data"))
    sound_server.pactl("suspend-source", AGENT, "0")
    heard.until(health("agent", "ok"))
    heard.stop()
    assert {gap["reason"] for gap in heard.gaps("agent")} <= BUSY
