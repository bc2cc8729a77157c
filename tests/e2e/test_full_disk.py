"""A data folder that is really full or really read-only: one sentence, and nothing is lost.

A small file system is mounted in a namespace of its own, so this needs no root and leaves nothing.
"""

import os
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux"),
]

WRITE = """
from app.folders import Folders
from app.outbox.desk import Desk
from app.outbox.entry import Draft
from app.outbox.errors import OutboxError
from app.settings import Settings
from tests.app.outbox.notes import make_note
with Desk.open(Folders.find(), Settings()) as desk:
    kept = 0
    try:
        while kept < 100:
            note = make_note(f"n{kept}", subject="x" * 5000)
            desk.save_draft(Draft(call_id=f"c{kept}", started="2026-11-20", note=note))
            kept += 1
    except OutboxError as error:
        print(error.person)
    print(kept == len(desk.drafts()), 0 < kept < 100)
"""
LIST = '"$PYTHON" -m app outbox list'
FILL = 'dd if=/dev/zero of="$DISK/fill" bs=1k 2>/dev/null || true'


@pytest.fixture
def disk(tmp_path):
    """Run shell lines with a file system of 200 kB at $DISK, which is HEARBACK_HOME."""

    def run(*lines):
        script = "\n".join([f'mount -t tmpfs -o size=200k tmpfs "{tmp_path}"', *lines, "true"])
        done = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
            env={
                **os.environ,
                "DISK": str(tmp_path),
                "HEARBACK_HOME": str(tmp_path),
                "PYTHON": sys.executable,
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
                "WRITE": WRITE,
            },
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.stdout.splitlines(), done.stderr.splitlines()

    refused = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "true"],
        capture_output=True,
        check=False,
    )
    if refused.returncode:
        pytest.skip("this kernel allows no user namespaces")
    return run


FULL = "The disk is full: what is not saved yet is in memory only."
READ_ONLY = "hearback: Hearback may not write to its data folder"


def test_a_disk_that_fills_up_keeps_what_was_kept(disk):
    out, err = disk('"$PYTHON" -c "$WRITE"', f"{FILL}", LIST, 'rm "$DISK/fill"', LIST)
    assert out[0].startswith(FULL)
    assert out[1] == "True True"
    drafts = sum("  draft  " in line for line in out)
    assert drafts >= 2
    assert drafts % 2 == 0
    assert err == []


def test_a_disk_that_was_full_before(disk):
    out, err = disk(FILL, LIST)
    assert (out, len(err)) == ([], 1)
    assert err[0].startswith(f"hearback: {FULL}")


@pytest.mark.parametrize("before", ["true", LIST])
def test_a_folder_that_is_read_only(disk, before):
    out, err = disk(f"{before} >/dev/null", 'mount -o remount,ro "$DISK"', LIST)
    assert (out, len(err)) == ([], 1)
    assert err[0].startswith(READ_ONLY)
