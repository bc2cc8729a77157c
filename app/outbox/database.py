"""The encrypted file under the outbox: opened, keyed, checked, and set aside when it is broken.

SQLite with ChaCha20-Poly1305 from SQLite3MultipleCiphers (its default cipher): every page is
encrypted and authenticated, so a changed byte is noticed. The key is 32 random bytes, given raw:
stretching is for passwords and would cost 40 ms at every start. `app/feedback` keeps its own file
in the same way.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

from app.helpdesk.folder import DISK_FULL
from app.outbox.errors import (
    OutboxBusyError,
    OutboxError,
    OutboxFullError,
    OutboxReadOnlyError,
)

log = logging.getLogger(__name__)

KEY_BYTES = 32
BUSY_MS = 10_000
"""How long a writer waits for another process, milliseconds."""
CACHE_KIB = 256
"""KiB of pages that SQLite keeps: its usual 2,000 fill up over a shift and gain nothing here."""
SCHEMA_VERSION = 2
SCHEMA = """
CREATE TABLE drafts (
    call_id TEXT PRIMARY KEY,
    document BLOB NOT NULL
) STRICT;
CREATE TABLE entries (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
    created REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try REAL NOT NULL DEFAULT 0,
    holder TEXT NOT NULL DEFAULT '',
    claimed_until REAL NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    receipt BLOB,
    sent_at REAL,
    note BLOB,
    destination TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX entries_due ON entries (state, next_try);
"""
FROM_1 = "ALTER TABLE entries ADD COLUMN destination TEXT NOT NULL DEFAULT ''"


@dataclass(frozen=True, slots=True)
class Layout:
    """What a database of ours is called and made of."""

    stem: str
    """Of the names of its files: "outbox" makes outbox.db and outbox.lock."""
    title: str
    """As a sentence about it begins: "The outbox"."""
    schema: str
    version: int
    from_before: str = ""
    """Brings a database of version 1 up to this one."""

    @property
    def file(self) -> str:
        return f"{self.stem}.db"


OUTBOX = Layout("outbox", "The outbox", SCHEMA, SCHEMA_VERSION, FROM_1)


class _BrokenFileError(Exception):
    """Not a database, not with this key, or damaged."""


def connect(folder: Path, key: bytes, layout: Layout = OUTBOX) -> tuple[apsw.Connection, str]:
    """Open the database in `folder` and return it with a sentence, empty when all is well.

    A file that cannot be read (another key, damage) is renamed, never deleted, and a new one is
    begun; the sentence says so. Raises OutboxError when there is nowhere to write.
    """
    if len(key) != KEY_BYTES:
        raise OutboxError(f"key of {len(key)} bytes")
    with said_plainly():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return _open(folder, key, layout), ""
        except _BrokenFileError as error:
            log.warning("%s: %s", layout.stem, error)
        with alone(folder, layout):
            try:  # Another process may have set it aside a moment ago.
                return _open(folder, key, layout), ""
            except _BrokenFileError:
                aside = _set_aside(folder, layout)
            return _open(folder, key, layout), (
                f"{layout.title} could not be read, so a new one was begun. The old one is kept as "
                f"{aside.name} in {folder}."
            )


def _open(folder: Path, key: bytes, layout: Layout) -> apsw.Connection:
    file = folder / layout.file
    file.touch(mode=0o600)
    connection = apsw.Connection(str(file))
    try:
        connection.set_busy_timeout(BUSY_MS)
        connection.pragma("key", f"raw:{key.hex()}")
        connection.pragma("cache_size", -CACHE_KIB)
        connection.pragma("journal_mode", "wal")
        connection.pragma("synchronous", "full")
        connection.pragma("secure_delete", "on")
        if _checked(connection, layout) < layout.version:
            _bring_up(connection, layout)
    except BaseException as error:
        connection.close()
        if isinstance(error, (apsw.NotADBError, apsw.CorruptError)):
            raise _BrokenFileError(str(error)) from error
        raise
    return connection


def _checked(connection: apsw.Connection, layout: Layout) -> int:
    """Return the schema version of a sound database, 0 for a new one."""
    found = int(connection.pragma("user_version"))
    if found > layout.version:
        raise OutboxError(
            f"schema {found}, this version knows {layout.version}",
            f"{layout.title} was written by a newer Hearback. Update Hearback to open it.",
        )
    if connection.pragma("quick_check") != "ok":
        msg = "quick_check found damage"
        raise _BrokenFileError(msg)
    return found


def _bring_up(connection: apsw.Connection, layout: Layout) -> None:
    """Begin a new database, or bring an older one up to this version."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = int(connection.pragma("user_version"))  # another process may have been quicker
        if found < layout.version:
            connection.execute(layout.schema if found == 0 else layout.from_before)
            connection.pragma("user_version", layout.version)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _set_aside(folder: Path, layout: Layout) -> Path:
    """Rename the three files of the database; return the first one's new name."""
    number = 1
    while any(folder.glob(f"{layout.stem}-set-aside-{number}.db*")):
        number += 1
    aside = folder / f"{layout.stem}-set-aside-{number}.db"
    for suffix in ("-shm", "-wal", ""):
        part = folder / (layout.file + suffix)
        if part.exists():
            part.rename(folder / (aside.name + suffix))
    return aside


@contextmanager
def alone(folder: Path, layout: Layout = OUTBOX) -> Iterator[None]:
    """Hold the folder against other processes, by SQLite's own lock on an empty file."""
    lock = apsw.Connection(str(folder / f"{layout.stem}.lock"))
    try:
        lock.set_busy_timeout(BUSY_MS)
        lock.pragma("journal_mode", "memory")  # A lock writes nothing, also on a full disk.
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what SQLite and the system raise into one OutboxError with a sentence."""
    try:
        yield
    except apsw.FullError as error:
        raise OutboxFullError(str(error)) from error
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError, apsw.AuthError) as error:
        raise OutboxReadOnlyError(str(error)) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise OutboxBusyError(str(error)) from error
    except apsw.Error as error:
        raise OutboxError(f"{type(error).__name__}: {error}") from error
    except OSError as error:
        kind = OutboxFullError if error.errno in DISK_FULL else OutboxReadOnlyError
        raise kind(f"outbox: {error.strerror}") from error
