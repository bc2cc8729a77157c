"""A softphone's side of the private socket: say one thing to the running window, hear the answer.

Trusts nobody by place alone: the folder must be private and the other end must be this user, or
nothing is said.
"""

import socket
import sys
import time
from pathlib import Path

from app.ipc.message import MAX_BYTES, TIME_LIMIT, Answer, decode_answer, encode_request
from app.ipc.peer import is_own
from app.ipc.place import SOCKET, UnsafeFolderError, check_private, pipe_name
from app.phone.request import Request
from models.errors import HearbackError

RETRY = 0.02
"""Seconds between two tries while a window is on its way."""


class NotRunningError(HearbackError):
    """There is no window to talk to."""

    default_person = (
        "Hearback is not running. Start it with `hearback`, or add --start-window to this command."
    )
    default_retryable = True


class NoAnswerError(HearbackError):
    """There is a window, but it does not answer in time or not in our language."""

    default_person = "Hearback is running but does not answer. If it hangs, close and reopen it."
    default_retryable = True


def ask(folder: Path, request: Request, *, patience: float = 0.0) -> Answer:
    """Say it to the window whose socket is in `folder`; return what it answers.

    `patience`: seconds to wait for a window that is about to open: its door may be there before
    anybody answers, so it is asked again, and what is said must bear to be heard twice. Raises
    NotRunningError, NoAnswerError, UnsafeFolderError, BadRequestError.
    """
    until = time.monotonic() + patience
    exchange = _through_pipe if sys.platform == "win32" else _through_socket
    while True:
        try:
            return decode_answer(exchange(folder, encode_request(request)))
        except (NotRunningError, NoAnswerError):
            if time.monotonic() >= until:
                raise
            time.sleep(RETRY)


def _through_pipe(folder: Path, line: bytes) -> bytes:
    """Windows, not run on hardware yet: the pipe's access list lets nobody in but this user."""
    try:
        with Path(rf"\\.\pipe\{pipe_name(folder)}").open("r+b", buffering=0) as pipe:
            pipe.write(line)
            return pipe.readline(MAX_BYTES)
    except FileNotFoundError as error:
        raise NotRunningError("no window at the call pipe") from error
    except OSError as error:
        raise NoAnswerError(f"call pipe: {type(error).__name__}") from error


def _through_socket(folder: Path, line: bytes) -> bytes:
    with _connected(folder) as connection:
        try:
            connection.sendall(line)
            return _line(connection)
        except OSError as error:
            raise NoAnswerError(f"call socket: {type(error).__name__}") from error


def _connected(folder: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(TIME_LIMIT)
    try:
        check_private(folder)
        connection.connect(str(folder / SOCKET))
        _insist_on_own(connection)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        connection.close()
        raise NotRunningError("no window at the call socket") from error
    except OSError as error:
        connection.close()
        raise NoAnswerError(f"call socket: {type(error).__name__}") from error
    except UnsafeFolderError:
        connection.close()
        raise
    return connection


def _insist_on_own(connection: socket.socket) -> None:
    if not is_own(connection):
        raise UnsafeFolderError(
            "the call socket belongs to another user",
            "The window that answers is not yours, so nothing was said to it.",
        )


def _line(connection: socket.socket) -> bytes:
    """Read up to the line end, in `TIME_LIMIT` altogether, however slowly it drips."""
    until = time.monotonic() + TIME_LIMIT
    heard = b""
    while not heard.endswith(b"\n"):
        connection.settimeout(max(0.001, until - time.monotonic()))
        part = connection.recv(MAX_BYTES)
        heard += part
        if not part or len(heard) > MAX_BYTES:
            raise NoAnswerError("the call socket closed or said too much")
    return heard
