"""A lock of the system on a small file: a killed process loses it, so it is never stale."""

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def take(file: Path) -> int | None:
    """Return the descriptor that holds the lock until it is closed; None if another has it.

    Raises OSError.
    """
    no_links = getattr(os, "O_NOFOLLOW", 0)
    held = os.open(file, os.O_RDWR | os.O_CREAT | no_links, 0o600)
    try:
        _lock(held)
    except BlockingIOError:
        os.close(held)
        return None
    except OSError:
        os.close(held)
        raise
    return held


def _lock(held: int) -> None:
    """Raise BlockingIOError if another process has it."""
    if sys.platform == "win32":  # not run on hardware yet
        try:
            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(*error.args) from error
    else:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
