"""The models that stand on this machine: find, look over, remove.

A model is a folder `ID` with a manifest in it, put in place by one rename. Everything unfinished
has a name with a dot (`.new-ID`, `.old-ID`, `.gone-ID`) and is cleared away by the next change, so
a kill at any point leaves the model whole or absent. Light to import: nothing here needs a network.
"""

import shutil
from pathlib import Path

import msgspec

from models import manifest
from models.catalog import Entry
from models.disk import locked, writing
from models.errors import BadInputError

NEW, OLD, GONE = ".new-", ".old-", ".gone-"
"""Before the id: unpacked in part, being replaced, being removed."""


class InstalledModel(msgspec.Struct, frozen=True, kw_only=True):
    """One model folder that was installed here."""

    id: str
    title: str
    language: str
    recognizer: str
    license: str
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
            found.append((when, described(known.model, folder, wrong)))
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


def remove(models_dir: Path, wanted: str) -> None:
    """Take a model away. Raises BadInputError where it is not installed, DiskError."""
    known = [model.id for model in installed(models_dir)]
    if wanted not in known:
        raise BadInputError("model not installed", f"There is no installed model {wanted!r}.")
    with locked(models_dir), writing(models_dir):
        clear(models_dir)
        (models_dir / wanted).replace(models_dir / (GONE + wanted))
        clear(models_dir)


def clear(models_dir: Path) -> None:
    """Finish or undo what a killed process has left. Only with the lock held."""
    with writing(models_dir):
        for left in models_dir.glob(".*-*"):
            if left.name.startswith(OLD):
                place = models_dir / left.name.removeprefix(OLD)
                if not place.exists():
                    left.replace(place)
                    continue
            if left.name.startswith((NEW, OLD, GONE)):
                shutil.rmtree(left)


def described(entry: Entry, path: Path, problem: str = "") -> InstalledModel:
    """Return what is said about an installed model."""
    return InstalledModel(
        id=entry.id,
        title=entry.title,
        language=entry.language,
        recognizer=entry.recognizer,
        license=entry.license,
        path=path,
        problem=problem,
    )
