"""The outbox's encryption key: in the system keyring, or in a file that only the user can read.

A key is never thrown away while it may still open something. Once it has been in the keyring a
small file says so; a keyring that does not answer then means "later", never "make a new key", for
a new key would put every waiting note out of reach.
"""

import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.helpdesk.folder import write_whole
from app.keyring_error import KeyringUnavailableError
from app.outbox.database import KEY_BYTES, alone, said_plainly
from app.outbox.errors import OutboxError
from app.secrets import SystemKeyring

log = logging.getLogger(__name__)

ACCOUNT = "outbox-key"
KEY_FILE = "outbox.key"
IN_KEYRING = "outbox.key-is-in-keyring"


class KeyUnavailableError(OutboxError):
    """The key exists, but cannot be had just now."""

    default_retryable = True


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where the key is kept, for the window to say."""

    kind: Literal["keyring", "file"]
    words: str
    """One sentence for the person."""
    notice: str = ""
    """What was repaired on the way, as a sentence; mostly empty."""


def outbox_key(folder: Path, ring: SystemKeyring) -> tuple[bytes, KeySource]:
    """Return the key for the outbox in `folder` and where it is kept; make one if there is none.

    Raises KeyUnavailableError where the key is in a keyring that cannot be asked now, and
    OutboxError where nothing can be written.
    """
    with said_plainly():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(folder):
            return _key(folder, ring)


def _key(folder: Path, ring: SystemKeyring) -> tuple[bytes, KeySource]:
    kept, notice = _read_file(folder)
    try:
        key = _parsed(_in_ring(ring, kept))
    except KeyringUnavailableError as error:
        if kept is None and (folder / IN_KEYRING).exists():
            raise KeyUnavailableError(
                f"key is in the keyring: {error}",
                f"{error.person} It holds the key to the outbox, so notes are kept in memory "
                "only. Unlock the keyring, then try again.",
            ) from error
        log.info("key goes to a file: %s", error)
        return _from_file(folder, kept, error.person, notice)
    if key is None or kept not in (None, key):
        reason = "The system keyring holds another outbox's key."
        return _from_file(folder, kept, reason, notice)
    if not (folder / IN_KEYRING).exists():
        write_whole(folder / IN_KEYRING, b"")
    if kept:
        (folder / KEY_FILE).unlink()
    words = "Waiting notes are encrypted; the key is in the system keyring."
    return key, KeySource("keyring", words, notice)


def _in_ring(ring: SystemKeyring, kept: bytes | None) -> str:
    """Return the keyring's key; where it has none, the file's moves over, or a new one is made."""
    found = ring.get(ACCOUNT)
    if found is not None:
        return found
    made = (kept or secrets.token_bytes(KEY_BYTES)).hex()
    ring.set(ACCOUNT, made)
    if ring.get(ACCOUNT) != made:
        raise KeyringUnavailableError("does not keep", "The system keyring keeps nothing.")
    return made


def _from_file(
    folder: Path, kept: bytes | None, reason: str, notice: str
) -> tuple[bytes, KeySource]:
    file = folder / KEY_FILE
    if kept is None:
        kept = secrets.token_bytes(KEY_BYTES)
        write_whole(file, kept.hex().encode() + b"\n")
    words = (
        f"{reason} Waiting notes are encrypted, but the key is in a file that only you can read "
        f"({file})."
    )
    return kept, KeySource("file", words, notice)


def _read_file(folder: Path) -> tuple[bytes | None, str]:
    """Return the key of the file, None if there is none, and what had to be repaired."""
    file = folder / KEY_FILE
    try:
        content = file.read_text("ascii", errors="replace")
    except FileNotFoundError:
        return None, ""
    notice = ""
    if os.name == "posix" and file.stat().st_mode & 0o077:
        file.chmod(0o600)
        notice = f"{file} could be read by others; now only you can read it."
        log.warning("key file had loose permissions")
    key = _parsed(content.strip())
    if key is None:
        aside = file.with_name(f"{KEY_FILE}.damaged-{secrets.token_hex(4)}")
        file.rename(aside)
        notice = f"The outbox's key file was damaged; it is kept as {aside.name}."
        log.warning("key file was damaged")
    return key, notice


def _parsed(text: str) -> bytes | None:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
