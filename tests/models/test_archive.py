"""An archive from outside stays inside."""

import contextlib
import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.archive import ArchiveError, unpack

Fill = Callable[[zipfile.ZipFile], None]


def pack(fill: Fill, at: Path) -> Path:
    with zipfile.ZipFile(at / "a.zip", "w", zipfile.ZIP_DEFLATED) as target:
        fill(target)
    return at / "a.zip"


def member(name: str, mode: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.external_attr = mode << 16
    return info


def link(target: zipfile.ZipFile) -> None:
    target.writestr(member("m/link", stat.S_IFLNK | 0o777), "/etc/passwd")


def bomb(target: zipfile.ZipFile) -> None:
    target.writestr("m/zeros", bytes(10_000_000))


def many(target: zipfile.ZipFile) -> None:
    for number in range(10_001):
        target.writestr(f"m/{number}", b"")


def twice(target: zipfile.ZipFile) -> None:
    target.writestr("m/Am", b"1")
    target.writestr("m/am", b"2")


@pytest.mark.parametrize("fill", [link, bomb, many, twice, lambda _: None], ids=repr)
def test_what_no_model_holds_is_refused(fill: Fill, tmp_path: Path):
    archive = pack(fill, tmp_path)
    with pytest.raises(ArchiveError) as raised:
        unpack(archive, tmp_path / "into")
    assert "not a usable model" in raised.value.person
    assert not (tmp_path / "into").exists()


@pytest.mark.parametrize(
    "name", ["../up", "m/../../up", "/etc/hearback", "m\\..\\up", "C:/up", "m/con:stream", "m/a\nb"]
)
def test_names_that_climb_are_refused(name: str, tmp_path: Path):
    archive = pack(lambda target: target.writestr(member(name), b"x"), tmp_path)
    with pytest.raises(ArchiveError):
        unpack(archive, tmp_path / "deep" / "into")
    assert [file.name for file in tmp_path.iterdir()] == ["a.zip"]


def test_a_damaged_member_is_refused(tmp_path: Path):
    archive = pack(lambda target: target.writestr("m/a", b"hello" * 100), tmp_path)
    content = bytearray(archive.read_bytes())
    content[40] ^= 0xFF
    archive.write_bytes(content)
    with pytest.raises(ArchiveError):
        unpack(archive, tmp_path / "into")


def test_the_folder_around_everything_is_left_out(tmp_path: Path):
    def fill(target: zipfile.ZipFile) -> None:
        target.mkdir("m")
        target.writestr("m/am/final.mdl", b"1")
        target.writestr("m/README", b"2")

    names = unpack(pack(fill, tmp_path), tmp_path / "into")
    assert names == (PurePosixPath("am/final.mdl"), PurePosixPath("README"))
    assert (tmp_path / "into/am/final.mdl").read_bytes() == b"1"


def test_files_without_a_folder_stay_where_they_are(tmp_path: Path):
    archive = pack(lambda target: target.writestr("conf", b"1"), tmp_path)
    assert unpack(archive, tmp_path / "into") == (PurePosixPath("conf"),)


@given(st.binary(max_size=300), st.integers(0, 400))
def test_noise_raises_nothing_but_archive_error(tmp_path_factory, noise: bytes, where: int):
    good = io.BytesIO()
    with zipfile.ZipFile(good, "w") as target:
        target.writestr("m/a", b"hello")
    content = good.getvalue()
    folder = tmp_path_factory.mktemp("noise")
    (folder / "a.zip").write_bytes(content[:where] + noise + content[where + len(noise) :])
    with contextlib.suppress(ArchiveError):
        unpack(folder / "a.zip", folder / "into")
    assert {file.name for file in folder.iterdir()} <= {"a.zip", "into"}
