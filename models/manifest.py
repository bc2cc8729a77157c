"""What an installed model folder must hold, written down when it was installed."""

import hashlib
from pathlib import Path, PurePosixPath

import msgspec

from models.catalog import Entry
from models.progress import NOBODY, Progress, Watch

NAME = "hearback-model.json"
"""Beside the model's own files."""
_LIMIT = 5_000_000
_CHUNK = 1 << 20


class FileMark(msgspec.Struct, frozen=True):
    """One file: enough to see at a glance that it was not touched, and its hash to be sure."""

    size: int
    mtime_ns: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The installed model and its files."""

    model: Entry
    files: dict[str, FileMark]


def write(folder: Path, model: Entry, names: tuple[PurePosixPath, ...]) -> None:
    """Hash the files of `folder` and leave the manifest beside them. Raises OSError."""
    files = {}
    for name in names:
        file = folder / name
        status = file.stat()
        files[str(name)] = FileMark(status.st_size, status.st_mtime_ns, sha256(file))
    made = msgspec.json.format(msgspec.json.encode(Manifest(model=model, files=files)), indent=1)
    (folder / NAME).write_bytes(made)


def read(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, None where there is none that can be read."""
    try:
        with (folder / NAME).open("rb") as file:
            return msgspec.json.decode(file.read(_LIMIT), type=Manifest)
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return None


def problem(
    folder: Path, manifest: Manifest, *, thorough: bool = False, watch: Watch = NOBODY
) -> str:
    """Return the first thing wrong with the files, empty if they are the ones installed.

    The quick look takes sizes and modification times, and hashes only a file whose time has changed
    (a restored backup changes them all); `thorough` hashes everything.
    """
    total = sum(mark.size for mark in manifest.files.values())
    done = 0
    for name, mark in manifest.files.items():
        watch.go_on()
        file = folder / name
        try:
            status = file.stat()
            if status.st_size != mark.size:
                return f"{name} has changed"
            touched = status.st_mtime_ns != mark.mtime_ns
            if (thorough or touched) and sha256(file) != mark.sha256:
                return f"{name} has changed"
        except FileNotFoundError:
            return f"{name} is missing"
        except OSError as error:
            return f"{name} cannot be read ({error.strerror})"
        done += mark.size
        watch.tell(Progress("verify", done, total))
    return ""


def sha256(file: Path, watch: Watch = NOBODY) -> str:
    """Return the hash of a file in hex. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            watch.go_on()
    return digest.hexdigest()
