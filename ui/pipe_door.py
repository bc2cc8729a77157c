"""Windows: a named pipe stands for the private socket. Not run on hardware yet.

`UserAccessOption` puts an access list on the pipe that names this user alone. Two windows could
listen to one name there, so the lock (`app.ipc.lock`) decides which of them does.
"""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.ipc.door import Door
from app.ipc.message import MAX_BYTES, TIME_LIMIT, Answer
from app.phone.request import Request
from ui.call_door import reply_to

log = logging.getLogger(__name__)


class PipeDoor(QObject):
    """Answers each visitor's one line."""

    def __init__(
        self, name: str, door: Door, answer: Callable[[Request], Answer], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._door = door
        self._answer = answer
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_knock)
        if not self._server.listen(name):
            log.error("softphones cannot reach this window: %s", self._server.errorString())

    def close(self) -> None:
        self._server.close()
        self._door.close()

    def _on_knock(self) -> None:
        visitor = self._server.nextPendingConnection()
        visitor.readyRead.connect(lambda: self._on_words(visitor))
        visitor.disconnected.connect(visitor.deleteLater)
        QTimer.singleShot(round(TIME_LIMIT * 1000), visitor, visitor.abort)
        self._on_words(visitor)

    def _on_words(self, visitor: QLocalSocket) -> None:
        if visitor.canReadLine() or visitor.bytesAvailable() > MAX_BYTES:
            line = bytes(visitor.readLine(MAX_BYTES).data())
            visitor.write(reply_to(line, self._answer))
            visitor.disconnectFromServer()  # once the answer is written
