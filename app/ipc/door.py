"""The window's side of the private socket: one door per user, and a lock that says whose it is.

The lock is the system's: a killed window loses it, so what it left behind is known to be left
behind. Of two that start at once exactly one gets it. The socket is only ever bound under the
lock. On Windows the door is the lock alone, and a named pipe stands for the socket. No loop in
here: whoever owns the door watches its file descriptor.
"""

import logging
import os
import socket
import sys
from pathlib import Path

from app.ipc.lock import take
from app.ipc.peer import is_own
from app.ipc.place import LOCK, SOCKET, make_private
from models.errors import HearbackError

log = logging.getLogger(__name__)

BACKLOG = 8


class DoorError(HearbackError):
    """The socket could not be opened."""

    default_person = "The softphone cannot reach Hearback. Everything else works."


class Door:
    """Closed until `open`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: int | None = None
        self._socket: socket.socket | None = None

    def open(self) -> bool:
        """Become this user's window; False if there is one already.

        Raises UnsafeFolderError, and DoorError where the system does not let us.
        """
        make_private(self.folder)
        try:
            self._lock = take(self.folder / LOCK)
            if self._lock is None:
                return False
            if sys.platform != "win32":  # there it is a named pipe (ui/pipe_door.py)
                self._bind()
        except OSError as error:
            self.close()
            raise DoorError(f"socket: {error.strerror}") from error
        return True

    def _bind(self) -> None:
        address = self.folder / SOCKET
        address.unlink(missing_ok=True)  # of a window that was killed: we hold the lock
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(address))
        address.chmod(0o600)
        self._socket.listen(BACKLOG)
        self._socket.setblocking(False)

    @property
    def is_open(self) -> bool:
        return self._lock is not None

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when somebody is at the door."""
        if self._socket is None:
            raise DoorError("the door is closed")
        return self._socket.fileno()

    def accept(self) -> socket.socket | None:
        """Let one in, if it is this user; None if nobody is there or it is somebody else."""
        if self._socket is None:
            return None
        try:
            visitor, _ = self._socket.accept()
        except OSError:  # gone again
            return None
        try:
            welcome = is_own(visitor)
        except OSError:
            welcome = False
        if not welcome:
            log.warning("another user knocked at the call socket and was sent away")
            visitor.close()
            return None
        visitor.setblocking(False)
        return visitor

    def close(self) -> None:
        """Leave; may be called twice. The lock's file stays, so that no two ever hold one each."""
        if self._socket is not None:
            (self.folder / SOCKET).unlink(missing_ok=True)
            self._socket.close()
            self._socket = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
