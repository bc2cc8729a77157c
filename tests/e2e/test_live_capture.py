"""Both sides of a call are heard live, through a real sound server and the real recognizer."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

import resources
from tests.e2e.listening import health, listen, said
from tests.e2e.sound_server import AGENT, CUSTOMER, PipeWire, PulseAudio, SoundServer, sound_server

__all__ = ["listen", "sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The first turns of the sample call, one file a side, after a sink's time to wake up.

    PulseAudio's null sink sleeps until somebody plays and listens; its first block comes up to
    1.7 s late, and what was played by then is in nobody's ear. A busy machine loses sound at any
    time, so all of it comes again and again.
    """
    folder = tmp_path_factory.mktemp("sides")
    call = resources.path("sample_calls/charged-twice.flac")
    table, rate = soundfile.read(call, frames=13 * 16_000, dtype="int16")
    files = {"customer": folder / "customer.wav", "agent": folder / "agent.wav"}
    for column, file in enumerate(files.values()):
        silence = np.zeros(3 * rate, dtype=table.dtype)
        soundfile.write(file, np.tile(np.concatenate([silence, table[:, column]]), 30), rate)
    return files


BOTH_SERVERS = pytest.mark.parametrize("sound_server", [PulseAudio, PipeWire], indirect=True)


@BOTH_SERVERS
def test_both_sides_are_heard_live(sound_server, listen, sides):
    heard = listen("--customer", CUSTOMER, "--agent", AGENT)
    ready = heard.until(lambda event: event["type"] == "ready")
    assert CUSTOMER in ready["devices"]["customer"]
    assert AGENT in ready["devices"]["agent"]

    players = [
        sound_server.play("softphone", sides["customer"]),
        sound_server.play("micsrc", sides["agent"]),
    ]
    agent = heard.until(said("agent", "thank you for calling"))
    customer = heard.until(said("customer", "third time"))
    assert customer["start"] > agent["start"]
    assert [word[0] for word in customer["words"]] == customer["text"].split()

    heard.process.send_signal(signal.SIGTERM)
    status, complaints = heard.rest()
    assert (status, heard.events[-1]["type"]) == (0, "end")
    assert heard.events[-1]["reason"] == "stopped"
    assert "Traceback" not in complaints
    for player in players:
        player.kill()
        player.wait()


@BOTH_SERVERS
def test_an_unplugged_headset_is_said_and_heard_again(sound_server, listen):
    heard = listen("--customer", CUSTOMER, "--agent", AGENT, "--control")
    heard.until(health("agent", "ok"))
    sound_server.unplug_headset()
    heard.until(health("agent", "gone"))
    sound_server.plug_headset()
    heard.until(health("agent", "ok"))
    gaps = [e for e in heard.events if e["type"] == "gap" and e["channel"] == "agent"]
    assert "device gone" in [gap["reason"] for gap in gaps]

    status, _ = heard.stop()  # the window died
    assert (status, heard.events[-1]["reason"]) == (0, "stopped")


def test_a_device_that_is_not_there_is_never_replaced(listen):
    heard = listen("--customer", CUSTOMER, "--agent", "nosuch")
    status, complaints = heard.rest()
    assert (status, heard.events) == (1, [])
    assert f"no sound device nosuch for the agent; there are: {CUSTOMER}" in complaints
    assert "Traceback" not in complaints


def list_devices(server: SoundServer, *more: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "app", "devices", *more]
    return subprocess.run(
        command, check=False, env=server.environment, capture_output=True, timeout=120
    )


def test_the_devices_are_listed(sound_server):
    listed = json.loads(list_devices(sound_server, "--json").stdout)
    found = {device["name"]: device for device in listed}
    assert (found[CUSTOMER]["kind"], found[CUSTOMER]["ears"]) == ("monitor", ["customer"])
    assert (found[AGENT]["kind"], found[AGENT]["ears"]) == ("microphone", ["agent"])
    assert found[AGENT]["default"]
    assert b"output monitor  softphone.monitor" in list_devices(sound_server).stdout


def test_no_sound_server_is_one_sentence(sound_server):
    sound_server.kill()
    done = list_devices(sound_server)
    assert done.returncode == 1
    assert b"sound server" in done.stderr
    assert b"Traceback" not in done.stderr
