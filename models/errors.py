"""The one family of errors: a message for the log, a sentence for the person, try again or not.

It lives in the lowest room because every room raises it.
"""

from typing import ClassVar


class HearbackError(Exception):
    """Carries two messages: `str(self)` for the log, `person` for whoever is at the screen.

    `person` is one clear sentence or two that say what happened and what to do; it never holds
    speech, note text or a secret, and neither does the log message. `retryable` says whether the
    same call may work later with nothing changed.
    """

    default_person: ClassVar[str] = "Something went wrong. The call itself is not affected."
    default_retryable: ClassVar[bool] = False

    def __init__(self, log: str, person: str = "", *, retryable: bool | None = None) -> None:
        super().__init__(log)
        self.person = person or self.default_person
        self.retryable = self.default_retryable if retryable is None else retryable


class BadInputError(HearbackError):
    """What the user named cannot be used: a file, a device, a setting, a model folder."""
