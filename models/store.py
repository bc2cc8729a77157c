"""The models on this machine: find, verify, install, remove. No clock: callers bring callbacks.

A model is a folder `ID` with a manifest in it, put in place by one rename. Everything unfinished
has a name with a dot (`.new-ID`, `.old-ID`, `.gone-ID`) and is cleared away by the next change, so
a kill at any point leaves the model whole or absent.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models import manifest
from models.archive import unpack
from models.catalog import Entry
from models.disk import DiskError, locked, writing
from models.download import Download, client
from models.errors import BadInputError, HearbackError
from models.progress import NOBODY, Progress, Watch

_NEW, _OLD, _GONE = ".new-", ".old-", ".gone-"


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


class InstalledModel(msgspec.Struct, frozen=True, kw_only=True):
    """One model folder that was installed here."""

    id: str
    title: str
    language: str
    recognizer: str
    licence: str
    path: Path
    problem: str = ""
    """The first thing wrong with it; empty if it can be used."""


def installed(models_dir: Path, *, thorough: bool = False) -> list[InstalledModel]:
    """Return the models in the folder, broken ones too, the last installed first."""
    try:
        folders = [f for f in models_dir.iterdir() if not f.name.startswith(".") and f.is_dir()]
    except OSError:
        return []
    found = []
    for folder in folders:
        if (known := manifest.read(folder)) is not None:
            when = (folder / manifest.NAME).stat().st_mtime_ns
            wrong = manifest.problem(folder, known, thorough=thorough)
            found.append((when, _described(known.model, folder, wrong)))
    return [model for _, model in sorted(found, key=lambda pair: (-pair[0], pair[1].id))]


def find(models_dir: Path, language: str = "en") -> Path | None:
    """Return the folder of the model to use: the last installed one that is whole."""
    for model in installed(models_dir):
        if model.language == language and not model.problem:
            return model.path
    return None


def trusted(folder: Path) -> bool:
    """Return whether the folder was installed here by hash and is untouched (a quick look)."""
    known = manifest.read(folder)
    return known is not None and not manifest.problem(folder, known)


def install(
    entry: Entry,
    models_dir: Path,
    cache_dir: Path,
    source: Source = MAKER,
    watch: Watch = NOBODY,
) -> InstalledModel:
    """Put a model in place.

    Does nothing where the same model is there and whole. Raises BadInputError, WrongHashError,
    ArchiveError, DownloadError, DiskError or CancelledError, leaving what was there before.
    """
    with locked(models_dir):
        _clear(models_dir)
        place = models_dir / entry.id
        there = manifest.read(place)
        if (
            there is not None
            and there.model.sha256 == entry.sha256
            and not manifest.problem(place, there, thorough=True, watch=watch)
        ):
            return _described(entry, place)
        _make_room(models_dir, entry.bytes * 3)
        if source.file is not None:
            _verify(source.file, entry, watch)
            return _unpack(source.file, entry, models_dir, watch)
        part = cache_dir / "models" / f"{entry.id}-{entry.sha256[:8]}.zip.part"
        with client() as http:
            download = Download(http, entry.address(source.mirror), part, entry.bytes)
            _fetch(download, part, entry, watch)
            made = _unpack(part, entry, models_dir, watch)
            download.drop()
            return made


def remove(models_dir: Path, wanted: str) -> None:
    """Take a model away. Raises BadInputError where it is not installed, DiskError."""
    known = [model.id for model in installed(models_dir)]
    if wanted not in known:
        raise BadInputError("model not installed", f"There is no installed model {wanted!r}.")
    with locked(models_dir), writing(models_dir):
        _clear(models_dir)
        (models_dir / wanted).replace(models_dir / (_GONE + wanted))
        _clear(models_dir)


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
    new, place, old = (models_dir / (mark + entry.id) for mark in (_NEW, "", _OLD))
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
    return _described(entry, place)


def _clear(models_dir: Path) -> None:
    """Finish or undo what a killed process has left. Only with the lock held."""
    with writing(models_dir):
        for left in models_dir.glob(".*-*"):
            if left.name.startswith(_OLD):
                place = models_dir / left.name.removeprefix(_OLD)
                if not place.exists():
                    left.replace(place)
                    continue
            if left.name.startswith((_NEW, _OLD, _GONE)):
                shutil.rmtree(left)


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


def _described(entry: Entry, path: Path, problem: str = "") -> InstalledModel:
    return InstalledModel(
        id=entry.id,
        title=entry.title,
        language=entry.language,
        recognizer=entry.recognizer,
        licence=entry.licence,
        path=path,
        problem=problem,
    )
