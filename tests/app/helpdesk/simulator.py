"""A helpdesk that can be told how to misbehave: HTTP on a free port of this computer.

It speaks as much of RT 5's REST 2.0 as Hearback uses, counts what it filed, and plays a script of
faults, one per request, before it behaves again.
"""

import base64
import contextlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD = "agent", "correct horse"


@dataclass
class Answer:
    """What to say instead of doing the work. `after` does the work first, then says it."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    cut: bool = False
    """Promise more bytes than are sent."""
    hold: threading.Event | None = None
    """Say nothing until it is set."""


class Simulator:
    def __init__(self) -> None:
        self.faults: list[Answer] = []
        self.requests: list[str] = []
        self.filed: list[tuple[str, str, dict[str, object]]] = []
        """Ticket number, "ticket" or "comment", what was sent."""
        self.lock = threading.Lock()
        simulator = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                simulator._handle(self)

            do_POST = do_GET  # noqa: N815  the library's spelling

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.ticket("1", "an older ticket")

    def ticket(self, number: str, subject: str) -> None:
        self.filed.append((number, "ticket", {"Subject": subject}))

    def count(self, note_id: str) -> int:
        return sum(f"hearback-note-{note_id}.json" in _names(sent) for _, _, sent in self.filed)

    @contextlib.contextmanager
    def running(self) -> Iterator["Simulator"]:
        thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self
        finally:
            for fault in self.faults:
                if fault.hold:
                    fault.hold.set()
            self.server.shutdown()
            self.server.server_close()
            thread.join()

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        with self.lock:
            self.requests.append(f"{handler.command} {handler.path.partition('?')[0]}")
            fault = self.faults.pop(0) if self.faults else None
        if fault and fault.hold:
            fault.hold.wait(10)
        if fault is None or fault.after:
            with self.lock:
                done = self._work(handler, body)
        answer = fault or done
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            handler.send_response(answer.status)
            headers = {"Content-Type": "application/json", "Connection": "close", **answer.headers}
            headers["Content-Length"] = str(len(answer.body) + 100 * answer.cut)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(answer.body)
            handler.close_connection = True

    def _work(self, handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if handler.headers.get("Authorization") != f"Basic {expected}":
            return _said(401, {"message": "Unauthorized"})
        url = urlsplit(handler.path)
        found = re.fullmatch(r"/REST/2.0/(tickets|ticket)(?:/(\d+)(/comment)?)?", url.path)
        if not found:
            return _said(404, {"message": "Not Found"})
        what, number, comment = found.groups()
        known = {filed for filed, _, _ in self.filed}
        if what == "tickets":
            return self._search(parse_qs(url.query)["query"][0])
        if comment:
            return self._comment(number, json.loads(body), known)
        if number:
            return _said(200, {"id": number}) if number in known else _said(404, {"message": ""})
        return self._create(json.loads(body), str(len(known) + 1))

    def _comment(self, number: str, sent: dict[str, object], known: set[str]) -> Answer:
        if number not in known:
            return _said(400, {"message": "Message could not be recorded"})
        self.filed.append((number, "comment", sent))
        return _said(201, ["Comments added"])

    def _create(self, sent: dict[str, object], number: str) -> Answer:
        if sent["Queue"] != "General":
            return _said(403, {"message": f"No permission, {sent['Subject']}"})
        self.filed.append((number, "ticket", sent))
        return _said(201, {"id": number, "type": "ticket", "_url": ""})

    def _search(self, query: str) -> Answer:
        name = re.match(r"Filename = '([\w.-]+)' AND LastUpdated > '\d{4}-\d\d-\d\d'$", query)
        assert name, query
        items = [{"id": number} for number, _, sent in self.filed if name[1] in _names(sent)]
        return _said(200, {"total": len(items), "items": items})


def _names(sent: dict[str, object]) -> list[str]:
    return [attachment["FileName"] for attachment in sent.get("Attachments", ())]


def _said(status: int, value: object) -> Answer:
    return Answer(status, json.dumps(value).encode())
