"""What happens to sound systems in the middle of a call, on real ones: the call goes on."""

import time

import pytest

from tests.e2e.listening import health, listen
from tests.e2e.sound_server import AGENT, CUSTOMER, PipeWire, PulseAudio, sound_server

__all__ = ["listen", "sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

BOTH_SERVERS = pytest.mark.parametrize("sound_server", [PulseAudio, PipeWire], indirect=True)
WORDLESS = ("--control", "--recognizer", "none")
BACK = 3.0
"""Seconds in which capture is back once there is something to hear."""


def gap_until_back(heard, channel: str, since: float) -> dict:
    """Return the gap after `since`, the moment on the machine's clock when it could be heard."""
    gap = heard.until(lambda event: event["type"] == "gap" and event["channel"] == channel)
    assert gap["mono"] - since < BACK
    return gap


@BOTH_SERVERS
def test_a_sink_that_is_removed_and_created_again_is_heard_again(sound_server, listen):
    heard = listen("--customer", CUSTOMER, "--agent", AGENT, *WORDLESS)
    heard.until(health("customer", "ok"))
    removed = time.monotonic()
    sound_server.unplug_softphone()
    gone = heard.until(health("customer", "gone"))
    assert gone["mono"] - removed < 2.0
    assert CUSTOMER in gone["detail"]
    sound_server.plug_softphone("rate=48000")
    gap = gap_until_back(heard, "customer", time.monotonic())
    assert gap["reason"] == "device gone"
    heard.until(health("customer", "ok"))
    status, complaints = heard.stop()
    assert (status, heard.events[-1]["reason"]) == (0, "stopped")
    assert "gone" not in heard.states("agent")
    assert "Traceback" not in complaints


@BOTH_SERVERS
def test_a_sound_server_that_is_killed_is_waited_for(sound_server, listen):
    heard = listen("--customer", CUSTOMER, "--agent", AGENT, *WORDLESS)
    heard.until(health("customer", "ok"))
    killed = time.monotonic()
    sound_server.crash()
    for channel in ("customer", "agent"):
        seen = [e for e in heard.events if health(channel, "gone")(e)]
        gone = seen[0] if seen else heard.until(health(channel, "gone"))
        assert gone["mono"] - killed < 2.0
    sound_server.start()
    since = time.monotonic()
    lost = {gap_until_back(heard, "customer", since)["channel"]}
    if not heard.gaps("agent"):
        gap_until_back(heard, "agent", since)
    assert lost == {"customer"}
    for channel in ("customer", "agent"):
        if heard.states(channel)[-1] == "gone":
            heard.until(health(channel, "ok"))
    status, complaints = heard.stop()
    assert (status, heard.events[-1]["reason"]) == (0, "stopped")
    clock = [event["t"] for event in heard.events]
    assert clock == sorted(clock)
    assert "Traceback" not in complaints


@BOTH_SERVERS
def test_the_default_is_followed(sound_server, listen):
    sound_server.pactl("set-default-sink", "softphone")
    sound_server.pactl("set-default-source", AGENT)
    heard = listen(*WORDLESS)
    ready = heard.until(lambda event: event["type"] == "ready")
    assert CUSTOMER in ready["devices"]["customer"]
    heard.until(health("customer", "ok"))
    sound_server.add_sink("usb")
    since = time.monotonic()
    sound_server.pactl("set-default-sink", "usb")
    gap = gap_until_back(heard, "customer", since)
    assert gap["reason"] == "device changed"
    assert heard.states("customer")[-1] == "ok"
    assert "usb.monitor" in sound_server.recorded()
    assert CUSTOMER not in sound_server.recorded()
    heard.stop()


def test_what_the_server_moves_us_to_is_not_believed(sound_server, listen):
    """PulseAudio moves the stream of a lost microphone: here to what the softphone plays."""
    heard = listen("--customer", CUSTOMER, "--agent", AGENT, *WORDLESS)
    heard.until(health("agent", "ok"))
    stream = sound_server.stream_of(AGENT)
    sound_server.pactl("move-source-output", stream, CUSTOMER)
    gone = heard.until(health("agent", "gone"))
    assert "took headset_mic away" in gone["detail"]
    heard.until(health("agent", "ok"))
    assert sound_server.stream_of(AGENT) != stream
    heard.stop()
