"""From settings to a helpdesk. Only the address in the settings is ever contacted."""

from pathlib import Path

from app.folders import Folders
from app.helpdesk.adapter import (
    HelpdeskAdapter,
    HelpdeskRefusedError,
    HelpdeskUnreachableError,
    Receipt,
)
from app.helpdesk.folder import FolderHelpdesk
from app.keyring_error import KeyringUnavailableError
from app.note.render import html, markdown
from app.note.schema import Note
from app.secrets import SystemKeyring, helpdesk_secret
from app.settings import HelpdeskSettings
from models.errors import BadInputError


class UnusableHelpdesk:
    """Stands in where the settings make no helpdesk: notes are kept, and the reason is said."""

    def __init__(self, error: BadInputError) -> None:
        self.name = "a helpdesk that is not set up rightly"
        self._error = error

    def find(self, note: Note) -> Receipt | None:
        return self.deliver(note)

    def deliver(self, note: Note) -> Receipt:
        raise HelpdeskRefusedError(
            f"{note.id}: {self._error}", self._error.person, "The note is kept; retry afterwards."
        )

    def close(self) -> None:
        """Nothing is held."""


def choose(settings: HelpdeskSettings, folders: Folders, ring: SystemKeyring) -> HelpdeskAdapter:
    """Return the helpdesk of the settings.

    One that cannot work (an address that is none) is an `UnusableHelpdesk`, so that drafts are
    kept and notes queued all the same.
    """
    if settings.kind == "folder":
        folder = Path(settings.folder).expanduser() if settings.folder else folders.data / "notes"
        return FolderHelpdesk(folders.data / folder, markdown)
    # httpx takes as long to import as the window to appear, and the folder does without it.
    from app.helpdesk.rt import RequestTracker  # noqa: PLC0415

    try:
        return RequestTracker(
            settings.url,
            user=settings.user,
            queue=settings.queue,
            secret=lambda: _secret(settings, ring),
            html=html,
            insecure=settings.insecure,
        )
    except BadInputError as error:
        return UnusableHelpdesk(error)


def _secret(settings: HelpdeskSettings, ring: SystemKeyring) -> str:
    """Return the secret, asked anew each time, so that a new one works without a restart."""
    try:
        found = helpdesk_secret(settings, ring)
    except KeyringUnavailableError as error:
        raise HelpdeskUnreachableError(
            f"secret: {error}",
            f"{error.person} It holds the helpdesk's password.",
            "Unlock it, or set HEARBACK_HELPDESK_SECRET; the note is saved and tried again.",
            may_have_arrived=False,
        ) from error
    if found is None:
        raise HelpdeskRefusedError(
            "no secret",
            "No password or token for the helpdesk has been set.",
            "Set it with `hearback outbox secret set`, then retry.",
        )
    return found
