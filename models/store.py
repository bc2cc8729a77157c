"""Putting models in place: download, verify, unpack. No clock: callers bring callbacks.

What stands there already is the business of `models.shelf`, whose names are here too.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from models import manifest
from models.archive import unpack
from models.catalog import Entry
from models.disk import DiskError, locked, writing
from models.download import Download, client
from models.errors import BadInputError, HearbackError
from models.progress import NOBODY, Progress, Watch
from models.shelf import (
    NEW,
    OLD,
    InstalledModel,
    clear,
    described,
    find,
    installed,
    remove,
    trusted,
)

__all__ = [
    "MAKER",
    "InstalledModel",
    "Source",
    "WrongHashError",
    "arrived",
    "find",
    "install",
    "installed",
    "remove",
    "trusted",
]


class WrongHashError(HearbackError):
    """What was given or downloaded is not the model of the catalog."""

    default_person = (
        "This file is not the model the catalog names (its SHA-256 differs). It was not installed."
    )


@dataclass(frozen=True, slots=True)
class Source:
    """Where the archive comes from; with neither, from its maker."""

    mirror: str = ""
    """Base address that has the same file."""
    file: Path | None = None
    """An archive that is already here."""


MAKER = Source()


def install(
    entry: Entry,
    models_dir: Path,
    cache_dir: Path,
    source: Source = MAKER,
    watch: Watch = NOBODY,
) -> InstalledModel:
    """Put a model in place.

    Does nothing where the same model is there and whole. Raises BadInputError, WrongHashError,
    ArchiveError, DownloadError, DiskError or CanceledError, leaving what was there before.
    """
    with locked(models_dir):
        clear(models_dir)
        place = models_dir / entry.id
        there = manifest.read(place)
        if (
            there is not None
            and there.model.sha256 == entry.sha256
            and not manifest.problem(place, there, thorough=True, watch=watch)
        ):
            return described(entry, place)
        _make_room(models_dir, entry.bytes * 3)
        if source.file is not None:
            _verify(source.file, entry, watch)
            return _unpack(source.file, entry, models_dir, watch)
        part = _part(entry, cache_dir)
        with client() as http:
            download = Download(http, entry.address(source.mirror), part, entry.bytes)
            _fetch(download, part, entry, watch)
            made = _unpack(part, entry, models_dir, watch)
            download.drop()
            return made


def arrived(entry: Entry, cache_dir: Path) -> int:
    """Return the bytes of an earlier download that stopped: the next one goes on from there."""
    try:
        return min(entry.bytes, _part(entry, cache_dir).stat().st_size)
    except OSError:
        return 0


def _part(entry: Entry, cache_dir: Path) -> Path:
    return cache_dir / "models" / f"{entry.id}-{entry.sha256[:8]}.zip.part"


def _fetch(download: Download, part: Path, entry: Entry, watch: Watch) -> None:
    """Download and verify. Halves of two different files get a second chance in one piece."""
    pieced = download.run(watch)
    try:
        _verify(part, entry, watch)
    except WrongHashError:
        download.drop()
        if not pieced:
            raise
        download.run(watch)
        try:
            _verify(part, entry, watch)
        except WrongHashError:
            download.drop()
            raise


def _verify(file: Path, entry: Entry, watch: Watch) -> None:
    """Check an archive against the catalog. Raises BadInputError, WrongHashError."""
    watch.tell(Progress("verify", 0, entry.bytes))
    try:
        if file.stat().st_size != entry.bytes or manifest.sha256(file, watch) != entry.sha256:
            raise WrongHashError("archive is not the one in the catalog")
    except OSError as error:
        raise BadInputError(
            f"archive: {error.strerror}", f"{file} cannot be read: {error.strerror}."
        ) from error
    watch.tell(Progress("verify", entry.bytes, entry.bytes))


def _unpack(archive: Path, entry: Entry, models_dir: Path, watch: Watch) -> InstalledModel:
    """Unpack a verified archive beside its place, then rename it there."""
    new, place, old = (models_dir / (mark + entry.id) for mark in (NEW, "", OLD))
    try:
        names = unpack(archive, new, watch)
        with writing(models_dir):
            manifest.write(new, entry, names)
            if place.exists():
                place.replace(old)
            new.replace(place)
            shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return described(entry, place)


def _make_room(models_dir: Path, needed: int) -> None:
    """Refuse before the first byte where the disk cannot take the archive and its content."""
    with writing(models_dir):
        free = shutil.disk_usage(models_dir).free
    if free < needed:
        raise DiskError(
            f"disk: {free} free, {needed} needed",
            f"The disk with {models_dir} is too full: the model needs {needed / 1e6:.0f} MB, "
            f"and {free / 1e6:.0f} MB are free.",
        )
