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
from contextlib import closing
from typing import Final, TypeVar, cast
from urllib.parse import urlsplit

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, chainer
from keyring.errors import PasswordDeleteError

from app.settings import HelpdeskSettings
from models.errors import HearbackError

try:
    import secretstorage
except ImportError:  # Only where the desktop speaks Secret Service.
    secretstorage = None  # type: ignore[assignment]

SERVICE: Final = "hearback"
HELPDESK_VARIABLE: Final = "HEARBACK_HELPDESK_SECRET"
PATIENCE: Final = 5.0
"""Seconds; a keyring that is unlocked answers within tens of milliseconds."""

_T = TypeVar("_T")


class KeyringUnavailableError(HearbackError):
    """There is no keyring, it is locked, or it does not answer."""

    default_person = "The system keyring cannot be used."
    default_retryable = True


class SystemKeyring:
    """The keyring of this desktop session. Safe from any thread; one question at a time."""

    def __init__(self, *, patience: float = PATIENCE, prompts: bool = False) -> None:
        self._patience = patience
        self._prompts = prompts
        self._asking: threading.Thread | None = None
        self._lock = threading.Lock()

    def get(self, account: str) -> str | None:
        """Return the secret of the account, None if there is none."""
        return self._ask(lambda backend: backend.get_password(SERVICE, account))

    def set(self, account: str, secret: str) -> None:
        self._ask(lambda backend: backend.set_password(SERVICE, account, secret))

    def clear(self, account: str) -> bool:
        """Forget the secret; False if there was none."""
        return self._ask(lambda backend: _clear(backend, account))

    def _ask(self, question: Callable[[KeyringBackend], _T]) -> _T:
        """Ask on another thread. Raises KeyringUnavailableError and nothing else."""
        answers: queue.SimpleQueue[tuple[_T | None, Exception | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                answers.put((question(_usable(prompts=self._prompts)), None))
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


def _usable(*, prompts: bool) -> KeyringBackend:
    """Return the backend to use. Raises KeyringUnavailableError saying why there is none."""
    found = keyring.get_keyring()
    chained = found.backends if isinstance(found, chainer.ChainerBackend) else [found]
    # Below 1 are the ones that keep nothing (fail, null) or keep it in the open (plain text).
    good = [backend for backend in chained if backend.priority >= 1]
    if not good:
        raise KeyringUnavailableError(
            f"no keyring: {type(found).__module__}", "This desktop session has no keyring."
        )
    backend = cast("KeyringBackend", good[0])
    if isinstance(backend, SecretService.Keyring) and not prompts:
        _refuse_dialogs()
    return backend


def _refuse_dialogs() -> None:
    """Raise where Secret Service would ask the person: no keyring yet, or a locked one."""
    with closing(secretstorage.dbus_init()) as bus:
        try:
            collection = secretstorage.get_collection_by_alias(bus, "default")
            locked = collection.is_locked()
        except secretstorage.exceptions.ItemNotFoundException:
            raise KeyringUnavailableError(
                "no default collection", "The system keyring has not been set up yet."
            ) from None
        if locked:
            raise KeyringUnavailableError("collection is locked", "The system keyring is locked.")


def _clear(backend: KeyringBackend, account: str) -> bool:
    try:
        backend.delete_password(SERVICE, account)
    except PasswordDeleteError:
        return False
    return True


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
