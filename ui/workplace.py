"""The workplace: window, tray, listener and call, wired to each other for as long as it is open."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot

from app.call.state import CallState
from app.phone.request import Details
from app.settings import Settings
from models.errors import HearbackError
from ui.call_controller import CallController, Recorder
from ui.call_source import CallSource
from ui.ear_trouble import EarTrouble
from ui.listener import ListenerProcess
from ui.overlay import Overlay
from ui.placement import Places
from ui.theme import Theme
from ui.tray import Tray

if TYPE_CHECKING:
    from app.call.session import CallSession  # loaded when the first call begins

log = logging.getLogger(__name__)


UNSEEN_MS = 2000
"""Milliseconds after which a window that nobody paints (another desktop, a locked screen) counts
as shown all the same."""


class Workplace(QObject):
    """One per process. `begin_call` and `end_call` may happen many times."""

    opened = Signal()
    """The window has been painted: time for what is slow."""
    call_began = Signal()
    call_failed = Signal(str)
    """One sentence: why nothing is heard any more; `call_ended` follows."""
    call_ended = Signal(object)
    """CallState: the last one of the call."""
    caller_changed = Signal(object)
    """Details: what a softphone said of the call."""
    escalate_requested = Signal(object)
    """CallState."""
    notes_requested = Signal()
    """Show the drafts of past calls."""
    better_ear_requested = Signal()
    devices_requested = Signal()
    feedback_requested = Signal()
    """Show what the agent called "not so"."""
    device_wanted = Signal(str, str)
    """Channel and the name of the device to hear it on."""
    source_changed = Signal()
    closing = Signal()
    """Last words: everything is still there."""
    quit_requested = Signal()

    def __init__(  # noqa: PLR0913  this is what a workplace is made of
        self,
        theme: Theme,
        settings: Settings,
        places: Places,
        make_session: "Callable[[], CallSession]",
        *,
        recorder: Recorder | None = None,
        program: Sequence[str] = (),
    ) -> None:
        """`program` starts another listener than the one of this installation."""
        super().__init__()
        window = settings.window
        self._source: CallSource | None = None
        self._seen = False
        self.caller = Details()
        """What a softphone said of the call; empty for one begun by hand."""
        self.theme = theme
        self.overlay = Overlay(
            places, captions=window.captions, reduced_motion=window.reduced_motion
        )
        self.overlay.set_colors(theme.colors)
        theme.changed.connect(self.overlay.set_colors)
        self.tray = Tray(self, captions=window.captions)
        self.listener = ListenerProcess(self, program=program)
        self.calls = CallController(make_session, self, recorder=recorder)
        self._wire_call()
        self._wire_clicks()
        self._wire_menu()
        self.overlay.first_painted.connect(self._on_shown)

    def use(self, source: CallSource) -> None:
        """Hear the next call from here."""
        self._source = source
        self.source_changed.emit()

    @property
    def source(self) -> CallSource | None:
        """What the next call is heard from."""
        return self._source

    def open(self) -> None:
        """Bring the window to the screen, where it was."""
        self.overlay.go_to_its_place()
        self.overlay.show()
        QTimer.singleShot(UNSEEN_MS, self, self._on_shown)

    @Slot()
    def _on_shown(self) -> None:
        if self._seen:
            return
        self._seen = True
        self.tray.appear()
        self.opened.emit()

    def close(self) -> None:
        """Leave: no child, no icon, no window stays."""
        self.closing.emit()
        self.listener.stop_now()
        self.tray.leave()
        self.overlay.hide()

    @Slot()
    def begin_call(self) -> None:
        """Start listening to a new call; one that runs goes on."""
        if self._source is None or self.listener.running:
            return
        self.listener.start(self._source.arguments, rate=self._source.rate)
        try:  # after the listener: it gets ready while the phrase pack is read
            self.calls.begin()
        except HearbackError as error:
            log.exception("no call without a phrase pack")
            self.listener.stop_now()
            self.overlay.toast.say(error.person)
            return
        self.overlay.show_starting(True)
        self.call_began.emit()

    @Slot()
    def end_call(self) -> None:
        """Stop listening; the call's state, and so its note, stays."""
        self.listener.stop()

    def show_caller(self, caller: Details) -> None:
        """Show quietly who is calling; the note goes to the caller's ticket."""
        self.caller = caller
        self.overlay.header.show_caller(caller.name or caller.number)
        self.caller_changed.emit(caller)

    @Slot()
    def pause(self) -> None:
        self.listener.pause()
        self.calls.pause()

    @Slot()
    def resume(self) -> None:
        self.listener.resume()
        self.calls.resume()

    @Slot()
    def restart_listening(self) -> None:
        """Give the listener another try at its devices within the same call."""
        self.listener.restart(self._source.arguments if self._source else None)

    @property
    def in_call(self) -> bool:
        """Whether a call has begun and not ended."""
        return self.calls.active

    @property
    def state(self) -> CallState:
        """The newest state of the call."""
        return self.calls.state

    # Wiring

    def _wire_call(self) -> None:
        self.listener.event_heard.connect(self.calls.feed)
        self.listener.fell_back.connect(self._on_fell_back)
        self.call_began.connect(self.overlay.warning.forget)
        self.listener.failed.connect(self._on_failed)
        self.listener.stopped.connect(self._on_stopped)
        self.calls.state_changed.connect(self.overlay.show_call)
        self.calls.state_changed.connect(self.tray.show_call)

    def _wire_clicks(self) -> None:
        self.overlay.cue.dismissed.connect(self.calls.dismiss)
        self.overlay.cue.helped.connect(self.calls.helped)
        self.overlay.cue.reworded.connect(self.calls.reword)
        self.overlay.reminder.postponed.connect(self.calls.postpone)
        self.overlay.reminder.ticked.connect(self.calls.tick)
        self.overlay.risk.not_so.connect(self.calls.not_so)
        self.overlay.risk.taken_back.connect(self.calls.take_back)
        self.overlay.footer.escalate_clicked.connect(self._on_escalate)
        self.overlay.warning.acted.connect(self._on_warning)
        self.overlay.ear_line.better_clicked.connect(self.better_ear_requested)
        for part in (self.overlay.footer, self.tray):
            part.start_clicked.connect(self.begin_call)
            part.pause_clicked.connect(self.pause)
            part.resume_clicked.connect(self.resume)
            part.end_clicked.connect(self.end_call)

    def _wire_menu(self) -> None:
        self.overlay.menu_requested.connect(self._on_menu)
        self.tray.show_clicked.connect(self.overlay.show)
        self.tray.keyboard_clicked.connect(self.overlay.take_keyboard)
        self.tray.captions_toggled.connect(self.overlay.set_captions)
        self.tray.notes_clicked.connect(self.notes_requested)
        self.tray.devices_clicked.connect(self.devices_requested)
        self.tray.feedback_clicked.connect(self.feedback_requested)
        self.tray.ear_clicked.connect(self.better_ear_requested)
        self.tray.quit_clicked.connect(self.quit_requested)

    @Slot(QPoint)
    def _on_menu(self, at: QPoint) -> None:
        self.tray.popup(at)

    @Slot()
    def _on_escalate(self) -> None:
        self.escalate_requested.emit(self.calls.state)

    @Slot(object)
    def _on_warning(self, found: EarTrouble) -> None:
        match found.action:
            case "restart":
                self.restart_listening()
            case "try":
                self.device_wanted.emit(found.channel, found.device)
            case _:
                self.devices_requested.emit()

    @Slot()
    def _on_fell_back(self) -> None:
        self.overlay.warning.other_ear(self.calls.state.t)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.overlay.show_starting(False)
        self.calls.end()
        self.overlay.toast.say(sentence)
        self.call_failed.emit(sentence)
        self.call_ended.emit(self.calls.state)

    @Slot()
    def _on_stopped(self) -> None:
        self.overlay.show_starting(False)
        self.calls.end()
        self.call_ended.emit(self.calls.state)
