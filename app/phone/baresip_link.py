"""Stays in touch with a running baresip, however often it goes away: one thread, one connection."""

import logging
import socket
import threading
from collections.abc import Callable

from app.phone.baresip import Netstrings, NotNetstringsError, read_event, retry_after
from app.phone.request import Request
from models.errors import BadInputError

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0
STOP_SECONDS = 3.0
_PART = 4096
_PORTS = range(1, 65_536)


def address_of(text: str) -> tuple[str, int]:
    """Return host and port of "127.0.0.1:4444". Raises BadInputError."""
    host, _, port = text.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or int(port) not in _PORTS:
        raise BadInputError(
            "baresip address is no host:port",
            'In the settings, [phone] baresip is an address and a port: "127.0.0.1:4444".',
        )
    return host, int(port)


class BaresipLink:
    """`said` is called on the link's own thread, for each request, in order."""

    def __init__(self, address: tuple[str, int], said: Callable[[Request], object]) -> None:
        self._address = address
        self._said = said
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="baresip", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let go, within `STOP_SECONDS`; wakes a waiting read."""
        self._stopping.set()
        with self._lock:
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    log.debug("baresip was gone already")
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                with socket.create_connection(self._address, CONNECT_SECONDS) as connection:
                    log.info("connected to baresip")
                    failures = 0
                    self._listen(connection)
                    log.info("baresip closed the connection")
            except OSError as error:
                log.log(
                    logging.DEBUG if failures else logging.INFO,
                    "baresip cannot be reached: %s", error.strerror or type(error).__name__,
                )  # fmt: skip
            except NotNetstringsError as error:
                log.warning("that is not baresip: %s", error)
            failures += 1
            self._stopping.wait(retry_after(failures))

    def _listen(self, connection: socket.socket) -> None:
        with self._lock:
            self._socket = connection
        try:
            connection.settimeout(None)
            frames = Netstrings()
            while not self._stopping.is_set() and (part := connection.recv(_PART)):
                for payload in frames.feed(part):
                    request = read_event(payload)
                    if request is not None:
                        self._said(request)
        finally:
            with self._lock:
                self._socket = None
