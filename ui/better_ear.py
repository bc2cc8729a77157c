"""The way to a better ear: installs a recognizer model, from the internet, a mirror or a file.

Imported when it is asked for (`ui.later`): most agents never see it.
"""

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.folders import Folders
from models import catalog, store
from models.errors import HearbackError
from models.progress import CancelledError, Progress, Watch
from ui.controls import button, label
from ui.theme import GAP, SMALL_GAP
from ui.worker import Worker

STEPS = {"download": "Downloading", "verify": "Checking", "unpack": "Unpacking"}
MEGABYTE = 1_000_000


class BetterEar(QDialog):
    """Modeless. `installed` says that the next call is heard better."""

    installed = Signal(str)
    """Title of the model."""

    def __init__(
        self,
        folders: Folders,
        entry: catalog.Entry,
        *,
        mirror: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._folders = folders
        self._entry = entry
        self._installing = Installing(self)
        self.setWindowTitle("Get the better ear")
        size = f"{entry.bytes / MEGABYTE:.0f} MB"
        intro = label(
            f"{entry.title} ({entry.recognizer}, {size}, {entry.licence}) hears telephone speech "
            "better than the built-in ear. It stays on this computer and is checked before use.",
            wrap=True,
        )
        self.address = QLineEdit(entry.address(mirror))
        self.address.setReadOnly(True)
        self.address.setAccessibleName("Downloaded from")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.bar.hide()
        self.word = label("", "small", wrap=True)
        self.download = button("Download", "primary")
        self.file = button("From a file…", hint="An archive that you already have")
        self.cancel = button("Close")
        self.download.clicked.connect(lambda: self._begin(store.Source(mirror=mirror)))
        self.file.clicked.connect(self._on_file)
        self.cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(SMALL_GAP)
        row.addWidget(self.file)
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
        self.setMinimumWidth(420)
        self._installing.progressed.connect(self._on_progress)
        self._installing.finished.connect(self._on_finished)

    @property
    def busy(self) -> bool:
        return self._installing.busy

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
        self.download.setEnabled(False)
        self.file.setEnabled(False)
        self.cancel.setText("Cancel")
        self.bar.setRange(0, 0)
        self.bar.show()
        self.word.setText("Starting…")
        self._installing.begin(self._entry, self._folders, source)

    @Slot()
    def _on_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Model archive", "", "Archives (*.zip)")
        if chosen:
            self._begin(store.Source(file=Path(chosen)))

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * progress.done / max(1, progress.total)))
        done, total = progress.done / MEGABYTE, progress.total / MEGABYTE
        self.word.setText(f"{STEPS[progress.step]}: {done:.0f} of {total:.0f} MB")

    @Slot(str, bool)
    def _on_finished(self, sentence: str, good: bool) -> None:
        self.word.setText(sentence)
        self.bar.hide()
        self.cancel.setText("Close")
        self.download.setEnabled(not good)
        self.file.setEnabled(not good)
        if good:
            self.installed.emit(self._entry.title)


class Installing(QObject):
    """One install at a time, on a thread; progress comes at most a hundred times a step."""

    progressed = Signal(object)
    finished = Signal(str, bool)
    """A sentence, and whether the model is in place."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.busy = False
        self._worker = Worker("models", self)
        self._cancelled = threading.Event()
        self._told: tuple[str, int] = ("", -1)

    def begin(self, entry: catalog.Entry, folders: Folders, source: store.Source) -> None:
        self.busy = True
        self._cancelled.clear()
        watch = Watch(self._tell, self._cancelled.is_set)
        self._worker.submit(
            lambda: store.install(entry, folders.models, folders.cache, source, watch),
            self._on_done,
            self._on_failed,
        )

    def cancel(self) -> None:
        self._cancelled.set()

    def stop(self) -> None:
        self._worker.stop()

    def _tell(self, progress: Progress) -> None:
        """Hand on from the thread: only the signal crosses over."""
        now = (progress.step, 100 * progress.done // max(1, progress.total))
        if now != self._told:
            self._told = now
            self.progressed.emit(progress)

    def _on_done(self, model: store.InstalledModel) -> None:
        self.busy = False
        self.finished.emit(f"{model.title} is in place. The next call is heard with it.", True)

    def _on_failed(self, error: HearbackError) -> None:
        self.busy = False
        sentence = "Stopped." if isinstance(error, CancelledError) else error.person
        self.finished.emit(sentence, False)


def open_better_ear(folders: Folders, mirror: str) -> BetterEar:
    """Return the dialog for the English model of the built-in catalog. Raises BadInputError."""
    known = catalog.load()
    entry = next(entry for entry in known.model if entry.language == "en")
    return BetterEar(folders, entry, mirror=mirror)
