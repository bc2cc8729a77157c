"""A small file server with the habits, good and bad, of the real ones."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass
class Habits:
    """What the server does. `asked` are the headers of every request it got."""

    body: bytes
    ranges: bool = True
    etag: str = '"one"'
    status: int = 0
    """Answer this instead."""
    onward: list[str] = field(default_factory=list)
    """Redirect the next requests there, one each."""
    cut: list[int] = field(default_factory=list)
    """Break off the next answers after so many bytes each."""
    length: bool = True
    stall_after: int | None = None
    """Send so much of the next answer, then wait for `go_on`."""
    go_on: threading.Event = field(default_factory=threading.Event)
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


class FileServer:
    """Serves one body at any path."""

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        habits_ = habits

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                _answer(self, habits_)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.habits.go_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _answer(request: BaseHTTPRequestHandler, habits: Habits) -> None:
    headers = dict(request.headers)
    habits.asked.append(headers)
    habits.paths.append(request.path)
    request.close_connection = True
    if habits.status:
        request.send_response(habits.status)
        request.send_header("Connection", "close")
        request.send_header("Content-Length", "0")
        request.end_headers()
        return
    if habits.onward:
        request.send_response(302)
        request.send_header("Location", habits.onward.pop(0))
        request.send_header("Connection", "close")
        request.send_header("Content-Length", "0")
        request.end_headers()
        return
    first = 0
    asked = headers.get("Range")
    fresh = headers.get("If-Range", habits.etag) == habits.etag
    if habits.ranges and asked and fresh:
        first = int(asked.removeprefix("bytes=").removesuffix("-"))
        if first >= len(habits.body):
            request.send_response(416)
            request.send_header("Connection", "close")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        request.send_response(206)
        span = f"bytes {first}-{len(habits.body) - 1}/{len(habits.body)}"
        request.send_header("Content-Range", span)
    else:
        request.send_response(200)
    body = habits.body[first:]
    request.send_header("Connection", "close")
    if habits.etag:
        request.send_header("ETag", habits.etag)
    if habits.length:
        request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    if habits.cut:
        body = body[: habits.cut.pop(0)]
    try:
        if habits.stall_after is not None:
            request.wfile.write(body[: habits.stall_after])
            request.wfile.flush()
            body = body[habits.stall_after :]
            habits.go_on.wait(60)
        request.wfile.write(body)
    except OSError:
        pass  # the client has gone
