"""Who else has the outbox open: known by a lock of the system, which a killed process loses.

Every open outbox holds a shared lock on one small file, by way of SQLite, which knows how on
every system. Whoever finds nobody else there on opening knows that all claims are left over.
"""

from pathlib import Path

import apsw

FILE = "outbox.open"
JOIN_MS = 10_000
"""Milliseconds to wait for another one that is just finding out whether it is alone."""


class Presence:
    """Held from `__init__` to `close`. Raises what SQLite raises."""

    def __init__(self, folder: Path) -> None:
        self._lock = apsw.Connection(str(folder / FILE))
        try:
            self.was_alone = self._nobody_there()
            """Whether no other process (nor other outbox of this one) had it open."""
            self._lock.set_busy_timeout(JOIN_MS)
            self._lock.execute("BEGIN")
            self._lock.execute("SELECT * FROM sqlite_schema").fetchall()
        except BaseException:
            self._lock.close()
            raise

    def close(self) -> None:
        self._lock.close()

    def _nobody_there(self) -> bool:
        """Try for the exclusive lock, and let it go.

        Another one may join before this one does, but neither has claimed anything yet then.
        """
        self._lock.set_busy_timeout(0)
        self._lock.pragma("journal_mode", "memory")  # A lock writes nothing, also on a full disk.
        try:
            self._lock.execute("BEGIN EXCLUSIVE")
        except apsw.BusyError:
            return False
        self._lock.execute("ROLLBACK")
        return True
