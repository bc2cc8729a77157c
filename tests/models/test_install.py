"""Installing: what is put in place, what is cleared away, what is said."""

import hashlib
import os
import shutil
import threading
from collections import namedtuple
from pathlib import Path

import msgspec
import pytest

from models import manifest, store
from models.archive import ArchiveError
from models.catalog import Entry
from models.disk import DiskError, locked
from models.errors import BadInputError, HearbackError
from models.progress import CanceledError, Progress, Watch
from models.store import Source, WrongHashError
from tests.models.installing import install, leftovers
from tests.models.server import FileServer, Habits


def test_from_its_maker(entry: Entry, home: Path):
    seen: list[Progress] = []
    made = install(entry, home, watch=Watch(seen.append))
    assert made.path == home / "models" / "tiny"
    assert (made.path / "am/final.mdl").stat().st_size == 3_447_044
    assert store.find(home / "models") == made.path
    assert store.find(home / "models", "de") is None
    assert store.trusted(made.path)
    assert leftovers(home) == [".lock"]
    steps = dict.fromkeys(progress.step for progress in seen)
    assert list(steps) == ["download", "verify", "unpack"]
    assert all(0 <= progress.done <= progress.total for progress in seen)
    assert seen[-1].done == seen[-1].total


def test_a_second_time_does_nothing(entry: Entry, home: Path, habits: Habits):
    install(entry, home)
    install(entry, home)
    assert len(habits.asked) == 1


def test_a_damaged_model_is_installed_again(entry: Entry, home: Path, habits: Habits):
    made = install(entry, home)
    (made.path / "graph/words.txt").write_text("oops")
    assert store.find(home / "models") is None
    assert install(entry, home).problem == ""
    assert store.trusted(made.path)
    assert len(habits.asked) == 2
    assert leftovers(home) == [".lock"]


def test_from_a_mirror(entry: Entry, home: Path, server: FileServer, habits: Habits):
    elsewhere = msgspec.structs.replace(entry, url="http://maker.invalid/a/b/tiny.zip")
    install(elsewhere, home, Source(mirror=f"{server.address}/company/speech/"))
    assert habits.paths == ["/company/speech/tiny.zip"]


def test_from_a_file(entry: Entry, home: Path, archive: bytes, habits: Habits):
    file = home / "tiny.zip"
    file.write_bytes(archive)
    assert install(entry, home, Source(file=file)).problem == ""
    assert file.exists()
    assert not habits.asked


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_a_file_that_is_something_else(entry: Entry, home: Path, content: bytes):
    file = home / "tiny.zip"
    file.write_bytes(content)
    with pytest.raises(WrongHashError, match="not the one") as raised:
        install(entry, home, Source(file=file))
    assert "SHA-256" in raised.value.person
    assert store.installed(home / "models") == []


def test_a_file_that_is_not_there(entry: Entry, home: Path):
    with pytest.raises(BadInputError) as raised:
        install(entry, home, Source(file=home / "none.zip"))
    assert "none.zip cannot be read: No such file" in raised.value.person


def test_it_can_be_canceled_while_unpacking(entry: Entry, home: Path):
    stop = threading.Event()

    def tell(progress: Progress) -> None:
        if progress.step == "unpack":
            stop.set()

    with pytest.raises(CanceledError):
        install(entry, home, watch=Watch(tell, stop.is_set))
    assert store.installed(home / "models") == []
    assert not list((home / "models").glob(".new-*"))


def test_what_a_killed_install_left_is_cleared(entry: Entry, home: Path):
    half = home / "models" / ".new-tiny" / "am"
    half.mkdir(parents=True)
    (half / "final.mdl").write_bytes(b"half")
    gone = home / "models" / ".gone-other"
    gone.mkdir()
    assert store.installed(home / "models") == []
    install(entry, home)
    assert leftovers(home) == [".lock"]


def test_a_model_that_was_being_replaced_comes_back(entry: Entry, home: Path, habits: Habits):
    made = install(entry, home)
    made.path.rename(home / "models" / ".old-tiny")
    install(entry, home)
    assert len(habits.asked) == 1
    assert store.trusted(made.path)


def test_one_at_a_time(entry: Entry, home: Path):
    with locked(home / "models"), pytest.raises(DiskError, match="locked"):
        install(entry, home)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is full")
def test_a_disk_that_fills_up_is_said(entry: Entry, home: Path):
    part = home / "cache" / "models" / f"tiny-{entry.sha256[:8]}.zip.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(DiskError) as raised:
        install(entry, home)
    assert "is full" in raised.value.person


def test_too_little_room_is_said_before_the_first_byte(
    entry: Entry, home: Path, habits: Habits, monkeypatch: pytest.MonkeyPatch
):
    usage = namedtuple("usage", "free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1000))
    with pytest.raises(DiskError) as raised:
        install(entry, home)
    assert "13 MB, and 0 MB are free" in raised.value.person
    assert not habits.asked


def test_a_folder_that_cannot_be_written(entry: Entry):
    with pytest.raises(DiskError) as raised:
        store.install(entry, Path("/sys/hearback/models"), Path("/sys/hearback/cache"))
    assert "/sys/hearback/models cannot be written to" in raised.value.person


def test_remove(entry: Entry, home: Path):
    install(entry, home)
    store.remove(home / "models", "tiny")
    assert store.installed(home / "models") == []
    assert leftovers(home) == [".lock"]
    with pytest.raises(BadInputError, match="not installed"):
        store.remove(home / "models", "tiny")


@pytest.mark.parametrize("name", ["../tiny", ".new-tiny", "", "tiny/am"])
def test_only_a_model_can_be_removed(entry: Entry, home: Path, name: str):
    install(entry, home)
    with pytest.raises(BadInputError):
        store.remove(home / "models", name)


def test_a_quick_look_sees_sizes_and_a_thorough_one_everything(entry: Entry, home: Path):
    made = install(entry, home)
    file = made.path / "graph/words.txt"
    before = file.stat()
    content = file.read_bytes()
    file.write_bytes(content[:-1] + b"!")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert store.installed(home / "models")[0].problem == ""
    assert store.installed(home / "models", thorough=True)[0].problem == (
        "graph/words.txt has changed"
    )
    file.write_bytes(content)
    assert store.installed(home / "models")[0].problem == ""
    file.unlink()
    assert store.installed(home / "models")[0].problem == "graph/words.txt is missing"


@pytest.mark.parametrize("content", [b"", b"{", b'{"model": "\xff"}', b'{"\xff": 1}'])
def test_a_broken_manifest_is_no_model(entry: Entry, home: Path, content: bytes):
    made = install(entry, home)
    (made.path / manifest.NAME).write_bytes(content)
    assert store.installed(home / "models") == []
    assert install(entry, home).problem == ""


def test_an_archive_with_the_right_hash_and_bad_content_is_refused(
    entry: Entry, home: Path, tmp_path: Path
):
    file = tmp_path / "tiny.zip"
    file.write_bytes(b"not a zip at all")
    wrong = msgspec.structs.replace(
        entry, bytes=16, sha256=hashlib.sha256(file.read_bytes()).hexdigest()
    )
    with pytest.raises(ArchiveError) as raised:
        install(wrong, home, Source(file=file))
    assert isinstance(raised.value, HearbackError)
    assert store.installed(home / "models") == []
