"""The helpdesk that is always there: a Markdown and a JSON file per note, in a folder.

The JSON file is written last and is the mark that the note has arrived; its name ends in the
note's id, so that the same note twice is the same two files.
"""

import errno
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from app.helpdesk.adapter import (
    HelpdeskRefusedError,
    HelpdeskUnreachableError,
    Receipt,
    marker,
)
from app.note.schema import Note

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_SLUG_LENGTH = 48


class FolderHelpdesk:
    """Notes as files. `markdown` renders a note; the folder is made when the first one comes."""

    def __init__(self, folder: Path, markdown: Callable[[Note], str]) -> None:
        self.folder = folder
        self.name = f"the folder {folder}"
        self._markdown = markdown

    def find(self, note: Note) -> Receipt | None:
        with self._said_plainly():
            for file in sorted(self.folder.glob(f"*.{marker(note.id)}.json")):
                return _receipt(file.with_suffix(".md"))
            return None

    def deliver(self, note: Note) -> Receipt:
        with self._said_plainly():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            text = self.folder / f"{file_stem(note)}.md"
            write_whole(text, self._markdown(note).encode())
            document = msgspec.json.format(msgspec.json.encode(note), indent=2)
            write_whole(text.with_suffix(".json"), document + b"\n")
            return _receipt(text)

    def close(self) -> None:
        """Nothing is held."""

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            log = f"folder: {errno.errorcode.get(error.errno or 0, 'OSError')}"
            if error.errno in DISK_FULL:
                raise HelpdeskUnreachableError(
                    log,
                    f"The disk that holds {self.folder} is full.",
                    "The note is saved; free some space and it will be put there.",
                ) from error
            raise HelpdeskRefusedError(
                log,
                f"The note cannot be put into {self.folder}: {error.strerror}.",
                "Make the folder writable, or choose another with [helpdesk] folder in settings.",
            ) from error


def file_stem(note: Note) -> str:
    """Return "2026-11-20-charged-twice.ID": it sorts by day, is readable, and ends in the id.

    ASCII letters, digits and hyphens only before the dot, at most 59 characters, so that it is a
    good name on every system and in every mail.
    """
    plain = unicodedata.normalize("NFKD", note.subject).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_SLUG_LENGTH].rstrip("-")
    day = note.created[:10] if re.match(r"\d{4}-\d\d-\d\d", note.created) else "undated"
    return f"{day}-{slug or 'note'}.{marker(note.id)}"


def write_whole(file: Path, content: bytes) -> None:
    """Write the file so that it is there whole or not at all, on disk when this returns.

    The temporary file lies in the same folder, for this user only. Raises OSError and leaves
    nothing behind.
    """
    handle, name = tempfile.mkstemp(prefix=".hearback-", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in the folder durable, where the system knows how (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _receipt(file: Path) -> Receipt:
    return Receipt(file.name, file.absolute().as_uri(), "file")
