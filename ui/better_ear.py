"""The way to a better ear: installs a recognizer model, from the internet, a mirror or a file.

Imported when it is asked for (`ui.later`): most agents never see it.
"""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.folders import Folders
from models import catalog, store
from models.progress import Progress
from ui.controls import announce, button, label
from ui.installing import Installing
from ui.tall_dialog import TallDialog
from ui.theme import GAP, SMALL_GAP

STEPS = {"download": "Downloading", "verify": "Checking", "unpack": "Unpacking"}
MEGABYTE = 1_000_000
HERE = "It is in place: the next call is heard with it."
HERE_UNUSED = "It is in place, but your settings ask for {ear}: take that line out to use it."
"""Where `[speech] recognizer` names another one."""
PARTLY = "{done:.0f} of {total:.0f} MB are here already; the rest follows."
WIDTH = 440
"""Pixels."""


class BetterEar(TallDialog):
    """Modeless. `installed` says that the next call is heard better."""

    installed = Signal(str)
    """Title of the model."""

    def __init__(
        self,
        folders: Folders,
        entry: catalog.Entry,
        *,
        mirror: str = "",
        recognizer: str = "auto",
        parent: QWidget | None = None,
    ) -> None:
        """`mirror`, `recognizer`: as in the settings."""
        super().__init__(parent)
        self._folders = folders
        self._entry = entry
        self._source = store.Source(mirror=mirror)
        self._in_place = (
            HERE if recognizer in {"auto", entry.recognizer} else HERE_UNUSED.format(ear=recognizer)
        )
        self._installing = Installing(self)
        self.setWindowTitle("Get the better ear")
        self.address = QLineEdit(entry.address(mirror))
        self.address.setReadOnly(True)
        self.address.setAccessibleName("Downloaded from")
        self.address.setCursorPosition(0)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.bar.hide()
        self.word = label("", wrap=True)
        self.word.setAccessibleName("State")
        self.word.setMinimumHeight(2 * self.word.fontMetrics().lineSpacing())
        self.download = button("Download", "primary")
        self.file = button("From a file…", hint="An archive that you already have")
        self.delete = button("Delete it", "quiet", hint="Make room: the built-in ear stays")
        self.cancel = button("Close")
        self.download.clicked.connect(self._on_download)
        self.file.clicked.connect(self._on_file)
        self.delete.clicked.connect(self._on_delete)
        self.cancel.clicked.connect(self.reject)
        self._compose()
        self._installing.progressed.connect(self._on_progress)
        self._installing.finished.connect(self._on_finished)
        self._installing.removed.connect(self._on_removed)
        self.look()
        self.download.setFocus()

    def _compose(self) -> None:
        entry = self._entry
        size = f"{entry.bytes / MEGABYTE:.0f} MB"
        intro = label(
            f"{entry.title} ({entry.recognizer}, {size}, {entry.license}) hears telephone speech "
            "better than the built-in ear. It stays on this computer and is checked before use.",
            wrap=True,
        )
        row = QHBoxLayout()
        row.setSpacing(SMALL_GAP)
        row.addWidget(self.file)
        row.addWidget(self.delete)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.download)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(GAP)
        for part in (intro, label("From", "small"), self.address, self.bar, self.word):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(row)
        self.setMinimumWidth(WIDTH)

    @property
    def busy(self) -> bool:
        return self._installing.busy

    def look(self) -> None:
        """Say how far it is: in place, here in part, or not at all."""
        if self.busy:
            return
        whole = [one for one in store.installed(self._folders.models) if not one.problem]
        here = any(one.id == self._entry.id for one in whole)
        done = store.arrived(self._entry, self._folders.cache)
        self.download.setText("Go on" if done else "Download")
        self.download.setAccessibleName(self.download.text())
        for part in (self.download, self.file):
            part.setVisible(not here)
            part.setEnabled(True)
        self.delete.setVisible(here)
        self.delete.setEnabled(True)
        self.cancel.setText("Close")
        self.bar.setVisible(not here and done > 0)
        self._show_share(done, self._entry.bytes)
        told = {"done": done / MEGABYTE, "total": self._entry.bytes / MEGABYTE}
        self._say(self._in_place if here else PARTLY.format(**told) if done else "")

    def install_from(self, source: store.Source) -> None:
        """Install from somewhere else than where the button would."""
        self._begin(source)

    def reject(self) -> None:
        """Cancel what runs; without that, close."""
        if self.busy:
            self._installing.cancel()
            self.word.setText("Stopping…")
        else:
            super().reject()

    def leave(self) -> None:
        """Stop whatever runs; for the end of the application."""
        self._installing.cancel()
        self._installing.stop()

    def _begin(self, source: store.Source) -> None:
        self._wait("Starting…", "Cancel")
        if source.file is not None:
            self.bar.setRange(0, 0)
        self.bar.show()
        self.grow()
        self._installing.begin(self._entry, self._folders, source)

    def _wait(self, word: str, close: str) -> None:
        for part in (self.download, self.file, self.delete):
            part.setEnabled(False)
        self.cancel.setText(close)
        self.word.setText(word)

    def _show_share(self, done: int, total: int) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * done / max(1, total)))

    @Slot()
    def _on_download(self) -> None:
        self._begin(self._source)

    @Slot()
    def _on_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Model archive", "", "Archives (*.zip)")
        if chosen:
            self._begin(store.Source(file=Path(chosen)))

    @Slot()
    def _on_delete(self) -> None:
        self._wait("Deleting…", "Close")
        self._installing.remove(self._entry, self._folders)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._show_share(progress.done, progress.total)
        done, total = progress.done / MEGABYTE, progress.total / MEGABYTE
        if self.cancel.text() == "Cancel" and not self._installing.canceled:
            self.word.setText(f"{STEPS[progress.step]}: {done:.0f} of {total:.0f} MB")

    @Slot(str, bool)
    def _on_finished(self, said: str, good: bool) -> None:
        self.look()
        if good:
            self.installed.emit(said)
        else:
            self._say(said)

    @Slot(str, bool)
    def _on_removed(self, sentence: str, _gone: bool) -> None:
        self.look()
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.word.setText(sentence)
        self.grow()
        if sentence:
            announce(self.word, sentence)


def open_better_ear(folders: Folders, mirror: str, recognizer: str = "auto") -> BetterEar:
    """Return the dialog for the English model of the built-in catalog. Raises BadInputError."""
    known = catalog.load()
    entry = next(entry for entry in known.model if entry.language == "en")
    return BetterEar(folders, entry, mirror=mirror, recognizer=recognizer)
