"""The system keyring: a real one, none, a locked one, and one that does not answer."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from app.keyring_error import KeyringUnavailableError
from app.secrets import (
    HELPDESK_VARIABLE,
    SystemKeyring,
    helpdesk_account,
    helpdesk_secret,
    without_secrets,
)
from app.settings import HelpdeskSettings

ROOT = Path(__file__).parents[2]


class MemoryBackend(KeyringBackend):
    priority = 2

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        try:
            del self.kept[service, username]
        except KeyError:
            raise keyring.errors.PasswordDeleteError from None


class PlainBackend(MemoryBackend):
    priority = 0.5


class MoodyBackend(MemoryBackend):
    def get_password(self, service, username):
        raise OSError("a secret in a message")


@pytest.fixture
def use(monkeypatch):
    return lambda backend: monkeypatch.setattr(keyring, "get_keyring", lambda: backend)


def test_what_is_set_is_had_and_cleared(use):
    use(MemoryBackend())
    ring = SystemKeyring()
    assert ring.get("a") is None
    ring.set("a", "b")
    assert ring.get("a") == "b"
    assert ring.clear("a")
    assert not ring.clear("a")


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), PlainBackend()])
def test_what_keeps_nothing_or_keeps_it_openly_is_no_keyring(use, backend):
    use(backend)
    with pytest.raises(KeyringUnavailableError) as caught:
        SystemKeyring().get("a")
    assert caught.value.person == "This desktop session has no keyring."


def test_an_error_of_the_backend_is_not_repeated(use):
    use(MoodyBackend())
    with pytest.raises(KeyringUnavailableError) as caught:
        SystemKeyring().get("a")
    assert "secret" not in str(caught.value)


def test_the_account_holds_the_host():
    here = helpdesk_account(HelpdeskSettings(url="https://rt.example.com/rt", user="me"))
    assert here == "helpdesk:me@https://rt.example.com"
    assert here != helpdesk_account(HelpdeskSettings(url="https://rt.example.org", user="me"))
    assert "token@" in helpdesk_account(HelpdeskSettings(url="https://rt.example.com"))


def test_the_environment_goes_before_the_keyring(use):
    use(MemoryBackend())
    settings = HelpdeskSettings(url="https://rt.example.com", user="me")
    ring = SystemKeyring()
    assert helpdesk_secret(settings, ring, {}) is None
    ring.set(helpdesk_account(settings), "kept")
    assert helpdesk_secret(settings, ring, {}) == "kept"
    assert helpdesk_secret(settings, ring, {"HEARBACK_HELPDESK_SECRET": "given"}) == "given"


def test_children_that_hear_get_no_secret():
    there = {HELPDESK_VARIABLE: "hunter2", "PATH": "/bin"}
    assert without_secrets(there) == {"PATH": "/bin"}


def run_python(code, **environ):
    env = {name: value for name, value in os.environ.items() if "DBUS" not in name}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**env, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus")
def test_a_bus_that_does_not_answer_costs_only_patience(tmp_path):
    """The socket is there and accepts, and then nothing: twice, and the process still ends."""
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "bus"))
        silent.listen()
        done = run_python(
            "from app.secrets import *\nfrom app.keyring_error import *\n"
            "ring = SystemKeyring(patience=0.3)\n"
            "for _ in range(2):\n"
            "    try: ring.get('a')\n"
            "    except KeyringUnavailableError as error: print(error.person)\n",
            DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path / 'bus'}",
        )
    assert done.stdout.splitlines() == ["The system keyring does not answer."] * 2
    assert done.returncode == 0


REAL = """
set -e
{unlock}
exec "$PYTHON" -c '
from app.keyring_error import KeyringUnavailableError
from app.secrets import SystemKeyring
ring = SystemKeyring(patience=60.0)
try:
    print(ring.get("a"))
    ring.set("a", "b")
    print(SystemKeyring(patience=60.0).get("a"))
    print(ring.clear("a"), ring.get("a"))
except KeyringUnavailableError as error:
    print(error.person)
'
"""


def run_with_keyring(tmp_path, unlock):
    """Run REAL under a bus of its own, with a keyring daemon that ends with it."""
    programs = ("dbus-run-session", "gnome-keyring-daemon")
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        reason = f"not installed: {', '.join(missing)}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    script = REAL.format(unlock=unlock)
    env = {name: value for name, value in os.environ.items() if "DBUS" not in name}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", script],
        env={
            **env,
            "PYTHONPATH": str(ROOT),
            "PYTHON": sys.executable,
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_DATA_HOME": str(tmp_path / "share"),
        },
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="Secret Service")
def test_a_real_keyring(tmp_path):
    unlock = "echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
    assert run_with_keyring(tmp_path, unlock) == ["None", "b", "True None"]


@pytest.mark.skipif(sys.platform != "linux", reason="Secret Service")
def test_a_keyring_that_was_never_set_up_opens_no_dialog(tmp_path):
    start = "gnome-keyring-daemon --start --components=secrets >/dev/null"
    (said,) = run_with_keyring(tmp_path, start)
    assert said == "The system keyring has not been set up yet."


@pytest.mark.skipif(sys.platform != "linux", reason="Secret Service")
def test_the_verb_keeps_the_secret_and_the_key_in_a_real_keyring(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "settings.toml").write_text('[helpdesk]\nkind = "rt"\nurl = "https://rt.example.com"\n')
    lines = run_with_keyring(
        tmp_path,
        "echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null\n"
        f'export HEARBACK_HOME="{home}"\n'
        'echo sesame | "$PYTHON" -m app outbox secret set\n'
        '"$PYTHON" -m app outbox list\n'
        '"$PYTHON" -m app outbox secret clear\n',
    )
    assert lines[0] == "The token is in the system keyring."
    assert lines[2].endswith("the key is in the system keyring.")
    assert lines[3] == "Forgotten."
    for file in home.rglob("*"):
        assert file.is_dir() or b"sesame" not in file.read_bytes()
    assert not (home / "data" / "outbox" / "outbox.key").exists()
