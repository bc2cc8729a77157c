"""Unpacking an archive from outside so that it cannot reach out of its folder or fill the disk."""

import lzma
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from models.disk import writing
from models.errors import HearbackError
from models.progress import NOBODY, Progress, Watch

MAX_FILES = 10_000
"""Members of an archive; the largest vosk models have about thirty."""
MAX_GROWTH = 12
"""Times its own size that an archive may unpack to; vosk models grow by less than three."""
_ODD = re.compile(r'[\x00-\x1f\\:*?"<>|]')
"""Characters that some system reads as more than a name."""
_CHUNK = 1 << 20


class ArchiveError(HearbackError):
    """The archive is broken, or holds what no model does."""

    default_person = "The archive is not a usable model. Nothing was installed."


def unpack(archive: Path, into: Path, watch: Watch = NOBODY) -> tuple[PurePosixPath, ...]:
    """Unpack `archive` into the new folder `into`; return the files, relative to it.

    A single folder around everything is left out. Raises ArchiveError before writing anything for
    names that climb or are absolute, links, two members of one name, encryption, or sizes beyond
    the limits; DiskError; CanceledError.
    """
    with _opened(archive) as opened:
        with _broken_is_said():
            members = _examine(opened, archive.stat().st_size * MAX_GROWTH)
        total = sum(info.file_size for info, _ in members)
        done = 0
        for info, name in members:
            for size in _write(opened, info, into / name):
                done += size
                watch.tell(Progress("unpack", done, total))
                watch.go_on()
    return tuple(name for _, name in members)


@contextmanager
def _broken_is_said() -> Iterator[None]:
    """Turn what zipfile raises over a broken archive (found by fuzzing) into an ArchiveError."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError,
        struct.error, lzma.LZMAError,
    ) as error:  # fmt: skip
        raise ArchiveError(f"archive: {type(error).__name__}") from error


def _opened(archive: Path) -> zipfile.ZipFile:
    with _broken_is_said():
        return zipfile.ZipFile(archive)


def _examine(opened: zipfile.ZipFile, limit: int) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    infos = opened.infolist()
    if len(infos) > MAX_FILES:
        raise ArchiveError("archive: too many files")
    if sum(info.file_size for info in infos) > limit:
        raise ArchiveError("archive: unpacks to more than its limit")
    members = [(info, _name(info)) for info in infos if not info.is_dir()]
    if not members:
        raise ArchiveError("archive: empty")
    tops = {name.parts[0] for _, name in members}
    if len(tops) == 1 and all(len(name.parts) > 1 for _, name in members):
        members = [(info, PurePosixPath(*name.parts[1:])) for info, name in members]
    if len({str(name).casefold() for _, name in members}) < len(members):
        raise ArchiveError("archive: one name twice")
    return members


def _name(info: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's name, which stays below wherever it is put."""
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise ArchiveError("archive: holds a link or a device")
    if info.flag_bits & 0x1:
        raise ArchiveError("archive: encrypted")
    name = PurePosixPath(info.filename)
    if name.is_absolute() or ".." in name.parts or _ODD.search(info.orig_filename):
        raise ArchiveError("archive: a name reaches out of the folder")
    return name


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, file: Path) -> Iterator[int]:
    """Write one member, never more than it declared; yield the sizes of the pieces."""
    with writing(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as target:
            left = info.file_size
            for piece in _pieces(opened, info):
                left -= len(piece)
                if left < 0:
                    raise ArchiveError("archive: a file is longer than declared")
                target.write(piece)
                yield len(piece)
            target.flush()
            os.fsync(target.fileno())


def _pieces(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with _broken_is_said(), opened.open(info) as source:
        while piece := source.read(_CHUNK):
            yield piece
