"""What can go wrong with the outbox on disk."""

from models.errors import HearbackError


class OutboxError(HearbackError):
    """Nothing was written; whoever called still holds what it wanted to keep."""

    default_person = "The outbox cannot be used. The note is kept in memory only."


class OutboxFullError(OutboxError):
    default_person = (
        "The disk is full, so the note is kept in memory only. Free some space, then save again."
    )
    default_retryable = True


class OutboxReadOnlyError(OutboxError):
    default_person = (
        "Hearback may not write to its data folder, so the note is kept in memory only."
    )


class OutboxBusyError(OutboxError):
    default_person = "Another Hearback is using the outbox just now. Try again in a moment."
    default_retryable = True
