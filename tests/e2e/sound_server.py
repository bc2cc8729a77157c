"""A real sound server of our own: PulseAudio with a softphone to hear and a headset to speak into.

`softphone` is a sink (play the customer into it; its monitor is what the softphone plays), `micsrc`
another, and what is played there comes out of the microphone `headset_mic`. Each server lives in
a folder of its own, so that several of them, and the user's own one, never meet.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CUSTOMER = "softphone.monitor"
AGENT = "headset_mic"

_PROGRAMS = {"pulseaudio": "pulseaudio", "pactl": "pulseaudio-utils", "paplay": "pulseaudio-utils"}
_PLUGIN = "alsa-lib/libasound_module_pcm_pulse.so"
_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
_MODULES = (
    "module-native-protocol-unix",
    "module-null-sink sink_name=softphone",
    "module-null-sink sink_name=micsrc",
    "module-remap-source master=micsrc.monitor source_name=headset_mic",
)


class SoundServer:
    """A running server. `environment` is what every program that should hear it needs."""

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
        self._log = (folder / "pulseaudio.log").open("wb")
        self._process = subprocess.Popen(
            [
                *("pulseaudio", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm", "-n"),
                *(f"--load={module}" for module in _MODULES),
            ],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._wait_for_source(AGENT)

    def pactl(self, *words: str) -> str:
        """Run one pactl command and return what it prints."""
        command = ["pactl", *words]
        done = subprocess.run(
            command,
            check=False,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=10,
        )
        return done.stdout

    def play(self, sink: str, sound: Path) -> "subprocess.Popen[bytes]":
        """Start to play a file into a sink."""
        command = ["paplay", f"--device={sink}", str(sound)]
        return subprocess.Popen(command, env=self.environment)

    def unplug_headset(self) -> None:
        """Take the microphone away."""
        for line in self.pactl("list", "short", "modules").splitlines():
            number, name, *_ = line.split("\t")
            if name == "module-remap-source":
                self.pactl("unload-module", number)

    def plug_headset(self) -> None:
        """Bring the microphone back."""
        self.pactl("load-module", *_MODULES[-1].split())

    def kill(self) -> None:
        """End the server at once, as a crash would; may be called twice."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._log.close()

    def _wait_for_source(self, name: str) -> None:
        deadline = time.monotonic() + 20
        while name not in self.pactl("list", "short", "sources"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail("PulseAudio did not start")
            time.sleep(0.05)


def require() -> None:
    """Skip where the system's programs are missing; on the build machine they must be there."""
    missing = {package for program, package in _PROGRAMS.items() if not shutil.which(program)}
    if not list(Path("/usr/lib").glob(f"*/{_PLUGIN}")):
        missing.add("libasound2-plugins")
    if missing:
        reason = f"not installed: {', '.join(sorted(missing))}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def sound_server() -> Iterator[SoundServer]:
    """A server for one test. Its folder has a short name, for sockets have a length limit."""
    require()
    with tempfile.TemporaryDirectory(prefix="hb-") as folder:
        server = SoundServer(Path(folder))
        yield server
        server.kill()
