"""Writing to disk: what can go wrong in one sentence, and one writer at a time."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import HearbackError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FULL = {errno.ENOSPC, errno.EDQUOT}
_DENIED = {errno.EROFS, errno.EACCES, errno.EPERM}


class DiskError(HearbackError):
    """Nothing can be written there: full, read-only, or in use by another Hearback."""

    default_retryable = True


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the system says about writing below `folder` into a DiskError."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            said = f"The disk with {folder} is full. Make room and try again."
        elif error.errno in _DENIED:
            said = f"{folder} cannot be written to: it is read-only for you."
        else:
            said = f"{folder} cannot be written to: {error.strerror or type(error).__name__}."
        raise DiskError(f"write failed: {error.strerror}", said) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one to change `folder`; the system gives the lock back if this process dies.

    Raises DiskError at once where another process has it.
    """
    with writing(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            if sys.platform == "win32":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DiskError(
                "models folder is locked",
                "Another Hearback is changing the models just now. Try again when it is done.",
            ) from error
        yield
    finally:
        os.close(handle)
