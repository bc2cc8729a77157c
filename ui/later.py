"""What is loaded after the window is on the screen, on a thread, so that nobody waits for it.

The outbox, the note window and the model downloads bring in HTTP, TLS, SQLite and keyrings: a
third of a second that would else stand between a click on the icon and the window. Like a verb of
the command line, each is imported when it is needed.
"""

import importlib
import logging
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Slot

from app.call.effects import Effect, ReadingContradicted, ReadingRestored
from app.call.state import CallState
from app.folders import Folders
from app.settings import Settings
from models.errors import HearbackError
from ui.worker import Worker
from ui.workplace import Workplace

if TYPE_CHECKING:
    from app.call.session import CallSession
    from ui.better_ear import BetterEar
    from ui.feedback import Feedback
    from ui.feedback_dialog import FeedbackDialog
    from ui.handoff import Handoff

log = logging.getLogger(__name__)

LOAD_MS = 1000
"""Milliseconds after the first paint: a listener that starts with the window goes first."""
NO_HANDOFF = "Notes cannot be sent just now; see the log. The call itself is not affected."
NO_FEEDBACK = "What you called “not so” cannot be shown just now; see the log."
NO_BETTER_EAR = "The better ear cannot be got just now; see the log. The call is not affected."


def new_session() -> "CallSession":
    """Return a fresh call; the first one may have to load the call core. Raises PackError."""
    core = importlib.import_module("ui.call_core")
    return cast("CallSession", core.new_session())


class Later(QObject):
    """Loads the handing over once the window is painted, and the dialogs when asked for."""

    def __init__(self, workplace: Workplace, folders: Folders, settings: Settings) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._folders = folders
        self._settings = settings
        self._loader = Worker("loader", self)
        self._waiting: CallState | None = None
        self._early: list[Effect] = []
        self.handoff: Handoff | None = None
        self.better_ear: BetterEar | None = None
        self.feedback: Feedback | None = None
        self.feedback_dialog: FeedbackDialog | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOAD_MS)
        self._soon.timeout.connect(self._load)
        workplace.opened.connect(self._soon.start)
        workplace.escalate_requested.connect(self._on_escalate)
        workplace.better_ear_requested.connect(self._on_better_ear)
        workplace.feedback_requested.connect(self._on_feedback)
        workplace.calls.happened.connect(self._on_happened)
        workplace.closing.connect(self._on_closing)

    @Slot()
    def _load(self) -> None:
        self._loader.submit(
            lambda: importlib.import_module("ui.call_core").default_pack(),
            lambda _pack: None,
            self._on_failed_pack,
        )
        self._loader.submit(
            lambda: (importlib.import_module("ui.handoff"), importlib.import_module("ui.feedback")),
            self._on_handoff,
            self._on_no_handoff,
        )

    def _on_handoff(self, modules: tuple[object, object]) -> None:
        make = cast("type[Handoff]", modules[0].Handoff)  # type: ignore[attr-defined]
        self.handoff = make(self._workplace, self._folders, self._settings)
        keep = cast("type[Feedback]", modules[1].Feedback)  # type: ignore[attr-defined]
        keeping = self._settings.feedback.keep
        self.feedback = keep(self._workplace, self._folders, keeping=keeping)
        self.feedback.counted.connect(self._workplace.tray.show_kept)
        self.feedback.trouble.connect(self._workplace.overlay.toast.say)
        self.handoff.desk.opened.connect(self.feedback.look)  # the keyring has answered then
        early, self._early = self._early, []
        for effect in early:
            self.feedback.follow(effect)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.handoff.escalate(waiting)

    def _on_failed_pack(self, error: HearbackError) -> None:
        self._workplace.overlay.toast.say(error.person)

    def _on_no_handoff(self, _error: HearbackError) -> None:
        self._workplace.overlay.toast.say(NO_HANDOFF)

    @Slot(object)
    def _on_escalate(self, state: CallState) -> None:
        """Keep a click that came before there was anyone to take it."""
        if self.handoff is None:
            self._waiting = state

    @Slot(object)
    def _on_happened(self, effect: Effect) -> None:
        """Keep a "not so" that came before there was anyone to take it."""
        if self.feedback is None and isinstance(effect, (ReadingContradicted, ReadingRestored)):
            self._early.append(effect)

    @Slot()
    def _on_better_ear(self) -> None:
        self._loader.submit(
            lambda: importlib.import_module("ui.better_ear"),
            self._show_better_ear,
            self._on_no_better_ear,
        )

    def _on_no_better_ear(self, _error: HearbackError) -> None:
        self._workplace.overlay.toast.say(NO_BETTER_EAR)

    def _show_better_ear(self, module: object) -> None:
        if self.better_ear is None:
            make = module.open_better_ear  # type: ignore[attr-defined]
            speech = self._settings.speech
            made = make(self._folders, speech.mirror, speech.recognizer)
            self.better_ear = cast("BetterEar", made)
        self.better_ear.look()
        self.better_ear.show()
        self.better_ear.raise_()
        self.better_ear.activateWindow()

    @Slot()
    def _on_feedback(self) -> None:
        self._loader.submit(
            lambda: importlib.import_module("ui.feedback_dialog"),
            self._show_feedback,
            self._on_no_feedback,
        )

    def _on_no_feedback(self, _error: HearbackError) -> None:
        self._workplace.overlay.toast.say(NO_FEEDBACK)

    def _show_feedback(self, module: object) -> None:
        if self.feedback is None:
            return
        if self.feedback_dialog is None:
            make = cast("type[FeedbackDialog]", module.FeedbackDialog)  # type: ignore[attr-defined]
            self.feedback_dialog = make(self.feedback)
        self.feedback_dialog.look()
        self.feedback_dialog.show()
        self.feedback_dialog.raise_()
        self.feedback_dialog.activateWindow()

    @Slot()
    def _on_closing(self) -> None:
        self._soon.stop()
        if self.feedback is not None:
            self.feedback.close()
        if self.feedback_dialog is not None:
            self.feedback_dialog.close()
            self.feedback_dialog.deleteLater()
        if self.handoff is not None:
            self.handoff.close()
        if self.better_ear is not None:
            self.better_ear.leave()
            self.better_ear.deleteLater()
        self._loader.stop()
