"""`hearback outbox`, as a person and as a script use it. Note text only on `show`."""

import io
import json
import sys

import keyring
import pytest

from app import secrets
from app.__main__ import main
from app.folders import Folders
from app.outbox.desk import Desk
from app.outbox.entry import Draft
from app.settings import HelpdeskSettings, Settings
from tests.app.helpdesk.simulator import PASSWORD, USER, Simulator
from tests.app.outbox.notes import SECRET, make_note
from tests.app.test_secrets import MemoryBackend


@pytest.fixture
def folders(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARBACK_HOME", str(tmp_path))
    monkeypatch.delenv(secrets.HELPDESK_VARIABLE, raising=False)
    backend = MemoryBackend()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    return Folders.find()


@pytest.fixture
def outbox(folders, capsys):
    """Run the verb; return status, what was printed, and what was said on stderr."""

    def run(*words):
        status = main(["outbox", *words])
        said = capsys.readouterr()
        assert SECRET not in said.err
        return status, said.out, said.err

    return run


@pytest.fixture
def queue(folders):
    def put(*notes, drafts=()):
        with Desk.open(folders, Settings()) as desk:
            for draft in drafts:
                desk.save_draft(draft)
            for note in notes:
                desk.send(note)

    return put


@pytest.fixture
def simulator(folders):
    with Simulator().running() as running:
        folders.settings_file.write_text(
            f'[helpdesk]\nkind = "rt"\nurl = "{running.url}"\nuser = "{USER}"\n'
        )
        yield running


def test_an_empty_outbox(outbox):
    status, out, _ = outbox("list")
    assert status == 0
    assert "Nothing waits." in out
    assert "system keyring" in out
    assert outbox("send") == (0, "Nothing is due.\n", "")


def test_list_says_what_waits_and_never_what_was_said(outbox, queue):
    queue(make_note("n1"), drafts=[Draft(call_id="c1", started="2026-11-20T09:28:00+01:00")])
    _, out, _ = outbox("list")
    assert "n1  queued" in out
    assert "c1  draft" in out
    found = json.loads(outbox("list", "--json")[1])
    assert found["key"]["kind"] == "keyring"
    assert [draft["call"] for draft in found["drafts"]] == ["c1"]
    assert [(entry["id"], entry["state"]) for entry in found["entries"]] == [("n1", "queued")]
    assert SECRET not in out + json.dumps(found)
    assert "Charged twice" not in out + json.dumps(found)


def test_show_prints_one_note(outbox, queue):
    draft = Draft(call_id="c1", started="2026-11-20T09:28:00+01:00", note=make_note("n2"))
    queue(make_note("n1"), drafts=[draft])
    assert SECRET in outbox("show", "n1")[1]
    assert json.loads(outbox("show", "c1", "--json")[1])["id"] == "n2"
    status, _, err = outbox("show", "n9")
    assert (status, "hearback outbox list" in err) == (1, True)


def test_send_delivers_into_the_folder(outbox, queue, folders):
    queue(make_note("n1"))
    status, out, _ = outbox("send")
    assert status == 0
    assert "n1  sent: file 2026-11-20-charged-twice-third-call.n1.md" in out
    assert len(list((folders.data / "notes").iterdir())) == 2
    assert "n1  sent    file" in outbox("list")[1]
    status, _, err = outbox("show", "n1")
    assert (status, "No copy is kept" in err) == (1, True)
    status, _, err = outbox("retry", "n1")
    assert (status, "n1" in err) == (1, True)


def test_discard(outbox, queue):
    queue(make_note("n1"), drafts=[Draft(call_id="c1", started="2026-11-20T09:28:00+01:00")])
    assert outbox("discard", "n1") == (0, "n1 is gone.\n", "")
    assert outbox("discard", "c1") == (0, "c1 is gone.\n", "")
    status, _, err = outbox("discard", "c1")
    assert (status, "no 'c1'" in err) == (1, True)


def test_a_missing_secret_fails_with_its_cure_and_retry_sends(
    outbox, queue, simulator, monkeypatch
):
    queue(make_note("n1"), make_note("n2"))
    status, out, _ = outbox("send")
    assert status == 1
    assert "hearback outbox secret set" in out
    assert "n1  failed  No password or token" in outbox("list")[1]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    status, out, _ = outbox("secret", "set")
    assert (status, PASSWORD in out) == (0, False)
    status, out, _ = outbox("retry", "n1")
    assert (status, "n1  sent: ticket 2" in out) == (0, True)
    (sent,) = json.loads(outbox("retry", "--json")[1])
    assert (sent["note_id"], sent["receipt"]["kind"]) == ("n2", "ticket")
    assert (simulator.count("n1"), simulator.count("n2")) == (1, 1)


def test_a_helpdesk_that_is_away_is_said_with_the_next_try(outbox, queue, simulator, monkeypatch):
    monkeypatch.setenv(secrets.HELPDESK_VARIABLE, PASSWORD)
    queue(make_note("n1"))
    port = simulator.server.server_address[1]
    simulator.server.shutdown()
    simulator.server.server_close()
    status, out, _ = outbox("send")
    assert status == 1
    assert f"127.0.0.1:{port} is not answering" in out
    assert "Next try at" in out
    assert outbox("retry", "n9")[0] == 1


def test_secrets_are_cleared_and_never_empty(outbox, simulator, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    status, _, err = outbox("secret", "set")
    assert (status, "nothing was changed" in err) == (1, True)
    assert outbox("secret", "clear") == (0, "There was none.\n", "")
    monkeypatch.setattr(sys, "stdin", io.StringIO("x"))
    assert outbox("secret", "set")[0] == 0
    assert outbox("secret", "clear") == (0, "Forgotten.\n", "")


def test_a_folder_needs_no_secret(outbox):
    status, _, err = outbox("secret", "set")
    assert (status, 'kind = "rt"' in err) == (1, True)


def test_without_a_keyring_the_variable_is_named(outbox, simulator, monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    monkeypatch.setattr(sys, "stdin", io.StringIO("x"))
    status, _, err = outbox("secret", "set")
    assert (status, secrets.HELPDESK_VARIABLE in err) == (1, True)
    assert "only you can read" in outbox("list")[1]


def test_settings_that_make_no_helpdesk_keep_the_note(outbox, queue, folders):
    folders.settings_file.write_text('[helpdesk]\nkind = "rt"\nurl = "http://rt.example.com"\n')
    queue(make_note("n1"))
    status, out, _ = outbox("send")
    assert (status, "insecure = true" in out) == (1, True)
    assert "n1  failed" in outbox("list")[1]


def test_wrong_use_is_a_usage_error(folders, capsys):
    for words in (["outbox"], ["outbox", "burn"], ["outbox", "discard"]):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2
    with pytest.raises(SystemExit):
        main(["outbox", "--help"])
    assert "never taken" in capsys.readouterr().out


def test_the_desk_opens_whatever_the_settings_say(folders):
    for helpdesk in (HelpdeskSettings(kind="rt"), HelpdeskSettings(folder="elsewhere")):
        with Desk.open(folders, Settings(helpdesk=helpdesk)) as desk:
            assert desk.helpdesk_name
            assert desk.notice == ""
            assert desk.key_source.kind == "keyring"
