"""The system keyring, asked with a time limit, and the helpdesk's secret in it.

Credentials live in the keyring and nowhere else; `HEARBACK_HELPDESK_SECRET` serves machines that
have none. A keyring is a service of the desktop: it may be absent, locked, or not answer at all,
so every question runs on a thread of its own that is left behind when the patience is over, and
nothing here makes the desktop open a dialog unless the person asked for it (`prompts`).
"""

import os
import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, cast
from urllib.parse import urlsplit

from app.keyring_error import KeyringUnavailableError
from app.settings import HelpdeskSettings
from models.errors import HearbackError

SERVICE: Final = "hearback"
HELPDESK_VARIABLE: Final = "HEARBACK_HELPDESK_SECRET"
PATIENCE: Final = 5.0
"""Seconds; a keyring that is unlocked answers within tens of milliseconds."""

_T = TypeVar("_T")


class SystemKeyring:
    """The keyring of this desktop session. Safe from any thread; one question at a time."""

    def __init__(self, *, patience: float = PATIENCE, prompts: bool = False) -> None:
        self._patience = patience
        self._prompts = prompts
        self._asking: threading.Thread | None = None
        self._lock = threading.Lock()

    def get(self, account: str) -> str | None:
        """Return the secret of the account, None if there is none."""
        found: str | None = self._ask(lambda _, backend: backend.get_password(SERVICE, account))
        return found

    def set(self, account: str, secret: str) -> None:
        self._ask(lambda _, backend: backend.set_password(SERVICE, account, secret))

    def clear(self, account: str) -> bool:
        """Forget the secret; False if there was none."""
        gone: bool = self._ask(lambda door, backend: door.clear(backend, SERVICE, account))
        return gone

    def _ask(self, question: Callable[[Any, Any], _T]) -> _T:
        """Ask on another thread. Raises KeyringUnavailableError and nothing else.

        `question` gets the module `app.desktop_keyring`, which is slow to import and is
        therefore imported there, and the backend.
        """
        answers: queue.SimpleQueue[tuple[_T | None, Exception | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                from app import desktop_keyring  # noqa: PLC0415  0.3 s and 20 MB, off the window

                backend = desktop_keyring.usable(prompts=self._prompts)
                answers.put((question(desktop_keyring, backend), None))
            except Exception as error:  # noqa: BLE001  backends raise whatever their service does
                answers.put((None, error))

        with self._lock:
            if self._asking and self._asking.is_alive():
                raise KeyringUnavailableError(
                    "still waiting for an earlier question", "The system keyring does not answer."
                )
            self._asking = threading.Thread(target=run, name="keyring", daemon=True)
            self._asking.start()
            try:
                value, error = answers.get(timeout=self._patience)
            except queue.Empty:
                raise KeyringUnavailableError(
                    f"no answer in {self._patience:g} s", "The system keyring does not answer."
                ) from None
        if isinstance(error, HearbackError):
            raise error
        if error is not None:
            raise KeyringUnavailableError(
                f"keyring: {type(error).__name__}", "The system keyring reports an error."
            ) from None
        return cast("_T", value)


def helpdesk_account(settings: HelpdeskSettings) -> str:
    """Return the account name of the helpdesk's secret.

    It holds the host, so that a changed address never gets the old one's password.
    """
    parts = urlsplit(settings.url)
    return f"helpdesk:{settings.user or 'token'}@{parts.scheme}://{parts.netloc.lower()}"


def helpdesk_secret(
    settings: HelpdeskSettings, ring: SystemKeyring, environ: Mapping[str, str] = os.environ
) -> str | None:
    """Return the password or token of the helpdesk; the environment goes before the keyring.

    None if none is set. Raises KeyringUnavailableError.
    """
    return environ.get(HELPDESK_VARIABLE) or ring.get(helpdesk_account(settings))


def without_secrets(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment for a child that hears: it, and what it starts, need no password."""
    return {name: value for name, value in environ.items() if name != HELPDESK_VARIABLE}
