"""The house rules that a machine can hold: arrows, verbs, pins, and where Qt may live."""

import importlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from app.__main__ import VERBS, Verb, build_parser

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "installer/requirements.lock", "tests/requirements.lock")


def test_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_a_module_behind_it_and_help(verb: Verb, capsys):
    assert callable(importlib.import_module(verb.module).run)
    with pytest.raises(SystemExit) as left:
        build_parser(verb).parse_args([verb.name, "--help"])
    assert left.value.code == 0
    assert verb.name in capsys.readouterr().out


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_with_hashes_and_names_no_address(lock: str):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    pins = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[a-z0-9._-]+(\[.*\])?==\S+", pin) for pin in pins)
    assert all("--hash=sha256:" in pin for pin in pins)


def test_what_tests_and_builds_is_never_shipped():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    shipped = " ".join(project["dependencies"])
    assert not re.search(r"pytest|mypy|ruff|hypothesis|import-linter|hatchling", shipped)
    assert "!=6.12.0" in shipped
    assert "pyside6-essentials==6.12.0 " not in (ROOT / "requirements.lock").read_text()


def test_importing_the_command_line_imports_no_heavy_room():
    code = "import sys, app.__main__; print(*sys.modules)"
    names = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert not {"PySide6", "numpy", "vosk", "httpx", "apsw", "sounddevice"} & set(names)
