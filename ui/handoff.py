"""Handing over: keeps the draft of the call, opens its note, sends it, says what came of it.

Imported after the first paint (`ui.later`), with everything that is behind it.
"""

import logging
from collections.abc import Iterable
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Slot

from app.call.effects import DraftChanged, Effect
from app.call.state import CallState
from app.folders import Folders
from app.note.schema import Note
from app.outbox.courier import DeliveryResult
from app.outbox.entry import Draft
from app.phone.request import Details
from app.settings import Settings
from ui.case import Case, begun, recovered
from ui.desk_worker import DeskWorker
from ui.note_window import NoteWindow
from ui.offers import Offers
from ui.send_result import SendResult, open_link
from ui.theme import Palette
from ui.workplace import Workplace

log = logging.getLogger(__name__)

SAVE_MS = 2000
"""Milliseconds from a change of the call to its draft on the disk: what a kill may cost."""
NONE_LEFT = "No call of the last days waits for its note."
SHORT_NAMES = {"rt": "RT", "folder": "Notes"}


class Handoff(QObject):
    """One per workplace. Lives on the window's thread; the outbox has its own."""

    def __init__(self, workplace: Workplace, folders: Folders, settings: Settings) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._case: Case | None = None
        self._cases: dict[str, Case] = {}
        self.offers = Offers(workplace.overlay.toast, self)
        self._destination = "private"
        self.result = SendResult(SHORT_NAMES[settings.helpdesk.kind])
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(SAVE_MS)
        self._save_soon.timeout.connect(self._save)
        self.desk = DeskWorker(folders, settings, self)
        workplace.overlay.adopt(self.result)
        self._wire()
        if workplace.calls.begun:  # a call that was quicker than we were
            self._on_call_began()
            self._save()

    def _wire(self) -> None:
        self.desk.opened.connect(self._on_desk)
        self.desk.drafts_found.connect(self._on_drafts)
        self.desk.drafts_listed.connect(self._on_list)
        self.desk.saved.connect(self._on_saved)
        self.desk.enqueued.connect(self._on_enqueued)
        self.desk.not_enqueued.connect(self._on_not_enqueued)
        self.desk.delivered.connect(self._on_delivered)
        self.desk.trouble.connect(self._on_trouble)
        self.result.open_requested.connect(self._on_open_link)
        self.result.retry_requested.connect(self.desk.retry)
        self.result.dismissed.connect(self._workplace.overlay.refresh)
        work = self._workplace
        work.call_began.connect(self._on_call_began)
        work.call_ended.connect(self._on_call_ended)
        work.caller_changed.connect(self._on_caller)
        work.escalate_requested.connect(self.escalate)
        work.notes_requested.connect(self.desk.list_drafts)
        work.calls.happened.connect(self._on_happened)
        work.theme.changed.connect(self._on_colors)
        self.offers.taken.connect(self._on_offer_taken)
        self.offers.refused.connect(self._on_offer_refused)

    def close(self) -> None:
        """Save what is there and let the outbox go."""
        for case in self._cases.values():
            if case.window is not None:
                case.window.close()
        self._save()
        self.desk.close()

    @property
    def window(self) -> NoteWindow | None:
        """The note window of this call, if it is open."""
        return self._case.window if self._case else None

    # The call

    @Slot()
    def _on_call_began(self) -> None:
        if self._case is not None:
            self._leave(self._case)
        self._case = begun(self._workplace.state, self._workplace.caller.ticket)
        self._cases[self._case.call_id] = self._case
        self.result.hide()

    @Slot(object)
    def _on_caller(self, caller: Details) -> None:
        """Take up a ticket that was named when the call had begun already."""
        if self._case is not None and self._workplace.in_call:
            self._case.ticket = caller.ticket

    def _leave(self, case: Case) -> None:
        """Let a past call go from memory; its draft stays until it is sent, discarded or old."""
        if case.window is None or not case.window.isVisible():
            self._close(case)
            del self._cases[case.call_id]

    @Slot(object)
    def _on_happened(self, effect: Effect) -> None:
        case = self._case
        changed = case is not None and not case.sent and isinstance(effect, DraftChanged)
        if changed and not self._save_soon.isActive():
            self._save_soon.start()

    @Slot(object)
    def _on_call_ended(self, state: CallState) -> None:
        if self._case is not None:
            self._case.state = state
            self._save()
            self.desk.forget_old_drafts()

    @Slot()
    def _save(self) -> None:
        self._save_soon.stop()
        case = self._case
        if case is not None and not case.sent and self._workplace.state.lines:
            case.state = self._workplace.state
            case.refresh()
            self.desk.save_draft(case.call_id, case.draft)

    # The note

    @Slot(object)
    def escalate(self, state: CallState) -> None:
        """Open the note of this call, or bring it to the front."""
        case = self._case
        if case is None:
            return
        case.state = state
        case.refresh()
        if case.sent:  # a second note of the same call is another note
            case.sent, case.note_id, case.edited = False, str(uuid4()), None
        self._open(case)

    def _open(self, case: Case) -> None:
        if case.window is None:
            case.opened = True
            note = case.note()
            to = f"#{note.ticket} · {self._destination}" if note.ticket else self._destination
            window = NoteWindow(note, case.state.lines, destination=to)
            window.setProperty("case", case.call_id)
            window.set_colors(self._workplace.theme.colors)
            window.changed.connect(self._on_edited)
            window.send_requested.connect(self._on_send)
            window.discard_requested.connect(self._on_discard)
            case.window = window
        case.window.show()
        case.window.raise_()
        case.window.activateWindow()

    def _of_sender(self) -> Case:
        return self._cases[str(self.sender().property("case"))]

    @Slot(object)
    def _on_edited(self, note: Note) -> None:
        case = self._of_sender()
        case.edited = note
        if not case.sent:
            self.desk.save_draft(case.call_id, case.draft)

    @Slot(object)
    def _on_send(self, note: Note) -> None:
        case = self._of_sender()
        case.edited = note
        case.sent = True
        self._save_soon.stop()
        self.desk.send(note, case.call_id)

    @Slot()
    def _on_discard(self) -> None:
        case = self._of_sender()
        case.edited, case.sent = None, True
        self.desk.discard_draft(case.call_id)
        self._close(case)

    def _close(self, case: Case) -> None:
        window, case.window = case.window, None
        if window is not None:
            window.blockSignals(True)
            window.close()
            window.deleteLater()

    @Slot(str)
    def _on_saved(self, call_id: str) -> None:
        case = self._cases.get(call_id)
        if case is not None and case.window is not None:
            case.window.show_saved()

    @Slot(str)
    def _on_enqueued(self, call_id: str) -> None:
        if case := self._cases.get(call_id):
            self._close(case)

    @Slot(str, str)
    def _on_not_enqueued(self, call_id: str, why: str) -> None:
        """Keep the window open: the agent's words are in it and nowhere else."""
        case = self._cases.get(call_id)
        if case is None:
            return
        case.sent = False
        if case.window is not None:
            case.window.show_sending(False)
            case.window.show_not_saved(why)

    @Slot(object)
    def _on_delivered(self, result: DeliveryResult) -> None:
        self.result.show_result(result)
        self._workplace.overlay.refresh()

    # Around it

    @Slot(str, str)
    def _on_desk(self, helpdesk: str, key_words: str) -> None:
        self._destination = f"{helpdesk} · private"
        log.info("notes go to %s; %s", helpdesk, key_words)

    @Slot(str)
    def _on_trouble(self, sentence: str) -> None:
        self._workplace.overlay.toast.say(sentence)

    @Slot(str)
    def _on_open_link(self, link: str) -> None:
        if not open_link(link):
            self._workplace.overlay.toast.say(f"Nothing here can open it. It is at {link}")

    @Slot(object)
    def _on_colors(self, colors: Palette) -> None:
        for case in self._cases.values():
            if case.window is not None:
                case.window.set_colors(colors)

    # What an earlier run left

    @Slot(object)
    def _on_drafts(self, drafts: tuple[Draft, ...]) -> None:
        self._offer(draft for draft in drafts if not draft.quiet)

    @Slot(object)
    def _on_list(self, drafts: tuple[Draft, ...]) -> None:
        if not self._offer(drafts):
            self._workplace.overlay.toast.say(NONE_LEFT)

    def _offer(self, drafts: Iterable[Draft]) -> bool:
        others = [draft for draft in drafts if not self._at_hand(draft.call_id)]
        self.offers.make(others)
        return bool(others)

    def _at_hand(self, call_id: str) -> bool:
        """Return whether this call's note needs no offer: it is open, or one click away."""
        case = self._cases.get(call_id)
        window = case.window if case else None
        return case is not None and (case is self._case or bool(window and window.isVisible()))

    @Slot(object)
    def _on_offer_taken(self, draft: Draft) -> None:
        case = self._cases.setdefault(draft.call_id, recovered(draft))
        self._open(case)

    @Slot(object)
    def _on_offer_refused(self, draft: Draft) -> None:
        self.desk.discard_draft(draft.call_id)
