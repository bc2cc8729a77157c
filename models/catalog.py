"""The catalog: every model that may be installed, with the hash that makes it the right one."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from models.errors import BadInputError

BUILT_IN = Path(__file__).with_name("catalog.toml")

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""Also a folder name, so it can neither hide nor climb."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model that can be installed."""

    id: Id
    title: str
    language: str
    """ISO 639-1, "en"."""
    recognizer: Literal["vosk"]
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^/]+/.*[^/]$")]
    """Of a zip archive; its last part is the file's name on a mirror too."""
    bytes: Annotated[int, msgspec.Meta(gt=0)]
    """Size of the archive."""
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    license: str

    def address(self, mirror: str = "") -> str:
        """Return where to fetch it: the maker's URL, or the same file name below `mirror`."""
        if not mirror:
            return self.url
        return f"{mirror.rstrip('/')}/{self.url.rsplit('/', 1)[1]}"


class Catalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a catalog file holds: one `[[model]]` table a model."""

    model: tuple[Entry, ...] = ()

    def entry(self, wanted: str) -> Entry:
        """Return the model with this id. Raises BadInputError naming the ones there are."""
        for entry in self.model:
            if entry.id == wanted:
                return entry
        known = ", ".join(entry.id for entry in self.model) or "none"
        raise BadInputError(
            "model id not in the catalog",
            f"There is no model {wanted!r} in the catalog. It has: {known}.",
        )


def load(file: Path = BUILT_IN) -> Catalog:
    """Return the catalog of `file`. Raises BadInputError naming the file and what is wrong."""
    try:
        catalog = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Catalog)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadInputError(f"catalog: {error}", f"{file}: {error}.") from error
    except OSError as error:
        raise BadInputError(
            f"catalog: {error.strerror}", f"{file} cannot be read: {error.strerror}."
        ) from error
    ids = [entry.id for entry in catalog.model]
    if twice := {known for known in ids if ids.count(known) > 1}:
        raise BadInputError("catalog: id twice", f"{file}: {min(twice)} is in it twice.")
    return catalog
