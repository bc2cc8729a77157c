"""A real Request Tracker 5, from Debian's packages, in a folder of its own.

Nothing of the system's own RT is read or changed: a fresh SQLite database is made in the folder
(about four seconds), the server listens on a free port of this computer only, and it runs as
whoever runs the tests. It can be stopped and started again, with its tickets.
"""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

SETUP = "/usr/sbin/rt-setup-database-5"
SERVER = "/usr/share/request-tracker5/libexec/rt-server"
USER, PASSWORD = "root", "password"
"""RT's own first account."""
START_SECONDS = 200.0

CONFIG = """
Set($rtname, 'test');
Set($Organization, 'test');
Set($Timezone, 'UTC');
Set($WebPath, '');
Set($WebDomain, '127.0.0.1');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.db');
Set($MailCommand, 'testfile');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
$RT::MasonDataDir = '{folder}/mason';
$RT::MasonSessionDir = '{folder}/sessions';
1;
"""


class RequestTrackerServer:
    """`start` and `stop` as often as wanted; the address stays the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("conf.d", "mason", "sessions"):
            (folder / name).mkdir()
        (folder / "conf.d" / "test.pm").write_text(CONFIG.format(folder=folder))
        (folder / "site.pm").write_text("1;\n")
        self._environ = {
            **os.environ,
            "RT_SITE_CONFIG": str(folder / "site.pm"),
            "RT_SITE_CONFIG_DIR": str(folder / "conf.d"),
            "TMPDIR": str(folder),
        }
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run(
            [SETUP, "--action", "init", "--skip-create", "--dba", "rt", "--dba-password", "rt"],
            env=self._environ,
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [SERVER, "--host", "127.0.0.1", "--port", str(self.port), "--max-workers", "3"],
                env=self._environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if self.get("rt")["Version"].startswith("5."):
                    return
            time.sleep(0.1)
        self.stop()
        pytest.fail(f"Request Tracker did not start:\n{(self._folder / 'server.log').read_text()}")

    def stop(self) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def get(self, path: str, **params: str) -> dict:
        answer = httpx.get(
            f"{self.url}/REST/2.0/{path}",
            params=params,
            auth=(USER, PASSWORD),
            trust_env=False,
            timeout=120,
        )
        answer.raise_for_status()
        return answer.json()

    def page(self, path: str) -> str:
        """Return what a person sees in the browser."""
        with httpx.Client(base_url=self.url, trust_env=False, timeout=120) as browser:
            form = {"user": USER, "pass": PASSWORD}
            browser.post("/NoAuth/Login.html", data=form, follow_redirects=True)
            answer = browser.get(path, follow_redirects=True)
            answer.raise_for_status()
            return answer.text

    def new_ticket(self, subject: str) -> str:
        answer = httpx.post(
            f"{self.url}/REST/2.0/ticket",
            json={"Queue": "General", "Subject": subject},
            auth=(USER, PASSWORD),
            trust_env=False,
            timeout=120,
        )
        answer.raise_for_status()
        return str(answer.json()["id"])

    def transactions(self, ticket: str, kind: str) -> list[str]:
        """Return the ids of the ticket's transactions of a kind ("Create", "Comment")."""
        found = self.get(f"ticket/{ticket}/history", fields="Type", per_page="100")
        return [item["id"] for item in found["items"] if item["Type"] == kind]

    def count(self, note_id: str) -> int:
        """Return how many times the note is there, as the database knows it."""
        with contextlib.closing(sqlite3.connect(self._folder / "rt.db")) as database:
            query = "SELECT count(*) FROM Attachments WHERE Filename = ?"
            name = f"hearback-note-{note_id}.json"
            return database.execute(query, (name,)).fetchone()[0]


@contextlib.contextmanager
def request_tracker(folder: Path) -> Iterator[RequestTrackerServer]:
    """Run a fresh one. Without the packages: a failure in CI, a skip elsewhere."""
    if not (Path(SERVER).exists() and shutil.which(SETUP)):
        reason = "request-tracker5, rt5-db-sqlite and rt5-standalone are not installed"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    server = RequestTrackerServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()


class AnswerThief:
    """A TCP relay that lets requests through and, while `stealing`, keeps answers to POSTs."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.stealing = True
        self.stolen = 0

    @contextlib.contextmanager
    def running(self) -> Iterator["AnswerThief"]:
        thread = threading.Thread(target=self._serve)
        thread.start()
        try:
            yield self
        finally:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            thread.join()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client, socket.create_connection(("127.0.0.1", self._target)) as server:
                self._relay(client, server)

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        """One request, one answer: RT closes the connection after each."""
        request = b""
        while not _is_whole(request):
            request += client.recv(65536)
        server.sendall(request)
        answer = b""
        while part := server.recv(65536):
            answer += part
        if self.stealing and request.startswith(b"POST"):
            self.stolen += 1
        else:
            client.sendall(answer)


def _is_whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and len(body) >= (int(length[0].split(b":")[1]) if length else 0)
