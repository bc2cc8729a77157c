"""What was called "not so", on a disk that is full or read-only: one sentence, nothing lost."""

import pytest

from tests.e2e.test_full_disk import FILL, disk

__all__ = ["disk"]

pytestmark = [pytest.mark.e2e]

KEEP = """'
from datetime import date
from app.feedback.errors import FeedbackError
from app.feedback.store import open_examples
from app.folders import Folders
from tests.app.feedback.made import DAY, one
with open_examples(Folders.find()) as examples:
    kept = 0
    try:
        while kept < 400:
            examples.keep(one(f"k{kept}", text="word " * 200), date.fromisoformat(DAY))
            kept += 1
    except FeedbackError as error:
        print(error.person)
    print(kept == examples.count(), 0 < kept < 400)
'"""
PUT = f'"$PYTHON" -c {KEEP}'
LIST = '"$PYTHON" -m app feedback list'
EXPORT = '"$PYTHON" -m app feedback export "$DISK/out.jsonl" --i-agree'
FULL = "The disk is full: your “not so” counts for this call, but is not kept."


def test_a_disk_that_fills_up_keeps_what_was_kept(disk):
    out, err = disk(PUT, FILL, LIST, EXPORT, 'rm "$DISK/fill"', LIST, '! test -e "$DISK/out.jsonl"')
    assert out[0].startswith(FULL)
    assert out[1] == "True True"
    counts = [line for line in out if "“not so” kept." in line]
    assert counts
    assert len(set(counts)) == 1
    assert all(line.startswith("hearback: ") for line in err)
    assert any("cannot be written: the disk is full" in line or FULL in line for line in err)


def test_a_folder_that_is_read_only(disk):
    out, err = disk(f"{PUT} >/dev/null", 'mount -o remount,ro "$DISK"', LIST)
    assert out == []
    assert len(err) == 1
    assert err[0].startswith("hearback: Hearback may not write to its data folder")
