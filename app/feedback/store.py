"""Where examples are kept: a database of its own, encrypted like the outbox, and limited.

Its key is derived from the outbox's, so that there is one secret to look after and neither file
opens the other. Every change is one transaction, on disk before it returns.
"""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import apsw
import msgspec

from app.feedback.errors import plainly
from app.feedback.example import Kept
from app.folders import Folders
from app.outbox.database import Layout, connect, said_plainly
from app.outbox.errors import OutboxError
from app.outbox.key import outbox_key
from app.outbox.rows import decoded
from app.secrets import SystemKeyring

FOLDER = "feedback"
MOST = 500
"""Examples kept; the oldest go first."""
LONGEST = timedelta(days=90)
"""After it an example is deleted, exported or not."""
LAYOUT = Layout(
    stem="feedback",
    title="What you called “not so”",
    schema="""
CREATE TABLE examples (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    document BLOB NOT NULL
) STRICT;
""",
    version=1,
)
_PURPOSE = b"hearback feedback 1"


class Examples:
    """Open with `Examples.open` or `open_examples`; also a context manager. For any thread."""

    def __init__(self, connection: apsw.Connection, notice: str = "") -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self.notice = notice
        """A sentence for the person when a broken file was set aside; else empty."""

    @classmethod
    def open(cls, folder: Path, key: bytes) -> Self:
        """Open or begin the database in `folder`; `key` is the outbox's. Raises FeedbackError."""
        try:
            connection, notice = connect(folder, derived(key), LAYOUT)
        except OutboxError as error:
            raise plainly(error) from error
        return cls(connection, notice)

    def keep(self, example: Kept, today: date) -> None:
        """Keep it, and let go of what is too old or too many. Twice is once."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO examples (id, day, document) VALUES (?, ?, ?)",
                (example.id, example.day, msgspec.json.encode(example)),
            )
            self._let_go(connection, today)

    def change(self, example: Kept) -> bool:
        """Replace the example with this id; False if there is none."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE examples SET document = ? WHERE id = ?",
                (msgspec.json.encode(example), example.id),
            )
            return connection.changes() > 0

    def drop(self, example_id: str) -> bool:
        """Forget one; False if there was none."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM examples WHERE id = ?", (example_id,))
            return connection.changes() > 0

    def clear(self) -> int:
        """Forget all; return how many there were."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM examples")
            return connection.changes()

    def forget_old(self, today: date) -> int:
        """Forget what is older than `LONGEST`, or too many; return how many that were."""
        with self._transaction() as connection:
            return self._let_go(connection, today)

    def all(self) -> tuple[Kept, ...]:
        """Return the examples that this version can read, the oldest first."""
        with self._plainly():
            rows = self._connection.execute("SELECT document FROM examples ORDER BY place")
            found = [decoded(document, Kept) for (document,) in rows]
        return tuple(example for example in found if example is not None)

    def count(self) -> int:
        """Return how many are kept."""
        with self._plainly():
            for (number,) in self._connection.execute("SELECT count(*) FROM examples"):
                return int(number)
        return 0

    def close(self) -> None:
        with self._plainly():
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _let_go(self, connection: apsw.Connection, today: date) -> int:
        before = connection.total_changes()
        connection.execute("DELETE FROM examples WHERE day < ?", ((today - LONGEST).isoformat(),))
        connection.execute(
            "DELETE FROM examples WHERE place <= "
            "(SELECT place FROM examples ORDER BY place DESC LIMIT 1 OFFSET ?)",
            (MOST,),
        )
        return connection.total_changes() - before

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        with self._lock:
            try:
                with said_plainly():
                    yield
            except OutboxError as error:
                raise plainly(error) from error

    @contextmanager
    def _transaction(self) -> Iterator[apsw.Connection]:
        with self._plainly():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def open_examples(folders: Folders, ring: SystemKeyring | None = None) -> Examples:
    """Open what this user has kept. May wait some seconds for a keyring. Raises FeedbackError."""
    try:
        key, _ = outbox_key(folders.data / "outbox", ring or SystemKeyring())
    except OutboxError as error:
        raise plainly(error) from error
    return Examples.open(folders.data / FOLDER, key)


def begun(folders: Folders) -> bool:
    """Return whether anything was ever kept, without opening it."""
    return (folders.data / FOLDER / LAYOUT.file).exists()


def derived(key: bytes) -> bytes:
    """Return the key for this purpose (HMAC-SHA256 of its name, as in HKDF's expansion)."""
    return hmac.new(key, _PURPOSE, hashlib.sha256).digest()
