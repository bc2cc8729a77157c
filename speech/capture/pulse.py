"""PulseAudio, or PipeWire in its place: which sources there are, and when that changes."""

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from typing import IO

import msgspec

from models.errors import HearbackError
from speech.capture.devices import Device, Kind

ANSWER_SECONDS = 5.0


class SoundServerError(HearbackError):
    """The sound server does not answer."""

    default_person = "The sound server of this machine (PulseAudio or PipeWire) is not answering."
    default_retryable = True


class _Source(msgspec.Struct):
    """What `pactl --format=json list sources` says of one, as far as it matters here."""

    index: int
    name: str
    description: str = ""
    sample_specification: str = ""
    monitor_source: str = ""


class _Info(msgspec.Struct):
    default_sink_name: str = ""
    default_source_name: str = ""


def present() -> bool:
    """Return whether this machine has the sound server's command line."""
    return sys.platform == "linux" and shutil.which("pactl") is not None


def devices() -> list[Device]:
    """Return every source, monitors included. Raises SoundServerError."""
    try:
        info = msgspec.json.decode(_pactl("info"), type=_Info)
        sources = msgspec.json.decode(_pactl("list", "sources"), type=list[_Source])
    except msgspec.DecodeError as error:
        msg = f"pactl: {error}"
        raise SoundServerError(msg) from error
    defaults = {info.default_source_name, f"{info.default_sink_name}.monitor"}
    return [
        replace(device, default=device.name in defaults)
        for device in (_device(source) for source in sources)
    ]


def _device(source: _Source) -> Device:
    rates = [part for part in source.sample_specification.split() if part.endswith("Hz")]
    rate = int(rates[0].removesuffix("Hz")) if rates else 48_000
    monitor = source.monitor_source or source.name.endswith(".monitor")
    kind: Kind = "monitor" if monitor else "microphone"
    return Device(source.name, source.description, kind, rate, source.index)


def _pactl(*words: str) -> bytes:
    """Run pactl. Its numbers follow the locale, which breaks its JSON: hence the plain one."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = ["pactl", "--format=json", *words]
    try:
        done = subprocess.run(  # noqa: S603  fixed words
            command, capture_output=True, timeout=ANSWER_SECONDS, check=True, env=environment
        )
    except (OSError, subprocess.SubprocessError) as error:
        msg = f"pactl {words[0]}: {type(error).__name__}"
        raise SoundServerError(msg) from error
    return done.stdout


class Watch:
    """Notices, without asking again and again, that sources came or went or the server died."""

    def __init__(self) -> None:
        """Start watching. Raises SoundServerError if that is not possible."""
        self._changed = threading.Event()
        try:
            self._process = subprocess.Popen(
                ["pactl", "subscribe"],  # noqa: S607  the user's own sound server
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
        except OSError as error:
            msg = f"pactl subscribe: {error.strerror}"
            raise SoundServerError(msg) from error
        assert self._process.stdout is not None  # noqa: S101  it is a pipe
        reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), name="sound-watch", daemon=True
        )
        reader.start()

    def changed(self) -> bool:
        """Return whether sources may have changed since the last call."""
        changed = self._changed.is_set()
        self._changed.clear()
        return changed

    def close(self) -> None:
        """End the watch; may be called twice."""
        if self._process.poll() is None:
            self._process.terminate()
        self._process.wait()

    def _read(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                if b" on source #" in line or b" on server" in line:
                    self._changed.set()
        self._changed.set()
