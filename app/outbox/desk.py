"""The way out in one piece: what the window holds to keep drafts and send notes.

A `Desk` may be used from any thread. `step` blocks on the network (up to two minutes at worst),
so it has a worker thread of its own; the other methods take milliseconds, also while a `step` is
under way. `open` may wait some seconds for a keyring that does not answer: it belongs on the
worker thread too.
"""

import time
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from app.folders import Folders
from app.helpdesk.adapter import HelpdeskAdapter
from app.helpdesk.choose import choose
from app.note.schema import Note
from app.outbox.courier import Courier, DeliveryResult
from app.outbox.entry import Draft, Entry
from app.outbox.key import KeySource, outbox_key
from app.outbox.store import Outbox
from app.privacy.retention import expired
from app.secrets import SystemKeyring
from app.settings import Settings


class Desk:
    """Open with `Desk.open`, close when done; also a context manager."""

    def __init__(self, outbox: Outbox, helpdesk: HelpdeskAdapter, key_source: KeySource) -> None:
        self.outbox = outbox
        self.key_source = key_source
        """Where the encryption key is kept: `words` is a sentence for the window."""
        notices = (key_source.notice, outbox.notice, _unread(outbox))
        self.notice = " ".join(part for part in notices if part)
        """What had to be repaired on opening, or cannot be read, as sentences; mostly empty."""
        self.helpdesk_name = helpdesk.name
        """Where notes go, in words: "Request Tracker at rt.example.com"."""
        self._helpdesk = helpdesk
        self._courier = Courier(outbox, helpdesk)

    @classmethod
    def open(cls, folders: Folders, settings: Settings, ring: SystemKeyring | None = None) -> Self:
        """Open the outbox of this user and choose the helpdesk. Raises OutboxError.

        Settings that make no helpdesk do not keep it from opening: drafts are kept, and sending
        says what is wrong.
        """
        ring = ring or SystemKeyring()
        folder = folders.data / "outbox"
        key, source = outbox_key(folder, ring)
        outbox = Outbox.open(folder, key)
        return cls(outbox, choose(settings.helpdesk, folders, ring), source)

    def send(self, note: Note, now: float | None = None, *, call_id: str | None = None) -> Entry:
        """Put the note on its way and drop its draft; `step` delivers it. Raises OutboxError.

        `now`: seconds since the epoch, the present when None. The draft dropped is that of
        `call_id`, else the one that holds this note.
        """
        return self.outbox.enqueue(note, time.time() if now is None else now, call_id=call_id)

    def step(self, now: float | None = None, *, most: int | None = 1) -> list[DeliveryResult]:
        """Try what is due, one note unless told otherwise; return what came of it.

        Call it every second or two: where nothing is due it costs one small query. Raises
        OutboxError when an outcome cannot be written down; nothing is lost then, and the note is
        looked up at the helpdesk before it is tried again.
        """
        return self._courier.run_once(time.time() if now is None else now, most=most)

    def save_draft(self, draft: Draft) -> None:
        """Keep the draft, replacing the one of the same call, unless its note is on its way.

        Raises OutboxError.
        """
        self.outbox.save_draft(draft)

    def drafts(self) -> tuple[Draft, ...]:
        """Return the drafts, the latest call first."""
        return self.outbox.drafts()

    def forget_old_drafts(self, now: datetime | None = None) -> int:
        """Forget the drafts that nobody came back to; return how many (`app.privacy.retention`).

        `now`: with its offset; the present when None.
        """
        now = now or datetime.now(UTC)
        known = ((name, _moment(when) or now) for name, when in self.outbox.last_changes())
        old = expired(known, now)
        for call_id in old:
            self.discard_draft(call_id)
        return len(old)

    def discard_draft(self, call_id: str) -> bool:
        """Forget the draft; False if there was none."""
        return self.outbox.discard_draft(call_id)

    def entries(self) -> tuple[Entry, ...]:
        """Return what waits and the receipts of what was sent, the oldest first."""
        return self.outbox.entries()

    def retry(self, note_id: str, now: float | None = None) -> bool:
        """Make a waiting or failed note due at once; False if it is neither."""
        return self.outbox.retry(note_id, time.time() if now is None else now)

    def discard(self, note_id: str, now: float | None = None) -> bool:
        """Forget a note for good; False if there is none or it is just being sent."""
        return self.outbox.discard(note_id, time.time() if now is None else now)

    def close(self) -> None:
        self._helpdesk.close()
        self.outbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _unread(outbox: Outbox) -> str:
    """Return a sentence about the drafts that this version cannot read; else nothing."""
    number = len(outbox.last_changes()) - len(outbox.drafts())
    if not number:
        return ""
    what = "One draft was" if number == 1 else f"{number} drafts were"
    return f"{what} written by a newer Hearback: kept; update Hearback to open what it wrote."


def _moment(when: str) -> datetime | None:
    """Return the wall time, None where it is none or has no offset."""
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
