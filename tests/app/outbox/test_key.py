"""The outbox's key: in a keyring or in a file, never thrown away, and the window can say which."""

import errno
import os
import stat

import pytest

from app.keyring_error import KeyringUnavailableError
from app.outbox.errors import OutboxError, OutboxFullError
from app.outbox.key import IN_KEYRING, KEY_FILE, KeyUnavailableError, outbox_key


class MemoryKeyring:
    """A keyring that works until `broken` says why not."""

    def __init__(self):
        self.kept = {}
        self.broken = ""
        self.forgetful = False

    def get(self, account):
        if self.broken:
            raise KeyringUnavailableError("test", self.broken)
        return self.kept.get(account)

    def set(self, account, secret):
        self.get(account)
        if not self.forgetful:
            self.kept[account] = secret


@pytest.fixture
def ring():
    return MemoryKeyring()


@pytest.fixture
def no_ring():
    ring = MemoryKeyring()
    ring.broken = "This desktop session has no keyring."
    return ring


def test_with_a_keyring_nothing_secret_is_in_a_file(tmp_path, ring):
    key, source = outbox_key(tmp_path, ring)
    assert (len(key), source.kind) == (32, "keyring")
    assert "system keyring" in source.words
    assert ring.kept == {"outbox-key": key.hex()}
    assert not (tmp_path / KEY_FILE).exists()
    assert outbox_key(tmp_path, ring) == (key, source)


def test_without_one_the_key_is_in_a_file_and_the_window_says_so(tmp_path, no_ring):
    key, source = outbox_key(tmp_path, no_ring)
    assert source.kind == "file"
    assert "no keyring" in source.words
    assert str(tmp_path / KEY_FILE) in source.words
    assert source.notice == ""
    assert outbox_key(tmp_path, no_ring)[0] == key


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_loose_permissions_are_repaired_and_said(tmp_path, no_ring):
    key, _ = outbox_key(tmp_path, no_ring)
    file = tmp_path / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    again, source = outbox_key(tmp_path, no_ring)
    assert again == key
    assert "could be read by others" in source.notice
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_moves_into_the_keyring_once_there_is_one(tmp_path, ring, no_ring):
    key, _ = outbox_key(tmp_path, no_ring)
    again, source = outbox_key(tmp_path, ring)
    assert (again, source.kind) == (key, "keyring")
    assert not (tmp_path / KEY_FILE).exists()


def test_a_keyring_that_is_away_does_not_cost_the_outbox(tmp_path, ring):
    key, _ = outbox_key(tmp_path, ring)
    ring.broken = "The system keyring is locked."
    with pytest.raises(KeyUnavailableError) as caught:
        outbox_key(tmp_path, ring)
    assert "locked" in caught.value.person
    assert caught.value.retryable
    assert not (tmp_path / KEY_FILE).exists()
    ring.broken = ""
    assert outbox_key(tmp_path, ring)[0] == key


def test_two_homes_share_one_keyring_and_keep_their_own_keys(tmp_path, ring, no_ring):
    first, _ = outbox_key(tmp_path / "first", no_ring)
    other, _ = outbox_key(tmp_path / "other", no_ring)
    assert outbox_key(tmp_path / "first", ring)[0] == first
    key, source = outbox_key(tmp_path / "other", ring)
    assert (key, source.kind) == (other, "file")
    assert "another outbox" in source.words


def test_a_keyring_that_keeps_nothing_is_not_trusted(tmp_path, ring):
    ring.forgetful = True
    key, source = outbox_key(tmp_path, ring)
    assert source.kind == "file"
    assert outbox_key(tmp_path, ring)[0] == key


def test_a_damaged_file_is_set_aside(tmp_path, no_ring):
    outbox_key(tmp_path, no_ring)
    (tmp_path / KEY_FILE).write_text("half a k")
    key, source = outbox_key(tmp_path, no_ring)
    assert len(key) == 32
    assert "damaged" in source.notice
    assert any("damaged" in file.name for file in tmp_path.iterdir())


def test_a_lost_keyring_entry_is_made_anew(tmp_path, ring):
    outbox_key(tmp_path, ring)
    ring.kept.clear()
    assert (tmp_path / IN_KEYRING).exists()
    assert outbox_key(tmp_path, ring)[1].kind == "keyring"


def test_nowhere_to_write_is_said(tmp_path, ring):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutboxError) as caught:
        outbox_key(tmp_path / "file" / "outbox", ring)
    assert "may not write" in caught.value.person


def test_a_lock_that_cannot_be_had_is_said(tmp_path, ring):
    (tmp_path / "outbox.lock").mkdir()
    with pytest.raises(OutboxError) as caught:
        outbox_key(tmp_path, ring)
    assert "may not write" in caught.value.person


def test_a_full_disk_is_said(tmp_path, no_ring, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutboxFullError) as caught:
        outbox_key(tmp_path, no_ring)
    assert "disk is full" in caught.value.person
    assert not (tmp_path / KEY_FILE).exists()
