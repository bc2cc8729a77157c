"""Delivery: what is due is tried, what fails waits longer each time, and nothing goes twice.

A network can lose the answer as well as the question, so an attempt has three outcomes: arrived,
not arrived, unknown. Before the note leaves, "may have arrived" is written down durably; only an
answer that says otherwise takes it back. While it stands, the next attempt looks at the helpdesk
first, and sends only if the note is not there.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import msgspec

from app.helpdesk.adapter import (
    HelpdeskAdapter,
    HelpdeskError,
    HelpdeskRefusedError,
    Receipt,
)
from app.outbox.entry import Entry
from app.outbox.store import LONGEST_WAIT, SETTLE, Outbox


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds to wait before the next attempt."""

    first: float = 5.0
    cap: float = 900.0
    settle: float = SETTLE
    """At least this long after an unknown outcome."""

    def wait(
        self, attempts: int, jitter: float, *, unknown: bool, retry_after: float | None
    ) -> float:
        """Return the seconds: doubled with each attempt, half of it shared out by `jitter` 0…1.

        The jitter keeps the windows of a whole floor from knocking at the same moment after an
        outage. What the helpdesk asked for is the least that it gets, up to a day.
        """
        full = min(self.cap, self.first * 2.0 ** min(max(attempts - 1, 0), 30))
        wait = full * (0.5 + 0.5 * jitter)
        if unknown:
            wait = max(wait, self.settle)
        return min(max(wait, retry_after or 0.0), LONGEST_WAIT)


class DeliveryResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one attempt, for the window."""

    note_id: str
    state: Literal["sent", "queued", "failed"]
    receipt: Receipt | None = None
    """Of a sent note: the ticket, its link, and what it is there."""
    why: str = ""
    """Of the others: what happened, one sentence."""
    cure: str = ""
    """What the person can do; may be empty."""
    next_try: float | None = None
    """Of a queued note: seconds since the epoch."""


class Courier:
    """Brings the notes of one outbox to one helpdesk. `run_once` blocks on the network."""

    def __init__(
        self,
        outbox: Outbox,
        helpdesk: HelpdeskAdapter,
        *,
        backoff: Backoff = Backoff(),
        jitter: Callable[[], float] = random.random,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._outbox = outbox
        self._helpdesk = helpdesk
        self._backoff = backoff
        self._jitter = jitter
        self._elapsed = elapsed

    def run_once(self, now: float, *, most: int | None = None) -> list[DeliveryResult]:
        """Try what is due at `now`, at most `most` entries; return what came of each.

        Entries that another process holds are passed over. Raises OutboxError when the outcome
        cannot be written down; the entry is then looked up at the helpdesk once its claim ends.
        """
        began = self._elapsed()
        results: list[DeliveryResult] = []
        for entry in self._outbox.due(now)[:most]:
            result = self._attempt(entry.id, lambda: now + self._elapsed() - began)
            if result:
                results.append(result)
        return results

    def _attempt(self, entry_id: str, clock: Callable[[], float]) -> DeliveryResult | None:
        entry = self._outbox.claim(entry_id, clock())
        if entry is None or entry.note is None:
            return None
        unknown = entry.uncertain
        try:
            receipt = self._helpdesk.find(entry.note) if entry.uncertain else None
            if receipt is None:
                self._insist_on_place(entry)
                if not self._outbox.mark_posting(entry.id, clock(), self._helpdesk.name):
                    return None
                unknown = True
                receipt = self._helpdesk.deliver(entry.note)
        except HelpdeskError as error:
            unknown = entry.uncertain or (unknown and error.may_have_arrived)
            return self._put_off(entry, error, clock(), unknown=unknown)
        if not self._outbox.mark_sent(entry.id, receipt, clock()):
            return None
        return DeliveryResult(note_id=entry.id, state="sent", receipt=receipt)

    def _insist_on_place(self, entry: Entry) -> None:
        """Raise where the note may have arrived at another helpdesk, which cannot be asked now."""
        there, here = entry.destination, self._helpdesk.name
        if entry.uncertain and there not in {"", here}:
            raise HelpdeskRefusedError(
                f"{entry.id}: may have arrived elsewhere",
                f"This note may have reached {there} already, and notes go to {here} now.",
                f"Look there first: retry sends it to {here}, discard forgets it.",
            )

    def _put_off(
        self, entry: Entry, error: HelpdeskError, now: float, *, unknown: bool
    ) -> DeliveryResult | None:
        if not error.retryable:
            held = self._outbox.mark_failed(entry.id, error.person, uncertain=unknown)
            result = DeliveryResult(
                note_id=entry.id, state="failed", why=error.why, cure=error.cure
            )
            return result if held else None
        next_try = now + self._backoff.wait(
            entry.attempts, self._jitter(), unknown=unknown, retry_after=error.retry_after
        )
        held = self._outbox.mark_retry(entry.id, error.person, next_try, uncertain=unknown)
        result = DeliveryResult(
            note_id=entry.id, state="queued", why=error.why, cure=error.cure, next_try=next_try
        )
        return result if held else None
