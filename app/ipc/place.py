"""Where the private socket lies: a folder that only this user can enter.

`$XDG_RUNTIME_DIR` where the system gives one, else a folder of our own in the temporary folder.
The name holds a checksum of the data folder, because a socket's address must be short (108 bytes)
and two installations with their own HEARBACK_HOME must not meet.
"""

import os
import stat
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

from app.folders import Folders
from models.errors import HearbackError

SOCKET = "call.sock"
LOCK = "window.lock"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class UnsafeFolderError(HearbackError):
    """Somebody else could get at the socket, so it is not used."""


def socket_folder(folders: Folders, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of this user's window; nothing is made."""
    mark = f"{zlib.crc32(str(folders.data).encode()):08x}"
    if sys.platform == "win32":  # in the user's profile, which is closed to others
        return folders.data / f"hearback-{mark}"
    if given := environ.get("XDG_RUNTIME_DIR"):
        return Path(given) / f"hearback-{mark}"
    shared = environ.get("TMPDIR") or "/tmp"  # noqa: S108  checked before use; tempfile is slow
    return Path(shared) / f"hearback-{os.getuid()}-{mark}"


def pipe_name(folder: Path) -> str:
    """Return the name of the pipe that stands for the socket on Windows."""
    return folder.name


def make_private(folder: Path) -> None:
    """Make the folder for this user alone. Raises UnsafeFolderError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_private(folder)
    except OSError as error:
        raise UnsafeFolderError(
            f"socket folder: {error.strerror}",
            f"{folder} cannot be made: {error.strerror}. The softphone cannot reach Hearback.",
        ) from error


def check_private(folder: Path) -> None:
    """See that the folder is real, this user's, and closed to others.

    Raises UnsafeFolderError; FileNotFoundError where there is none.
    """
    found = folder.lstat()
    if sys.platform == "win32":
        return
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not ours or found.st_mode & _OTHERS:
        raise UnsafeFolderError(
            "socket folder is not private",
            f"{folder} is not private to you, so it is not used. Remove it and start again.",
        )
