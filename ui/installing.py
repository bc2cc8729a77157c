"""Putting a model in place or taking it away, on a thread; the dialog stays awake meanwhile."""

import threading

from PySide6.QtCore import QObject, Signal

from app.folders import Folders
from models import catalog, store
from models.errors import HearbackError
from models.progress import Progress, Watch
from ui.worker import Worker

DELETED = "It is deleted. The next call is heard with the built-in ear."


class Installing(QObject):
    """One install at a time, on a thread; progress comes at most a hundred times a step."""

    progressed = Signal(object)
    finished = Signal(str, bool)
    """The model's title where it is in place now, else a sentence about why it is not."""
    removed = Signal(str, bool)
    """A sentence, and whether it is gone."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.busy = False
        self._worker = Worker("models", self)
        self._canceled = threading.Event()
        self._told: tuple[str, int] = ("", -1)

    def begin(self, entry: catalog.Entry, folders: Folders, source: store.Source) -> None:
        self.busy = True
        self._canceled.clear()
        watch = Watch(self._tell, self._canceled.is_set)
        self._worker.submit(
            lambda: store.install(entry, folders.models, folders.cache, source, watch),
            self._on_done,
            self._on_failed,
        )

    def remove(self, entry: catalog.Entry, folders: Folders) -> None:
        """Delete an installed model; `removed` follows."""
        self.busy = True
        self._worker.submit(
            lambda: store.remove(folders.models, entry.id),
            lambda _: self._on_removed(DELETED, gone=True),
            lambda error: self._on_removed(error.person, gone=False),
        )

    def _on_removed(self, sentence: str, *, gone: bool) -> None:
        self.busy = False
        self.removed.emit(sentence, gone)

    def cancel(self) -> None:
        self._canceled.set()

    @property
    def canceled(self) -> bool:
        """Whether it was asked to stop."""
        return self._canceled.is_set()

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
        self.finished.emit(model.title, True)

    def _on_failed(self, error: HearbackError) -> None:
        self.busy = False
        self.finished.emit(error.person, False)
