"""The outbox on a thread of its own: opened and written to; on another, emptied into the helpdesk.

Two threads, because a helpdesk may take minutes to answer, and no draft may wait for it.
Imported after the first paint (`ui.later`): what is behind it takes a quarter of a second.
"""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.folders import Folders
from app.note.schema import Note
from app.outbox.courier import DeliveryResult
from app.outbox.desk import Desk
from app.outbox.entry import Draft
from app.settings import Settings
from models.errors import HearbackError
from ui.worker import Worker

log = logging.getLogger(__name__)

STEP_MS = 2000
"""Milliseconds between looks at what is due; one look is one small query."""


class DeskWorker(QObject):
    """All methods return at once; what came of it is a signal."""

    opened = Signal(str, str)
    """Name of the helpdesk, and where the key is kept, as a sentence."""
    drafts_found = Signal(object)
    """tuple[Draft, …]: of calls that were neither sent nor discarded, the latest first."""
    drafts_listed = Signal(object)
    """The same, whenever `list_drafts` asked."""
    saved = Signal(str)
    """Call id: its draft is on the disk."""
    enqueued = Signal(str)
    """Call id: its note is safe on the disk and on its way."""
    not_enqueued = Signal(str, str)
    """Call id, and why, in one sentence."""
    delivered = Signal(object)
    """DeliveryResult."""
    trouble = Signal(str)
    """One sentence."""

    def __init__(self, folders: Folders, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker("outbox", self)
        self._sender = Worker("helpdesk", self)
        self._desk: Desk | None = None
        self._stepping = False
        self._complained = ""
        self._tick = QTimer(self)
        self._tick.setInterval(STEP_MS)
        self._tick.timeout.connect(self.step)
        self._worker.submit(lambda: self._open(folders, settings), self._on_open, self._on_trouble)

    def save_draft(self, call_id: str, draft: Callable[[], Draft]) -> None:
        """Keep a draft, made on the thread: composing an hour of talk takes its time."""
        self._with_desk(lambda desk: desk.save_draft(draft()), lambda _: self._on_saved(call_id))

    def discard_draft(self, call_id: str) -> None:
        self._with_desk(lambda desk: desk.discard_draft(call_id))

    def list_drafts(self) -> None:
        """Look what is kept; `drafts_listed` follows."""
        self._with_desk(lambda desk: desk.drafts(), self.drafts_listed.emit)

    def forget_old_drafts(self) -> None:
        self._with_desk(lambda desk: desk.forget_old_drafts())

    def send(self, note: Note, call_id: str) -> None:
        """Put a note on its way; `enqueued` follows at once, `delivered` after the attempt."""
        self._with_desk(
            lambda desk: desk.send(note, call_id=call_id),
            lambda _: self._on_enqueued(call_id),
            lambda error: self.not_enqueued.emit(call_id, error.person),
        )

    def retry(self, note_id: str) -> None:
        self._with_desk(lambda desk: desk.retry(note_id), lambda _: self.step())

    def discard(self, note_id: str) -> None:
        self._with_desk(lambda desk: desk.discard(note_id))

    def step(self) -> None:
        """Try what is due, unless a try is under way."""
        desk = self._desk
        if not self._stepping and desk is not None:
            self._stepping = True
            self._sender.submit(desk.step, self._on_stepped, self._on_step_failed)

    def close(self) -> None:
        """Finish what is at hand. What is not delivered is delivered at the next start."""
        self._tick.stop()
        self._sender.stop()
        self._with_desk(lambda desk: desk.close())
        self._worker.stop()

    def _with_desk(
        self,
        work: Callable[[Desk], object],
        done: Callable[[object], object] = lambda _: None,
        failed: Callable[[HearbackError], object] | None = None,
    ) -> None:
        self._worker.submit(lambda: work(self._opened()), done, failed or self._on_trouble)

    def _open(self, folders: Folders, settings: Settings) -> Desk:
        """On the thread, where what was asked for in the meantime follows at once."""
        self._desk = Desk.open(folders, settings)
        return self._desk

    def _opened(self) -> Desk:
        if self._desk is None:
            raise HearbackError("the outbox is not open", self._complained)
        return self._desk

    def _on_open(self, desk: Desk) -> None:
        self.opened.emit(desk.helpdesk_name, desk.key_source.words)
        if desk.notice:
            self.trouble.emit(desk.notice)
        self.forget_old_drafts()
        self._with_desk(lambda opened: opened.drafts(), self.drafts_found.emit)
        self._tick.start()

    def _on_saved(self, call_id: str) -> None:
        self._complained = ""
        self.saved.emit(call_id)

    def _on_enqueued(self, call_id: str) -> None:
        self.enqueued.emit(call_id)
        self.step()

    def _on_stepped(self, results: object) -> None:
        self._stepping = False
        if isinstance(results, list):
            for result in results:
                if isinstance(result, DeliveryResult):
                    self.delivered.emit(result)

    def _on_step_failed(self, error: HearbackError) -> None:
        self._stepping = False
        self._on_trouble(error)

    def _on_trouble(self, error: HearbackError) -> None:
        """Say it once: a full disk would else be said every two seconds."""
        if error.person and error.person != self._complained:
            self._complained = error.person
            self.trouble.emit(error.person)
