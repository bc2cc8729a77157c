"""What can go wrong with what is kept of "not so"."""

from app.outbox.errors import (
    OutboxBusyError,
    OutboxError,
    OutboxFullError,
    OutboxReadOnlyError,
)
from app.outbox.key import KeyUnavailableError
from models.errors import HearbackError


class FeedbackError(HearbackError):
    """Nothing was kept or changed. A "not so" counts for the call all the same."""

    default_person = (
        "Your “not so” counts for this call, but it is not kept: the place where it is kept "
        "cannot be opened."
    )


_WORDS: tuple[tuple[type[OutboxError], str], ...] = (
    (
        OutboxFullError,
        (
            "The disk is full: your “not so” counts for this call, but is not kept. What was kept "
            "before is safe."
        ),
    ),
    (
        OutboxReadOnlyError,
        (
            "Hearback may not write to its data folder: your “not so” counts for this call, but is "
            "not kept."
        ),
    ),
    (
        OutboxBusyError,
        "Another Hearback is using what you called “not so” just now. Try again in a moment.",
    ),
    (
        KeyUnavailableError,
        (
            "The system keyring does not answer, so what you called “not so” cannot be opened. It "
            "counts for this call."
        ),
    ),
)


def plainly(error: OutboxError) -> FeedbackError:
    """Return the same trouble, told of what is kept of "not so"."""
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return FeedbackError(str(error), words, retryable=error.retryable)
    told = "" if error.person == OutboxError.default_person else error.person
    return FeedbackError(str(error), told)
