"""Which keyring of the desktop can be trusted, found without the desktop opening a dialog.

Only `app.secrets` uses this, on a thread with a time limit: importing `keyring` loads 20 MB of
D-Bus and cryptography, and asking it may hang.
"""

from contextlib import closing
from typing import cast

import keyring
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, chainer
from keyring.errors import PasswordDeleteError

from app.keyring_error import KeyringUnavailableError

try:
    import secretstorage
except ImportError:  # Only where the desktop speaks Secret Service.
    secretstorage = None  # type: ignore[assignment]


def usable(*, prompts: bool) -> KeyringBackend:
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


def clear(backend: KeyringBackend, service: str, account: str) -> bool:
    """Forget the secret; False if there was none."""
    try:
        backend.delete_password(service, account)
    except PasswordDeleteError:
        return False
    return True
