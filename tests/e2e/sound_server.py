"""A real sound server of our own, with a softphone to hear and a headset to speak into.

`softphone` is a sink (play the customer into it; its monitor is what the softphone plays), `micsrc`
another, and what is played there comes out of the microphone `headset_mic`. Each server lives in
a folder of its own, so that several of them, and the user's own one, never meet.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar

import pytest

CUSTOMER = "softphone.monitor"
AGENT = "headset_mic"

_CLIENTS = {"pactl": "pulseaudio-utils", "paplay": "pulseaudio-utils"}
_PLUGIN = "alsa-lib/libasound_module_pcm_pulse.so"
_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
_SINKS = ("softphone", "micsrc")
_HEADSET = "module-remap-source master=micsrc.monitor source_name=headset_mic"


class SoundServer:
    """A running server. `environment` is what every program that should hear it needs."""

    programs: ClassVar[dict[str, str]]
    """What must be there, each with its Debian package."""

    def __init__(self, folder: Path) -> None:
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        alsa = folder / "asound.conf"
        alsa.write_text(_ALSA)
        self.environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "PULSE_RUNTIME_PATH": str(runtime / "pulse"),
            "PULSE_SERVER": f"unix:{runtime}/pulse/native",
            "ALSA_CONFIG_PATH": str(alsa),
        }
        self._log = (folder / "sound.log").open("wb")
        self._players: list[subprocess.Popen[bytes]] = []
        self.start()

    def start(self) -> None:
        """Start it, with both sinks and the headset; again after `crash`."""
        self._process = subprocess.Popen(
            self.command(),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._wait(lambda: bool(self.pactl("info")))
        self._sinks = {sink: self.add_sink(sink) for sink in _SINKS}
        self.plug_headset()
        self._wait(lambda: AGENT in self.pactl("list", "short", "sources"))

    def command(self) -> list[str]:
        """Return what starts the server and stays in the foreground."""
        raise NotImplementedError

    def pactl(self, *words: str) -> str:
        """Run one pactl command and return what it prints."""
        return self.run("pactl", *words)

    def run(self, *command: str) -> str:
        """Run a program that talks to the server; return what it prints, "" without an answer."""
        with suppress(subprocess.TimeoutExpired):
            return subprocess.run(
                command, check=False, env=self.environment, capture_output=True, text=True,
                timeout=60,
            ).stdout  # fmt: skip
        return ""

    def _streams(self) -> dict[str, str]:
        """Return the listener's recording streams by the name of their source."""
        names = dict(
            line.split("\t")[:2] for line in self.pactl("list", "short", "sources").splitlines()
        )
        found = json.loads(self.pactl("--format=json", "list", "source-outputs") or "[]")
        return {
            names[str(each["source"])]: str(each["index"])
            for each in found
            if each["properties"].get("application.name") == "Hearback"
            and str(each["source"]) in names
        }

    def recorded(self) -> set[str]:
        """Return the sources that the listener really records from."""
        return set(self._streams())

    def stream_of(self, source: str) -> str:
        """Return the number of the listener's stream from a source, "" while there is none."""
        return self._streams().get(source, "")

    def play(self, sink: str, sound: Path) -> "subprocess.Popen[bytes]":
        """Start to play a file into a sink."""
        command = ["paplay", f"--device={sink}", str(sound)]
        player = subprocess.Popen(command, env=self.environment, stderr=self._log)
        self._players.append(player)
        return player

    @contextmanager
    def playing(self, sink: str, sound: Path) -> Iterator[None]:
        """Play a file into a sink, and stop again."""
        player = self.play(sink, sound)
        try:
            yield
        finally:
            player.kill()
            player.wait()

    def add_sink(self, sink: str, *more: str) -> str:
        """Add an output; return the number of its module."""
        return self.pactl("load-module", "module-null-sink", f"sink_name={sink}", *more).strip()

    def unplug_softphone(self) -> None:
        """Take the output away that the softphone plays to."""
        self.pactl("unload-module", self._sinks["softphone"])

    def plug_softphone(self, *more: str) -> None:
        """Bring it back, perhaps with another rate."""
        self._sinks["softphone"] = self.add_sink("softphone", *more)

    def plug_headset(self) -> None:
        """Bring the microphone, at first or back."""
        self._headset = self.pactl("load-module", *_HEADSET.split()).strip()

    def unplug_headset(self) -> None:
        """Take the microphone away."""
        self.pactl("unload-module", self._headset)

    def let_bleed(self, decibels: int) -> None:
        """Let the microphone hear what the softphone plays, as from speakers."""
        loopback = "module-loopback source=softphone.monitor sink=micsrc latency_msec=60"
        self.pactl("load-module", *loopback.split())
        self.pactl("set-source-volume", AGENT, f"{decibels}dB")

    def crash(self) -> None:
        """End the server at once; `start` may follow."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kill(self) -> None:
        """End the server and its players for good; may be called twice."""
        self.crash()
        for player in self._players:
            player.kill()
            player.wait()
        self._log.close()

    def _wait(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 180
        while not ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail(f"{type(self).__name__} did not start")
            time.sleep(0.05)


class PulseAudio(SoundServer):
    programs: ClassVar[dict[str, str]] = {"pulseaudio": "pulseaudio"}

    def command(self) -> list[str]:
        options = ("--daemonize=no", "--exit-idle-time=-1", "--disable-shm", "-n")
        return ["pulseaudio", *options, "--load=module-native-protocol-unix"]


class PipeWire(SoundServer):
    """PipeWire with its session manager and its PulseAudio door, on a message bus of its own."""

    programs: ClassVar[dict[str, str]] = {
        "dbus-run-session": "dbus",
        "pipewire": "pipewire",
        "wireplumber": "wireplumber",
        "pipewire-pulse": "pipewire-pulse",
    }

    def command(self) -> list[str]:
        script = (
            "pipewire & "
            'while [ ! -S "$XDG_RUNTIME_DIR/pipewire-0" ]; do sleep 0.05; done; '
            "wireplumber & exec pipewire-pulse"
        )
        return ["dbus-run-session", "--", "sh", "-c", script]


def require(kind: type[SoundServer]) -> None:
    """Skip where the system's programs are missing; on the build machine they must be there."""
    programs = _CLIENTS | kind.programs
    missing = {package for program, package in programs.items() if not shutil.which(program)}
    if not list(Path("/usr/lib").glob(f"*/{_PLUGIN}")):
        missing.add("libasound2-plugins")
    if missing:
        reason = f"not installed: {', '.join(sorted(missing))}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@contextmanager
def running(kind: type[SoundServer]) -> Iterator[SoundServer]:
    """Start a server in a folder with a short name, for sockets have a length limit."""
    require(kind)
    with tempfile.TemporaryDirectory(prefix="hb-", ignore_cleanup_errors=True) as folder:
        server = kind(Path(folder))
        try:
            yield server
        finally:
            server.kill()


@pytest.fixture
def sound_server(request: pytest.FixtureRequest) -> Iterator[SoundServer]:
    """A server for one test: PulseAudio, or what the test names with `indirect`."""
    with running(getattr(request, "param", PulseAudio)) as server:
        yield server
