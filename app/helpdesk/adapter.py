"""What every helpdesk offers: put a note there once, and look whether it is there already.

An adapter does one attempt and says what came of it; waiting and trying again is the courier's
business. Errors say whether trying again can help, and whether the note may have arrived all the
same (the answer was lost on its way back), because then the courier must look first.
"""

import hashlib
import re
from typing import ClassVar, Protocol

import msgspec

from app.note.schema import Note
from models.errors import HearbackError

_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class Receipt(msgspec.Struct, frozen=True):
    """Where a note is now."""

    ticket: str
    """Number of the ticket, or the name of the file."""
    link: str
    """What a click opens."""
    kind: str
    """"ticket", "comment" or "file"."""


class HelpdeskAdapter(Protocol):
    """One helpdesk, with its address and its secret inside. Not shared between threads."""

    name: str
    """Where notes go, as the person would say it: "Request Tracker at rt.example.com"."""

    def find(self, note: Note) -> Receipt | None:
        """Return the receipt of this note if it has arrived before, None if it has not.

        It takes the note, not its id alone, because a comment is looked for on its own ticket.
        Raises HelpdeskError.
        """

    def deliver(self, note: Note) -> Receipt:
        """Send the note: a new ticket, or an internal comment on `note.ticket`.

        Does not look first. Raises HelpdeskError.
        """

    def close(self) -> None:
        """Let go of connections."""


class HelpdeskError(HearbackError):
    """One attempt failed. `why` says what happened, `cure` what the person can do (or nothing)."""

    default_why: ClassVar[str] = "The helpdesk did not take the note."
    default_cure: ClassVar[str] = ""

    def __init__(  # noqa: PLR0913  every one is a field of the answer
        self,
        log: str,
        why: str = "",
        cure: str = "",
        *,
        retryable: bool | None = None,
        retry_after: float | None = None,
        may_have_arrived: bool = True,
    ) -> None:
        self.why = why or self.default_why
        self.cure = cure or self.default_cure
        super().__init__(log, f"{self.why} {self.cure}".strip(), retryable=retryable)
        self.retry_after = retry_after
        """Seconds for which the helpdesk asked to be left alone; None if it did not say."""
        self.may_have_arrived = may_have_arrived
        """False only where it is certain that the helpdesk did not take the note."""


class HelpdeskUnreachableError(HelpdeskError):
    """No answer, or an answer worth trying again for."""

    default_why = "The helpdesk is not answering."
    default_cure = "The note is saved and will be sent later."
    default_retryable = True


class HelpdeskRefusedError(HelpdeskError):
    """The helpdesk said no, and will say no again until somebody changes something."""

    default_why = "The helpdesk refused the note."

    def __init__(self, log: str, why: str = "", cure: str = "") -> None:
        super().__init__(log, why, cure, may_have_arrived=False)


class HelpdeskConfusedError(HelpdeskError):
    """An answer that is none: a web page, half a document, another program on that port."""

    default_why = "Something answered at the helpdesk's address, but not as a helpdesk."
    default_cure = "The note is saved and will be tried again; check [helpdesk] url in settings."
    default_retryable = True


def marker(note_id: str) -> str:
    """Return the note's id in a form that is safe in a file name and in a query.

    Letters, digits, "-" and "_" only, at most 64; an id of another shape becomes its SHA-256.
    """
    if _PLAIN_ID.fullmatch(note_id):
        return note_id
    return hashlib.sha256(note_id.encode()).hexdigest()[:32]
