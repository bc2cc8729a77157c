"""Getting a better ear: from a real server in bad weather, a proxy, a file; deleted again."""

import hashlib
import zipfile
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt

from models import catalog, store
from tests.models.server import FileServer, Habits
from tests.ui import places
from ui.better_ear import HERE, BetterEar, open_better_ear
from ui.installing import DELETED


@pytest.fixture
def archive(tmp_path) -> Path:
    """Return a model archive as its maker would publish it."""
    file = tmp_path / "tiny-model.zip"
    with zipfile.ZipFile(file, "w") as zipped:
        for name in ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "README"):
            zipped.writestr(f"tiny-model/{name}", "x" * 20_000)
    return file


@pytest.fixture
def entry(archive) -> catalog.Entry:
    data = archive.read_bytes()
    return catalog.Entry(
        id="tiny-model", title="Tiny English", language="en", recognizer="vosk",
        url="http://models.example.com/tiny-model.zip", bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(), license="Apache-2.0",
    )  # fmt: skip


@pytest.fixture
def open_(qtbot, tmp_path, entry):
    """Return what opens the dialog on the same folders, again and again."""
    made = []

    def make(other: catalog.Entry | None = None, **options) -> BetterEar:
        dialog = BetterEar(places.folders(tmp_path), other or entry, **options)
        qtbot.addWidget(dialog)
        dialog.show()
        made.append(dialog)
        return dialog

    yield make
    for dialog in made:
        dialog.leave()


@pytest.fixture
def dialog(open_):
    return open_()


@pytest.fixture
def habits(archive) -> Habits:
    return Habits(archive.read_bytes())


@pytest.fixture
def server(habits):
    with FileServer(habits) as serving:
        yield serving


def download(dialog, qtbot) -> str:
    """Press the button; return what the dialog says in the end."""
    with qtbot.waitSignal(dialog._installing.finished):
        qtbot.mouseClick(dialog.download, Qt.MouseButton.LeftButton)
    return dialog.word.text()


def test_it_installs_from_a_file_and_says_so(dialog, qtbot, archive, tmp_path):
    seen = []
    dialog._installing.progressed.connect(seen.append)
    with qtbot.waitSignal(dialog.installed) as said:
        dialog.install_from(store.Source(file=archive))
        assert dialog.busy
        assert not dialog.download.isEnabled()
    assert said.args == ["Tiny English"]
    assert "in place" in dialog.word.text()
    assert {progress.step for progress in seen} >= {"verify", "unpack"}
    assert (places.folders(tmp_path).models / "tiny-model" / "am" / "final.mdl").is_file()


def test_a_wrong_file_is_refused_in_a_sentence_and_can_be_tried_again(dialog, qtbot, tmp_path):
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"no model at all")
    with qtbot.waitSignal(dialog._installing.finished):
        dialog.install_from(store.Source(file=wrong))
    assert "not" in dialog.word.text()
    assert dialog.download.isEnabled()
    assert not (places.folders(tmp_path).models / "tiny-model").exists()


def test_cancel_stops_it_and_close_closes(dialog, qtbot, archive):
    dialog._installing._canceled.set()
    dialog._installing.begin = lambda *_: None
    dialog.install_from(store.Source(file=archive))
    dialog._installing.busy = True
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.word.text() == "Stopping…"
    assert dialog.isVisible()
    dialog._installing.busy = False
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_a_mirror_is_shown_as_the_source(qtbot, tmp_path):
    made = open_better_ear(places.folders(tmp_path), "https://mirror.example.com/models")
    qtbot.addWidget(made)
    assert made.address.text().startswith("https://mirror.example.com/models/vosk-model")
    made.leave()


def test_it_shows_how_far_it_came_and_goes_on_from_there(open_, qtbot, server, habits, tmp_path):
    habits.cut = [30_000, 0]
    first = open_(mirror=server.address)
    assert first.download.text() == "Download"
    assert first.bar.isHidden()
    assert "goes on from there" in download(first, qtbot)
    assert first.download.text() == "Go on"
    first.close()
    again = open_(mirror=server.address)
    assert again.download.text() == "Go on"
    assert "here already" in again.word.text()
    assert again.bar.value() == round(1000 * 30_000 / len(habits.body))
    assert download(again, qtbot) == HERE
    assert habits.asked[-1]["Range"] == "bytes=30000-"
    assert store.find(places.folders(tmp_path).models) is not None


def test_a_break_in_the_middle_is_not_even_noticed(open_, qtbot, server, habits):
    habits.cut = [20_000, 20_000]
    assert download(open_(mirror=server.address), qtbot) == HERE
    assert len(habits.asked) == 3


def test_cancelling_keeps_what_came(open_, qtbot, server, habits):
    habits.stall_after = 40_000
    made = open_(mirror=server.address)
    qtbot.mouseClick(made.download, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: made.bar.value() > 0)
    with qtbot.waitSignal(made._installing.finished):
        qtbot.mouseClick(made.cancel, Qt.MouseButton.LeftButton)
        habits.go_on.set()
    assert "kept" in made.word.text()
    assert made.download.text() == "Go on"
    habits.stall_after = None
    assert download(made, qtbot) == HERE


def test_a_killed_process_leaves_a_download_to_go_on_with(open_, server, tmp_path, entry):
    part = places.folders(tmp_path).cache / "models" / f"tiny-model-{entry.sha256[:8]}.zip.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 10_000)
    assert open_(mirror=server.address).download.text() == "Go on"


def test_it_goes_through_the_proxy_of_the_environment(open_, qtbot, server, habits, monkeypatch):
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.setenv("no_proxy", "")
    assert download(open_(), qtbot) == HERE
    assert habits.paths == ["http://models.example.com/tiny-model.zip"]


def test_every_failure_is_a_sentence_and_can_be_tried_again(open_, qtbot, server, habits, entry):
    huge = msgspec.structs.replace(entry, bytes=10**15)
    nobody = "http://127.0.0.1:9"
    body = habits.body
    told = {"cannot be reached": download(open_(mirror=nobody), qtbot)}
    habits.status = 403
    told["does not let us"] = download(open_(mirror=server.address), qtbot)
    habits.status, habits.body = 0, bytes(len(body))
    told["SHA-256 differs"] = download(open_(mirror=server.address), qtbot)
    told["too full"] = download(open_(huge, mirror=server.address), qtbot)
    for words, said in told.items():
        assert words in said
        assert said.endswith((".", "?"))
    habits.body = body
    last = open_(mirror=server.address)
    assert last.download.isEnabled()
    assert download(last, qtbot) == HERE


def test_what_is_installed_can_be_deleted(dialog, qtbot, archive, open_, tmp_path):
    assert dialog.delete.isHidden()
    with qtbot.waitSignal(dialog.installed):
        dialog.install_from(store.Source(file=archive))
    assert dialog.download.isHidden()
    again = open_()
    assert again.word.text() == HERE
    with qtbot.waitSignal(again._installing.removed):
        qtbot.mouseClick(again.delete, Qt.MouseButton.LeftButton)
    assert again.word.text() == DELETED
    assert again.download.isVisible()
    assert store.find(places.folders(tmp_path).models) is None
    with qtbot.waitSignal(dialog._installing.removed):
        dialog.delete.click()
    assert "no installed model" in dialog.word.text()


def test_settings_that_ask_for_another_ear_are_named(open_, qtbot, archive):
    made = open_(recognizer="pocketsphinx")
    with qtbot.waitSignal(made.installed):
        made.install_from(store.Source(file=archive))
    assert "your settings ask for pocketsphinx" in made.word.text()
