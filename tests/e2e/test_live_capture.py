"""Both sides of a call are heard live, through a real sound server and the real recognizer."""

import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile

import resources
from tests.e2e.sound_server import AGENT, CUSTOMER, PipeWire, PulseAudio, SoundServer, sound_server

__all__ = ["sound_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(90)]

MODEL = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"
Event = dict[str, Any]


class Listening:
    """`hearback listen` as a child process, its events in a queue."""

    def __init__(self, server: SoundServer, *more: str) -> None:
        words = ["listen", "--recognizer", "vosk", "--model", str(MODEL), *more]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", *words],
            env=server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.events: list[Event] = []
        self._queue: queue.Queue[Event | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._queue.put(json.loads(line))
        self._queue.put(None)

    def until(self, wanted: Callable[[Event], bool]) -> Event:
        """Return the next event that is wanted."""
        while (event := self._queue.get(timeout=40)) is not None:
            self.events.append(event)
            if wanted(event):
                return event
        pytest.fail(
            f"the stream ended after {[e['type'] for e in self.events if e['type'] != 'level']}"
        )

    def rest(self) -> tuple[int, str]:
        """Read to the end; return the exit status and what was said on standard error."""
        while (event := self._queue.get(timeout=40)) is not None:
            self.events.append(event)
        assert self.process.stderr is not None
        said = self.process.stderr.read().decode()
        return self.process.wait(timeout=20), said

    def close(self) -> None:
        """End what is left of it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def listen(sound_server: SoundServer) -> Iterator[Callable[..., Listening]]:
    started: list[Listening] = []

    def start(*more: str) -> Listening:
        started.append(Listening(sound_server, *more))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The first turns of the sample call, one file a side."""
    folder = tmp_path_factory.mktemp("sides")
    call = resources.path("sample_calls/charged-twice.flac")
    table, rate = soundfile.read(call, frames=13 * 16_000, dtype="int16")
    files = {"customer": folder / "customer.wav", "agent": folder / "agent.wav"}
    for column, file in enumerate(files.values()):
        soundfile.write(file, table[:, column], rate)
    return files


def said(channel: str) -> Callable[[Event], bool]:
    return lambda event: event["type"] == "utterance" and event["channel"] == channel


def health(channel: str, state: str) -> Callable[[Event], bool]:
    return lambda event: (
        event["type"] == "health" and event["channel"] == channel and event["state"] == state
    )


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
    agent = heard.until(said("agent"))
    customer = heard.until(said("customer"))
    assert "thank you for calling" in agent["text"]
    assert "third time" in customer["text"]
    assert customer["start"] > agent["end"] - 0.3
    assert [word[0] for word in customer["words"]] == customer["text"].split()

    heard.process.send_signal(signal.SIGTERM)
    status, complaints = heard.rest()
    assert (status, heard.events[-1]["type"]) == (0, "end")
    assert heard.events[-1]["reason"] == "stopped"
    assert "Traceback" not in complaints
    for player in players:
        player.wait(timeout=20)


def test_a_dead_sound_server_is_said_and_ends_it(sound_server, listen):
    heard = listen("--customer", CUSTOMER, "--agent", AGENT)
    heard.until(health("customer", "ok"))
    sound_server.kill()
    status, complaints = heard.rest()
    gone = {e["channel"] for e in heard.events if e["type"] == "health" and e["state"] == "gone"}
    assert gone == {"customer", "agent"}
    assert heard.events[-1]["reason"] == "device"
    assert status == 1
    assert "can no longer be heard" in complaints
    assert "Traceback" not in complaints


@BOTH_SERVERS
def test_an_unplugged_headset_is_said_and_heard_again(sound_server, listen):
    heard = listen("--customer", CUSTOMER, "--agent", AGENT, "--control")
    heard.until(health("agent", "ok"))
    sound_server.unplug_headset()
    heard.until(health("agent", "gone"))
    sound_server.plug_headset()
    heard.until(health("agent", "ok"))
    gaps = [e for e in heard.events if e["type"] == "gap" and e["channel"] == "agent"]
    assert [gap["reason"] for gap in gaps] == ["device gone"]

    heard.process.stdin.close()  # the window died
    status, _ = heard.rest()
    assert (status, heard.events[-1]["reason"]) == (0, "stopped")


def test_a_device_that_is_not_there_is_never_replaced(listen):
    heard = listen("--customer", CUSTOMER, "--agent", "nosuch")
    status, complaints = heard.rest()
    assert (status, heard.events) == (1, [])
    assert f"no sound device nosuch for the agent; there are: {CUSTOMER}" in complaints
    assert "Traceback" not in complaints


def list_devices(server: SoundServer, *more: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "app", "listen", "--list", *more]
    return subprocess.run(
        command, check=False, env=server.environment, capture_output=True, timeout=30
    )


def test_the_devices_are_listed(sound_server):
    listed = json.loads(list_devices(sound_server, "--json").stdout)
    kinds = {device["name"]: device["kind"] for device in listed}
    assert kinds[CUSTOMER] == "monitor"
    assert kinds[AGENT] == "microphone"


def test_no_sound_server_is_one_sentence(sound_server):
    sound_server.kill()
    done = list_devices(sound_server)
    assert done.returncode == 1
    assert b"sound server" in done.stderr
    assert b"Traceback" not in done.stderr
