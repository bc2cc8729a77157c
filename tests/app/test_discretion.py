"""What a failure leaves behind: enough to find it, and nothing that anybody said."""

import json
import logging
import os
import subprocess
import sys

import msgspec
import pytest

from app.discretion import DiscreetFormatter
from app.helpdesk.adapter import HelpdeskError
from app.note.schema import Note
from models.errors import BadInputError

SAID = "xylophone"


def logged(error):
    info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("test", logging.ERROR, "here.py", 1, "unexpected", (), info)
    return DiscreetFormatter().format(record)


def raised(call):
    try:
        call()
    except Exception as error:  # noqa: BLE001  any
        return error
    return pytest.fail("nothing was raised")


@pytest.mark.parametrize(
    "call",
    [
        lambda: {}[SAID],
        lambda: int(SAID),
        lambda: msgspec.convert({"channel": SAID}, type=dict[str, int]),
        lambda: json.loads(f"[{SAID}"),
        lambda: SAID.encode("ascii").decode("utf-16", "strict").index(SAID),
        (f"{SAID} \ud800").encode,
        lambda: msgspec.structs.asdict(SAID),
        lambda: Note(**{SAID: 1}),
        lambda: open(f"/nowhere/{SAID}"),  # noqa: PTH123, SIM115
        lambda: subprocess.run(["false", SAID], check=True),
    ],
)
def test_no_exception_says_what_it_choked_on(call):
    found = logged(raised(call))
    assert SAID not in found
    assert "test_discretion.py" in found


def test_nor_does_one_that_was_caused_by_it():
    def fail():
        try:
            int(SAID)
        except ValueError as error:
            raise BadInputError("the log's words", SAID) from error

    found = logged(raised(fail))
    assert SAID not in found
    assert found.index("ValueError") < found.index("BadInputError: the log's words")


def test_ours_are_told_in_full_and_the_systems_by_their_reason():
    assert "HelpdeskError: rt: status 500" in logged(HelpdeskError("rt: status 500"))
    assert "No such file" in logged(raised(lambda: open("/nowhere")))  # noqa: PTH123, SIM115


PROGRAM = f"""
import threading
from app.__main__ import main

class Odd:
    def __del__(self):
        raise ValueError("{SAID}")

def run(*_):
    thread = threading.Thread(target=lambda: int("{SAID}"))
    thread.start()
    thread.join()
    Odd()
    raise KeyError("{SAID}")

import models.cli
models.cli.run = run
import sys
sys.argv = ["hearback", "models", "list"]
raise SystemExit(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="core dumps are POSIX")
def test_what_nobody_catches_goes_to_the_log_without_its_words(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "HEARBACK_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    kept = (tmp_path / "logs" / "hearback.log").read_text()
    assert done.returncode == 1
    assert SAID not in kept + done.stdout + done.stderr
    assert kept.count("ValueError") == 2
    assert kept.count("KeyError") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="core dumps are POSIX")
def test_no_image_of_a_crash_is_written():
    asked = (
        "import resource as r, app.discretion as d; d.begin(); print(r.getrlimit(r.RLIMIT_CORE))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("(0, ")
