"""Getting a better ear: from a file, with progress; a wrong file refused; cancelled; closed."""

import hashlib
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from models import catalog, store
from tests.ui import places
from ui.better_ear import BetterEar, open_better_ear


@pytest.fixture
def archive(tmp_path) -> Path:
    """Return a model archive as its maker would publish it."""
    file = tmp_path / "tiny-model.zip"
    with zipfile.ZipFile(file, "w") as zipped:
        for name in ("am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "README"):
            zipped.writestr(f"tiny-model/{name}", "x" * 20_000)
    return file


@pytest.fixture
def dialog(qtbot, tmp_path, archive):
    data = archive.read_bytes()
    entry = catalog.Entry(
        id="tiny-model", title="Tiny English", language="en", recognizer="vosk",
        url="https://models.example.com/tiny-model.zip", bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(), licence="Apache-2.0",
    )  # fmt: skip
    made = BetterEar(places.folders(tmp_path), entry)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.leave()


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
    dialog._installing._cancelled.set()
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
