"""The outbox: drafts and notes on their way, encrypted and durable.

Every method is one transaction, on disk (fsync) before it returns, so a kill at any point loses
nothing that was said to be kept. Time is always an argument: seconds since the epoch by the wall
clock. An `Outbox` may be used from any thread (a lock keeps them apart, and nobody holds it for
longer than a write); other processes open their own, and SQLite keeps those apart.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import apsw
import msgspec

from app.helpdesk.adapter import Receipt
from app.note.schema import Note
from app.outbox import database
from app.outbox.database import said_plainly
from app.outbox.entry import Draft, Entry
from app.outbox.presence import Presence
from app.outbox.rows import COLUMNS, belongs, decoded, entry_of, last_change

_T = TypeVar("_T")
LEASE = 180.0
"""Seconds for which a claim holds; longer than any attempt may take (see `http.PATIENCE`)."""
SETTLE = 30.0
"""Seconds after an attempt of unknown outcome before anybody looks or sends again: a slow helpdesk
may still be busy filing the note, and would not find it yet."""
LONGEST_WAIT = 86_400.0
"""Seconds; a next try or a claim further ahead means that the clock was set back: it is due."""
KEEP_RECEIPTS = 30 * 86_400.0
"""Seconds for which the receipt of a sent note is kept. A note's id is never used again, so a
later `enqueue` of the same id cannot come but from a draft older than that."""
_DUE = (
    "(state = 'queued' AND (next_try <= :now OR next_try > :absurd)) OR "
    "(state = 'sending' AND (claimed_until <= :now OR claimed_until > :absurd))"
)
"""SQL: free to be taken at :now (bindings from `_due_at`)."""
_DOUBT = "uncertain = :uncertain, destination = iif(:uncertain, destination, '')"


class Outbox:
    """Open with `Outbox.open`, close when done; also a context manager."""

    def __init__(self, connection: apsw.Connection, presence: Presence, notice: str = "") -> None:
        self._connection = connection
        self._presence = presence
        self._holder = secrets.token_hex(8)
        self._lock = threading.RLock()
        self.notice = notice
        """A sentence for the person when a broken outbox was set aside; else empty."""

    @classmethod
    def open(cls, folder: Path, key: bytes) -> Self:
        """Open or begin the outbox in `folder`. Raises OutboxError; see `database.connect`.

        Where no other process has it open, what a dead one was about to send is due at once, and
        what it may have sent SETTLE seconds after that.
        """
        connection, notice = database.connect(folder, key)
        with said_plainly():
            presence = Presence(folder)
            outbox = cls(connection, presence, notice)
            if presence.was_alone:
                with outbox._transaction():
                    connection.execute(
                        "UPDATE entries SET state = 'queued', "
                        "next_try = iif(uncertain, claimed_until - :lease + :settle, 0), "
                        "uncertain = 1, holder = '', claimed_until = 0 WHERE state = 'sending'",
                        {"lease": LEASE, "settle": SETTLE},
                    )
        return outbox

    def close(self) -> None:
        with self._lock, said_plainly():
            self._connection.close()
            self._presence.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Drafts

    def save_draft(self, draft: Draft) -> None:
        """Keep the draft, replacing the one of the same call. Raises OutboxError.

        A note that is on its way or has arrived has no draft any more: then nothing is kept, so
        that a save that comes late does not bring it back.
        """
        note_id = draft.note.id if draft.note else None
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO drafts (call_id, document) SELECT ?, ? WHERE NOT EXISTS "
                "(SELECT 1 FROM entries WHERE id = ? AND state != 'failed') "
                "ON CONFLICT (call_id) DO UPDATE SET document = excluded.document",
                (draft.call_id, msgspec.json.encode(draft), note_id),
            )

    def drafts(self) -> tuple[Draft, ...]:
        """Return the drafts that this version can read, the latest call first."""
        found = self._drafts(lambda document: decoded(document, Draft))
        known = [draft for _, draft in found if draft is not None]
        return tuple(sorted(known, key=lambda draft: draft.started, reverse=True))

    def last_changes(self) -> tuple[tuple[str, str], ...]:
        """Return call id and wall time of the last change of all drafts, unreadable ones too."""
        return tuple(self._drafts(last_change))

    def discard_draft(self, call_id: str) -> bool:
        """Forget the draft; False if there was none."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM drafts WHERE call_id = ?", (call_id,))
            return connection.changes() > 0

    # Sending

    def enqueue(self, note: Note, now: float, *, call_id: str | None = None) -> Entry:
        """Put the note on its way, and drop the draft of `call_id` (else of the note) with it.

        The same note twice is one entry. Sent again after a failure it is queued anew, with its
        latest wording unless an earlier attempt may already have arrived.
        """
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO entries (id, state, created, next_try, note) "
                "VALUES (?, 'queued', ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "note = iif(uncertain, note, excluded.note), next_try = excluded.next_try, "
                "destination = iif(state = 'failed', '', destination), "
                "state = 'queued' WHERE state IN ('queued', 'failed')",
                (note.id, now, now, msgspec.json.encode(note)),
            )
            if call_id is None:
                for name, its in self._drafts(lambda document: belongs(document, note.id)):
                    if its or name == note.id:
                        connection.execute("DELETE FROM drafts WHERE call_id = ?", (name,))
            else:
                connection.execute("DELETE FROM drafts WHERE call_id = ?", (call_id,))
            return self._entry(note.id)

    def due(self, now: float) -> tuple[Entry, ...]:
        """Return what may be tried at `now` and can be read: queued, or left by a dead process.

        What has waited longest since it was due comes first, so that none starves another.
        """
        found = self._entries(f"WHERE {_DUE} ORDER BY next_try, created, id", _due_at(now))
        return tuple(entry for entry in found if entry.note is not None)

    def claim(self, entry_id: str, now: float) -> Entry | None:
        """Take the entry for this process until `now` + LEASE; None if it is not to be had.

        One that a dead process left in the middle comes back as uncertain.
        """
        with self._transaction() as connection:
            connection.execute(
                "UPDATE entries SET "  # noqa: S608  constant text only
                "uncertain = (uncertain OR state = 'sending' AND holder != ''), "
                "state = 'sending', attempts = attempts + 1, holder = :holder, "
                f"claimed_until = :until WHERE id = :id AND ({_DUE})",
                {
                    "holder": self._holder,
                    "until": now + LEASE,
                    "id": entry_id,
                    **_due_at(now),
                },
            )
            return self._entry(entry_id) if connection.changes() else None

    def mark_posting(self, entry_id: str, now: float, destination: str = "") -> bool:
        """Write down, before the note leaves, that it may have arrived there from now on.

        Renews the claim; False if another process has taken the entry over: then nothing may
        be sent.
        """
        return self._update(
            entry_id,
            "uncertain = 1, destination = :destination, claimed_until = :until",
            {"destination": destination, "until": now + LEASE},
        )

    def mark_sent(self, entry_id: str, receipt: Receipt, now: float) -> bool:
        """Keep the receipt, forget the note. False if another process holds the entry."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM entries WHERE sent_at < ?", (now - KEEP_RECEIPTS,))
        return self._update(
            entry_id,
            "state = 'sent', uncertain = 0, error = '', note = NULL, receipt = :receipt, "
            "sent_at = :now",
            {"receipt": msgspec.json.encode(receipt), "now": now},
            release=True,
        )

    def mark_retry(self, entry_id: str, error: str, next_try: float, *, uncertain: bool) -> bool:
        """Queue the entry again; `uncertain`: this or an earlier attempt may have arrived."""
        return self._update(
            entry_id,
            f"state = 'queued', error = :error, next_try = :next_try, {_DOUBT}",
            {"error": error, "next_try": next_try, "uncertain": uncertain},
            release=True,
        )

    def mark_failed(self, entry_id: str, error: str, *, uncertain: bool) -> bool:
        """Stop trying until the person says `retry`. The note stays."""
        return self._update(
            entry_id,
            f"state = 'failed', error = :error, {_DOUBT}",
            {"error": error, "uncertain": uncertain},
            release=True,
        )

    # Looking after it

    def entries(self) -> tuple[Entry, ...]:
        """Return everything, the oldest first, receipts of sent notes included."""
        return self._entries("ORDER BY created, id", {})

    def entry(self, entry_id: str) -> Entry | None:
        found = self._entries("WHERE id = :id", {"id": entry_id})
        return found[0] if found else None

    def retry(self, entry_id: str, now: float) -> bool:
        """Make it due at once, a failed one wherever notes go now; False if it is neither."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE entries SET destination = iif(state = 'failed', '', destination), "
                "state = 'queued', next_try = ?, attempts = 0 "
                "WHERE id = ? AND state IN ('queued', 'failed')",
                (now, entry_id),
            )
            return connection.changes() > 0

    def discard(self, entry_id: str, now: float) -> bool:
        """Forget the entry for good; False if there is none or it is being sent at `now`."""
        with self._transaction() as connection:
            connection.execute(
                "DELETE FROM entries WHERE id = ? AND NOT "
                "(state = 'sending' AND claimed_until > ? AND claimed_until <= ?)",
                (entry_id, now, now + LONGEST_WAIT),
            )
            return connection.changes() > 0

    def _drafts(self, read: Callable[[object], _T]) -> list[tuple[str, _T]]:
        """Return what `read` makes of each document, one at a time: twenty are megabytes."""
        with self._lock, said_plainly():
            rows = self._connection.execute("SELECT call_id, document FROM drafts")
            return [(str(call_id), read(document)) for call_id, document in rows]

    def _entry(self, entry_id: str) -> Entry:
        return self._entries("WHERE id = :id", {"id": entry_id})[0]

    def _entries(self, where: str, bindings: dict[str, object]) -> tuple[Entry, ...]:
        with self._lock, said_plainly():
            rows = self._connection.execute(
                f"SELECT {COLUMNS} FROM entries {where}",  # noqa: S608  constant text only
                bindings,
            ).fetchall()
        return tuple(entry_of(row) for row in rows)

    def _update(
        self, entry_id: str, change: str, bindings: dict[str, object], *, release: bool = False
    ) -> bool:
        """Change the entry if this process still holds it."""
        if release:
            change += ", holder = '', claimed_until = 0"
        with self._transaction() as connection:
            connection.execute(
                f"UPDATE entries SET {change} "  # noqa: S608  constant text only
                "WHERE id = :id AND state = 'sending' AND holder = :holder",
                {"id": entry_id, "holder": self._holder, **bindings},
            )
            return connection.changes() > 0

    @contextmanager
    def _transaction(self) -> Iterator[apsw.Connection]:
        """All or nothing, and the write lock from the start, so that two cannot cross."""
        with self._lock, said_plainly():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _due_at(now: float) -> dict[str, object]:
    return {"now": now, "absurd": now + LONGEST_WAIT}
