"""`hearback models`, as a person and as a script call it."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.folders import Folders
from models import cli
from models.catalog import Entry
from models.errors import BadInputError, HearbackError
from tests.models.server import FileServer, Habits


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.find({"HEARBACK_HOME": str(tmp_path)})


@pytest.fixture
def catalog(entry: Entry, tmp_path: Path) -> Path:
    file = tmp_path / "catalog.toml"
    lines = (f"{key} = {json.dumps(value)}" for key, value in msgspec.to_builtins(entry).items())
    file.write_text("\n".join(["[[model]]", *lines]))
    return file


@pytest.fixture
def call(folders: Folders, catalog: Path):
    def run(*argv: str) -> int:
        parser = argparse.ArgumentParser()
        cli.configure(parser)
        return cli.run(parser.parse_args([*argv, "--catalog", str(catalog)]), folders)

    return run


def test_as_a_person(call, capsys, folders: Folders):
    assert call("list") == 0
    assert "tiny  Test model, 4 MB, Apache-2.0\n  not installed" in capsys.readouterr().out
    assert call("check") == 0
    assert capsys.readouterr().out == "No model is installed.\n"
    assert call("install", "tiny") == 0
    assert capsys.readouterr().out == f"tiny is installed in {folders.models / 'tiny'}.\n"
    assert call("check", "tiny") == 0
    assert call("list") == 0
    assert "\n  installed in" in capsys.readouterr().out
    (folders.models / "tiny/conf/mfcc.conf").unlink()
    assert call("check") == 1
    assert "damaged: conf/mfcc.conf is missing; install it again" in capsys.readouterr().out
    assert call("remove", "tiny") == 0
    assert capsys.readouterr().out == "tiny is removed.\n"


def test_as_a_script(call, capsys):
    assert call("install", "tiny", "--json") == 0
    *steps, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {step["step"] for step in steps} == {"download", "verify", "unpack"}
    assert steps[-1]["done"] == steps[-1]["total"]
    assert last["installed"]["id"] == "tiny"
    assert call("check", "--json") == 0
    assert json.loads(capsys.readouterr().out)["models"][0]["problem"] == ""
    assert call("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [model["id"] for model in listed["installed"]] == ["tiny"]
    assert [model["id"] for model in listed["catalog"]] == ["tiny"]
    assert call("remove", "tiny", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"removed": "tiny"}


def test_the_mirror_of_the_settings_is_used(
    call, folders: Folders, server: FileServer, habits: Habits
):
    folders.settings_file.write_text(f'[speech]\nmirror = "{server.address}/mirror"\n')
    assert call("install", "tiny") == 0
    assert habits.paths == ["/mirror/tiny.zip"]


def test_broken_settings_are_said(call, folders: Folders):
    folders.settings_file.write_text("[speech")
    with pytest.raises(BadInputError, match="settings"):
        call("install", "tiny")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["install", "huge"], "It has: tiny"),
        (["install", "tiny", "--mirror", "ftp://x"], "http://"),
        (["check", "tiny"], "no installed model"),
        (["remove", "tiny"], "no installed model"),
    ],
)
def test_wrong_input_is_said(call, argv: list[str], said: str):
    with pytest.raises(HearbackError) as raised:
        call(*argv)
    assert said in raised.value.person


@pytest.mark.parametrize(
    "argv", [[], ["install"], ["install", "a", "--file", "b", "--mirror", "c"]]
)
def test_wrong_usage_is_2(call, argv: list[str], capsys):
    with pytest.raises(SystemExit) as left:
        call(*argv)
    assert left.value.code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
def test_a_bar_on_a_terminal(call, folders: Folders, catalog: Path, tmp_path: Path):
    pty = __import__("pty")
    ours, theirs = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "app", "models", "install", "tiny", "--catalog", str(catalog)],
        env=os.environ | {"HEARBACK_HOME": str(tmp_path), "TERM": "xterm"},
        stderr=theirs,
        stdout=subprocess.PIPE,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass  # Linux: the other end is closed
    os.close(ours)
    out, _ = done.communicate()
    assert done.returncode == 0
    assert b"download" in shown
    assert b"is installed" in out


def test_killed_in_the_middle_it_goes_on_the_next_time(
    folders: Folders, catalog: Path, tmp_path: Path, habits: Habits
):
    argv = [sys.executable, "-m", "app", "models", "install", "tiny", "--json"]
    environ = os.environ | {"HEARBACK_HOME": str(tmp_path)}
    habits.stall_after = 1_000_000
    first = subprocess.Popen(
        [*argv, "--catalog", str(catalog)], env=environ, stdout=subprocess.PIPE, text=True
    )
    for line in first.stdout:
        if json.loads(line)["done"] == 1_000_000:
            break
    first.kill()
    first.communicate()
    habits.stall_after = None
    habits.go_on.set()
    assert cli.store.installed(folders.models) == []
    again = subprocess.run(
        [*argv, "--catalog", str(catalog)], env=environ, capture_output=True, check=True
    )
    assert b'"installed"' in again.stdout
    went_on = int(habits.asked[-1]["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 900_000 < went_on <= 1_000_000
    assert cli.store.installed(folders.models, thorough=True)[0].problem == ""
