"""What can go wrong with the outbox on disk."""

from models.errors import HearbackError


class OutboxError(HearbackError):
    """Nothing was written; whoever called still holds what it wanted to keep."""

    default_person = "The outbox cannot be used: what is not saved yet is in memory only."


class OutboxFullError(OutboxError):
    default_person = (
        "The disk is full: what is not saved yet is in memory only. Free some space, then try "
        "again."
    )
    default_retryable = True


class OutboxReadOnlyError(OutboxError):
    default_person = (
        "Hearback may not write to its data folder: what is not saved yet is in memory only."
    )


class OutboxBusyError(OutboxError):
    default_person = "Another Hearback is using the outbox just now. Try again in a moment."
    default_retryable = True
