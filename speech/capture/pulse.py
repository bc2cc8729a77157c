"""PulseAudio, or PipeWire in its place: its sources, and streams from them.

A stream is a `parec` of its own, not PortAudio's bridge through ALSA. Measured here: when PipeWire
dies, PortAudio's thread spins at full load for ever and its stream can never be closed; and the
bridge cannot say which source it ended up on. `parec` simply ends, refuses a source that is not
there, and has a process id by which the server tells what it is really connected to.
"""

import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from typing import IO

import msgspec

from speech.capture.devices import Device, Kind
from speech.capture.system import Deliver, Snapshot, SoundServerError, StreamError
from speech.capture.watch import Watch
from speech.events import Channel

log = logging.getLogger(__name__)

ANSWER_SECONDS = 5.0
BLOCK_SECONDS = 0.05
PIPE_BYTES = 65_536


class _Source(msgspec.Struct):
    """What `pactl --format=json list sources` says of one, as far as it matters here."""

    index: int
    name: str
    description: str = ""
    sample_specification: str = ""
    monitor_source: str = ""
    state: str = ""
    mute: bool = False


class _Output(msgspec.Struct):
    """One recording stream of any program."""

    source: int
    properties: dict[str, str] = {}


class _Info(msgspec.Struct):
    default_sink_name: str = ""
    default_source_name: str = ""


def present() -> bool:
    """Return whether this machine has the sound server's command line."""
    return sys.platform == "linux" and all(map(shutil.which, ("pactl", "parec")))


def look() -> Snapshot:
    """Return every source, monitors included, and what is recorded. Raises SoundServerError."""
    try:
        info = msgspec.json.decode(_pactl("info"), type=_Info)
        sources = msgspec.json.decode(_pactl("list", "sources"), type=list[_Source])
        outputs = msgspec.json.decode(_pactl("list", "source-outputs"), type=list[_Output])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        msg = f"pactl: {error}"
        raise SoundServerError(msg) from error
    return snapshot(info, sources, outputs)


def snapshot(info: _Info, sources: list[_Source], outputs: list[_Output]) -> Snapshot:
    """Put pactl's three answers together."""
    defaults = {info.default_source_name, f"{info.default_sink_name}.monitor"}
    names = {source.index: source.name for source in sources}
    heard = {}
    for output in outputs:
        process = output.properties.get("application.process.id", "")
        if process.isdecimal() and output.source in names:  # a new one of PipeWire is on none yet
            heard[int(process)] = names[output.source]
    return Snapshot(tuple(_device(source, defaults) for source in sources), heard)


def _device(source: _Source, defaults: set[str]) -> Device:
    rates = [part for part in source.sample_specification.split() if part.endswith("Hz")]
    monitor = source.monitor_source or source.name.endswith(".monitor")
    kind: Kind = "monitor" if monitor else "microphone"
    return Device(
        name=source.name,
        description=source.description,
        kind=kind,
        rate=int(rates[0].removesuffix("Hz")) if rates else 48_000,
        index=source.index,
        default=source.name in defaults,
        state="muted" if source.mute else source.state.lower(),
    )


def _environment() -> dict[str, str]:
    """Pactl's numbers follow the locale, which breaks its JSON: hence the plain one."""
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _pactl(*words: str) -> bytes:
    command = ["pactl", "--format=json", *words]
    try:
        done = subprocess.run(  # noqa: S603  fixed words
            command, capture_output=True, timeout=ANSWER_SECONDS, check=True, env=_environment()
        )
    except (OSError, subprocess.SubprocessError) as error:
        msg = f"pactl {words[0]}: {type(error).__name__}"
        raise SoundServerError(msg) from error
    return done.stdout


class Parec:
    """One source, read by a process and a thread of its own."""

    def __init__(self, channel: Channel, device: Device, rate: int, deliver: Deliver) -> None:
        """Start it. Raises StreamError."""
        command = [
            "parec",
            "--raw",
            "--format=float32le",
            "--channels=1",
            f"--rate={rate}",
            f"--device={device.name}",
            f"--latency-msec={round(BLOCK_SECONDS * 1000)}",
            "--client-name=Hearback",
            f"--stream-name={channel}",
            "--property=node.dont-reconnect=true",  # PipeWire: end rather than move
        ]
        try:
            self._process = subprocess.Popen(  # noqa: S603  the user's own sound server
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            msg = f"the recorder of the sound server cannot be started: {error.strerror}"
            raise StreamError(msg) from error
        assert self._process.stdout is not None  # noqa: S101  it is a pipe
        self._ended = False
        self._reader = threading.Thread(
            target=self._read,
            args=(self._process.stdout, deliver),
            name=f"hear-{channel}",
            daemon=True,
        )
        self._reader.start()

    @property
    def key(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the recorder still runs."""
        return not self._ended

    def close(self) -> None:
        """End the recorder; it has nothing to save, so nothing is waited for."""
        self._process.kill()
        self._process.wait()
        self._reader.join(timeout=1.0)

    def _read(self, pipe: IO[bytes], deliver: Deliver) -> None:
        rest = b""
        with pipe:
            while data := os.read(pipe.fileno(), PIPE_BYTES):
                data = rest + data
                whole = len(data) // 4 * 4
                rest = data[whole:]
                if whole:
                    deliver(data[:whole], time.monotonic())
        self._ended = True


class PulseSystem:
    """The sound server that this user's programs play to."""

    gone = "the sound server is gone"
    sparse = False

    def __init__(self) -> None:
        self._watch = Watch(look, ["pactl", "subscribe"], _environment())

    def look(self) -> Snapshot:
        """Ask the server. Raises SoundServerError."""
        return look()

    def start(self) -> None:
        """Begin to watch; it goes on through a restart of the server."""
        self._watch.start()

    def news(self) -> list[Snapshot | None]:
        """Return the snapshots since the last call."""
        return self._watch.news()

    def open(self, channel: Channel, device: Device, rate: int, deliver: Deliver) -> Parec:
        """Start a recorder on a source. Raises StreamError."""
        return Parec(channel, device, rate, deliver)

    def close(self) -> None:
        """Stop watching."""
        self._watch.close()
