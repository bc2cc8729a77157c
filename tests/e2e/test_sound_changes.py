"""What happens to sound systems in the middle of a call, on real ones: the call goes on.

How soon it is noticed and mended is measured by tests/speech/test_live.py, on a clock of its own.
"""

import pytest

from speech.events import CHANNELS
from tests.e2e.listening import health, listen
from tests.e2e.sound_server import AGENT, CUSTOMER, PipeWire, PulseAudio, sound_server
from tests.e2e.window_manager import until

__all__ = ["listen", "sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

BOTH_SERVERS = pytest.mark.parametrize("sound_server", [PulseAudio, PipeWire], indirect=True)
WORDLESS = ("--control", "--recognizer", "none")


def gap(channel: str, reason: str):
    """Return what wants the gap that ends when this channel is heard again; others than for this
    reason are those of a busy machine."""
    return lambda event: (
        event["type"] == "gap" and event["channel"] == channel and event["reason"] == reason
    )


@BOTH_SERVERS
def test_a_sink_that_is_removed_and_created_again_is_heard_again(sound_server, listen):
    heard = listen("--customer", CUSTOMER, "--agent", AGENT, *WORDLESS)
    heard.until(health("customer", "ok"))
    sound_server.unplug_softphone()
    gone = heard.until(health("customer", "gone"))
    assert CUSTOMER in gone["detail"]
    sound_server.plug_softphone("rate=48000")
    heard.until(gap("customer", "device gone"))
    heard.until(health("customer", "ok"))
    status, complaints = heard.stop()
    assert (status, heard.events[-1]["reason"]) == (0, "stopped")
    assert "gone" not in heard.states("agent")
    assert "Traceback" not in complaints


@BOTH_SERVERS
def test_a_sound_server_that_is_killed_is_waited_for(sound_server, listen):
    heard = listen("--customer", CUSTOMER, "--agent", AGENT, *WORDLESS)
    heard.until(health("customer", "ok"))
    sound_server.crash()
    for channel in CHANNELS:
        if "gone" not in heard.states(channel):
            heard.until(health(channel, "gone"))
    sound_server.start()
    for channel in CHANNELS:
        if not any(map(gap(channel, "device gone"), heard.events)):
            heard.until(gap(channel, "device gone"))
    for channel in CHANNELS:
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
    sound_server.pactl("set-default-sink", "usb")
    heard.until(gap("customer", "device changed"))
    until(lambda: sound_server.recorded() == {"usb.monitor", AGENT})
    assert "gone" not in heard.states("customer")
    heard.stop()


def test_what_the_server_moves_us_to_is_not_believed(sound_server, listen):
    """PulseAudio moves the stream of a lost microphone: here to what the softphone plays."""
    heard = listen("--customer", CUSTOMER, "--agent", AGENT, *WORDLESS)
    heard.until(health("agent", "ok"))
    stream = until(lambda: sound_server.stream_of(AGENT))
    sound_server.pactl("move-source-output", stream, CUSTOMER)
    gone = heard.until(health("agent", "gone"))
    assert "took headset_mic away" in gone["detail"]
    heard.until(health("agent", "ok"))
    assert until(lambda: sound_server.stream_of(AGENT)) != stream
    heard.stop()
