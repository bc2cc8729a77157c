"""Who is at the other end of a Unix socket: asked of the system, not of the other end."""

import os
import socket
import struct
import sys

_LINUX = struct.Struct("3i")
"""struct ucred: pid, uid, gid (unix(7))."""
_MACOS = struct.Struct("=II")
"""The head of struct xucred: version, uid (sys/ucred.h); read by LOCAL_PEERCRED."""
_LOCAL_PEERCRED = 1
_SOL_LOCAL = 0


def peer_uid(connection: socket.socket) -> int:
    """Return the user id of the other end. Raises OSError where the system does not say."""
    if sys.platform == "darwin":  # not run on hardware yet
        head = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, 76)
        return int(_MACOS.unpack_from(head)[1])
    answer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _LINUX.size)
    return int(_LINUX.unpack(answer)[1])


def is_own(connection: socket.socket) -> bool:
    """Whether the other end belongs to this user."""
    return peer_uid(connection) == os.getuid()
