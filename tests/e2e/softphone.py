"""A real telephone call: two softphones (baresip) of our own, one calls the other over SIP.

The agent's plays into the sound server's `softphone` and records from its `headset_mic`, as a
support agent's does; the customer's has a recording for a microphone. Everything stays on loopback
addresses, with G.711 in between, so the far end sounds like a telephone.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.phone.baresip import Netstrings, netstring
from tests.e2e.sound_server import AGENT, SoundServer

MODULES = Path("/usr/lib/baresip/modules")
CUSTOMER_EAR = "customer_ear"
WAIT = 120.0

_CONFIG = """\
module_path {modules}
module g711.so
module alsa.so
module aufile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
sip_listen 127.0.0.1:{sip}
audio_player alsa,default
audio_source {source}
audio_alert aufile,/dev/null
audio_level no
call_max_calls 2
"""


class Softphone:
    """One running baresip. `control` is its ctrl_tcp port, `address` where it can be called."""

    def __init__(self, folder: Path, user: str, source: str, environment: dict[str, str]) -> None:
        folder.mkdir()
        self.control, self.sip = free_port(), free_port()
        self.address = f"sip:{user}@127.0.0.1:{self.sip}"
        config = _CONFIG.format(modules=MODULES, control=self.control, sip=self.sip, source=source)
        (folder / "config").write_text(config)
        (folder / "accounts").write_text(
            f"<sip:{user}@127.0.0.1>;regint=0;answermode=auto;audio_codecs=PCMU\n"
        )
        self._log = (folder / "baresip.log").open("wb")
        self._process = subprocess.Popen(
            ["baresip", "-4", "-f", str(folder)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._events = Netstrings()
        self._control = self._connected()

    def tell(self, command: str, params: str = "") -> None:
        """Give one of baresip's commands ("dial", "hangup")."""
        words = {"command": command, "params": params}
        self._control.sendall(netstring(json.dumps(words).encode()))

    def until(self, kind: str, seconds: float = WAIT) -> dict[str, object]:
        """Return the next event of this kind."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._control.settimeout(max(0.01, deadline - time.monotonic()))
            part = self._control.recv(4096)
            assert part, "baresip ended"
            for payload in self._events.feed(part):
                event = json.loads(payload)
                if event.get("type") == kind:
                    return event
        pytest.fail(f"baresip did not say {kind}")

    def close(self) -> None:
        self._control.close()
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _connected(self) -> socket.socket:
        deadline = time.monotonic() + WAIT
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.control), 5)
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail("baresip did not start")
                time.sleep(0.05)


class Line:
    """Two softphones: `agent` answers by itself, `customer` speaks a recording."""

    def __init__(self, server: SoundServer, folder: Path, recording: Path) -> None:
        server.pactl("load-module", "module-null-sink", f"sink_name={CUSTOMER_EAR}")
        agents = {"PULSE_SINK": "softphone", "PULSE_SOURCE": AGENT}
        self.agent = Softphone(
            folder / "agent", "agent", "alsa,default", {**server.environment, **agents}
        )
        self.customer = Softphone(
            folder / "customer",
            "customer",
            f"aufile,{recording}",
            {**server.environment, "PULSE_SINK": CUSTOMER_EAR},
        )

    def call(self) -> None:
        """The customer calls; returns once they are connected."""
        self.customer.tell("dial", self.agent.address)
        self.customer.until("CALL_ESTABLISHED")

    def hang_up(self) -> None:
        self.customer.tell("hangup")

    def close(self) -> None:
        self.customer.close()
        self.agent.close()


def require() -> None:
    """Skip where baresip is missing; on the build machine it must be there."""
    if shutil.which("baresip") and (MODULES / "ctrl_tcp.so").exists():
        return
    if os.environ.get("CI") == "true":
        pytest.fail("not installed: baresip-core")
    pytest.skip("not installed: baresip-core")


def free_port() -> int:
    """Return a port that nobody uses, nor the next one: baresip takes that for TLS."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as one:
            port = one.getsockname()[1]
            try:
                with (
                    socket.create_server(("127.0.0.1", port + 1)),
                    socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets,
                ):
                    packets.bind(("127.0.0.1", port))
                    return port
            except OSError:
                continue


@pytest.fixture
def line_with(sound_server: SoundServer, tmp_path: Path) -> Iterator[object]:
    """Return a function that makes a line for a recording."""
    require()
    lines: list[Line] = []

    def make(recording: Path) -> Line:
        lines.append(Line(sound_server, tmp_path, recording))
        return lines[-1]

    yield make
    for line in lines:
        line.close()
