"""The private socket in the window's event loop: a request in, an answer out, on the main thread.

Not a QLocalServer: that one cannot tell who is at the other end. Each visitor may say one line, of
limited length, in limited time.
"""

import importlib
import logging
import socket
import sys
from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from app.folders import Folders
from app.ipc.door import Door
from app.ipc.message import MAX_BYTES, TIME_LIMIT, Answer, decode_request, encode_answer
from app.ipc.place import pipe_name, socket_folder
from app.phone.request import BadRequestError, Request
from models.errors import HearbackError

log = logging.getLogger(__name__)

MOST_VISITORS = 16
"""At once; more than that is not a softphone."""


def open_door(folders: Folders) -> Door | None:
    """Return this user's door; None if another window has it.

    Where it cannot be opened the door stays closed, and the window opens all the same: only
    softphones cannot reach it.
    """
    door = Door(socket_folder(folders))
    try:
        return door if door.open() else None
    except HearbackError as error:
        log.error("softphones cannot reach this window: %s", error)  # noqa: TRY400
        return door


class Visitors(Protocol):
    """Whatever lets softphones in."""

    def close(self) -> None:
        """Let nobody in any more."""


def welcome(door: Door, answer: Callable[[Request], Answer], parent: QObject) -> Visitors:
    """Have `answer` reply to whoever comes to the open door, in this system's way."""
    if sys.platform == "win32":
        pipe = importlib.import_module("ui.pipe_door")  # brings in Qt's network, there only
        return cast("Visitors", pipe.PipeDoor(pipe_name(door.folder), door, answer, parent))
    return CallDoor(door, answer, parent)


def reply_to(line: bytes, answer: Callable[[Request], Answer]) -> bytes:
    """Return the answer to one line; what is no request gets a sentence."""
    try:
        said = answer(decode_request(line))
    except BadRequestError as error:
        log.warning("a call request was refused: %s", error)
        said = Answer(False, error.person)
    return encode_answer(said)


class CallDoor(QObject):
    """Watches an open `Door` and has `answer` reply to each request."""

    def __init__(
        self, door: Door, answer: Callable[[Request], Answer], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._door = door
        self._answer = answer
        self._visitors: set[_Visitor] = set()
        self._watch = QSocketNotifier(door.fileno(), QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._on_knock)

    def close(self) -> None:
        """Let nobody in any more; the door itself is closed too."""
        self._watch.setEnabled(False)
        for visitor in list(self._visitors):
            visitor.leave()
        self._door.close()

    def _on_knock(self, *_: object) -> None:
        connection = self._door.accept()
        if connection is None:
            return
        if len(self._visitors) >= MOST_VISITORS:
            connection.close()
            return
        self._visitors.add(_Visitor(connection, self._answer, self._visitors.discard, self))


class _Visitor(QObject):
    """One connection: reads its line, answers, leaves."""

    def __init__(
        self,
        connection: socket.socket,
        answer: Callable[[Request], Answer],
        left: "Callable[[_Visitor], None]",
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._connection = connection
        self._answer = answer
        self._left = left
        self._heard = b""
        self._watch = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._on_words)
        QTimer.singleShot(round(TIME_LIMIT * 1000), self, self.leave)

    def leave(self) -> None:
        """Close the connection; may be called twice."""
        if self._watch.isEnabled():
            self._watch.setEnabled(False)
            self._connection.close()
            self._left(self)
            self.deleteLater()

    def _on_words(self, *_: object) -> None:
        try:
            part = self._connection.recv(MAX_BYTES)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        self._heard += part
        line, end, _rest = self._heard.partition(b"\n")
        if end or len(self._heard) > MAX_BYTES:
            self._reply(line)
            self.leave()
        elif not part:
            self.leave()

    def _reply(self, line: bytes) -> None:
        try:
            self._connection.send(reply_to(line, self._answer))
        except OSError:
            log.info("whoever asked about a call did not wait for the answer")
