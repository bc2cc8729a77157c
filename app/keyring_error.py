"""The one way in which the system keyring fails, whatever is behind it."""

from models.errors import HearbackError


class KeyringUnavailableError(HearbackError):
    """There is no keyring, it is locked, or it does not answer."""

    default_person = "The system keyring cannot be used."
    default_retryable = True
