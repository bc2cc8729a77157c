"""`hearback listen` as a child process, its events in a queue."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.sound_server import SoundServer

PATIENCE = 120.0
"""Seconds that an event may take on a busy machine."""
MODEL = Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"
Event = dict[str, Any]


class Listening:
    def __init__(self, server: SoundServer, *more: str) -> None:
        words = ["listen", *more]
        if "--recognizer" not in more:
            words += ["--recognizer", "vosk", "--model", str(MODEL)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", *words],
            env=server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.events: list[Event] = []
        self.complaints = b""
        self._queue: queue.Queue[Event | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._complain, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._queue.put(json.loads(line))
        self._queue.put(None)

    def _complain(self) -> None:
        assert self.process.stderr is not None
        self.complaints = self.process.stderr.read()

    def until(self, wanted: Callable[[Event], bool]) -> Event:
        """Return the next event that is wanted."""
        while (event := self._queue.get(timeout=PATIENCE)) is not None:
            self.events.append(event)
            if wanted(event):
                return event
        pytest.fail(
            f"the stream ended after {[e['type'] for e in self.events if e['type'] != 'level']}"
        )

    def rest(self) -> tuple[int, str]:
        """Read to the end; return the exit status and what was said on standard error."""
        while (event := self._queue.get(timeout=PATIENCE)) is not None:
            self.events.append(event)
        status = self.process.wait(timeout=60)
        self._threads[1].join(timeout=60)
        return status, self.complaints.decode()

    def stop(self) -> tuple[int, str]:
        """End it as a closing window does."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.rest()

    def close(self) -> None:
        """End what is left of it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for thread in self._threads:
            thread.join(timeout=5)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def gaps(self, channel: str) -> list[Event]:
        return [e for e in self.events if e["type"] == "gap" and e["channel"] == channel]

    def states(self, channel: str) -> list[str]:
        return [
            e["state"] for e in self.events if e["type"] == "health" and e["channel"] == channel
        ]


@pytest.fixture
def listen(sound_server: SoundServer) -> Iterator[Callable[..., Listening]]:
    started: list[Listening] = []

    def start(*more: str) -> Listening:
        started.append(Listening(sound_server, *more))
        return started[-1]

    yield start
    for each in started:
        each.close()


def said(channel: str, words: str = "") -> Callable[[Event], bool]:
    return lambda event: (
        event["type"] == "utterance" and event["channel"] == channel and words in event["text"]
    )


def health(channel: str, state: str) -> Callable[[Event], bool]:
    return lambda event: (
        event["type"] == "health" and event["channel"] == channel and event["state"] == state
    )
