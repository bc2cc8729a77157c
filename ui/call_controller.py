"""Between the listener, the call core and the window: events and clicks in, states out.

The core is pure, so all that is decided here is when to draw: what asks for attention at once, the
rest paced, so that level ticks cost nothing.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.call.actions import (
    AnyAction,
    CueDismissed,
    CueHelped,
    CueReworded,
    FactTicked,
    NotSo,
    NotSoTakenBack,
    Paused,
    ReminderPostponed,
    Resumed,
)
from app.call.state import CallState
from speech.events import AnyEvent, End, Level

if TYPE_CHECKING:
    from app.call.session import CallSession  # loaded when the first call begins

log = logging.getLogger(__name__)

LEVEL_MS = 100
"""Milliseconds between drawings when only the levels moved."""
WORDS_MS = 33
"""Milliseconds between drawings when words moved."""


class Recorder(Protocol):
    """Keeps the stream of a demo call; a real call has none, so nothing is ever written."""

    def write(self, item: AnyEvent | AnyAction) -> None:
        """Keep one event or action, in order."""


class CallController(QObject):
    """Owns the session of the current call."""

    state_changed = Signal(object)
    """CallState, to be drawn."""
    happened = Signal(object)
    """Effect."""
    fed = Signal(object, object)
    """The event or action and the state after it, for traces; in order, unpaced."""

    def __init__(
        self,
        make_session: "Callable[[], CallSession]",
        parent: QObject | None = None,
        *,
        recorder: Recorder | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_session = make_session
        self._session: CallSession | None = None
        self._recorder = recorder
        self._state = CallState()
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._draw)

    @property
    def state(self) -> CallState:
        """The newest state, drawn or not."""
        return self._state

    @property
    def begun(self) -> bool:
        """Whether there is a call to speak of, running or over."""
        return self._session is not None

    @property
    def active(self) -> bool:
        """Whether a call has begun and not ended."""
        return self._session is not None and not self._state.ended

    def begin(self) -> None:
        """Start a new call."""
        self._session = self._make_session()
        self._state = CallState()
        self._draw()

    def feed(self, item: AnyEvent | AnyAction) -> None:
        """Take one event or action. Without a call it is left aside."""
        if self._session is None:
            log.debug("left out %s: there is no call", type(item).__name__)
            return
        if self._recorder is not None:
            self._recorder.write(item)
        step = self._session.feed(item)
        before, self._state = self._state, step.state
        self.fed.emit(item, step.state)
        if step.effects or _asks_for_attention(before, step.state):
            self._draw()
        else:
            self._draw_within(LEVEL_MS if isinstance(item, Level) else WORDS_MS)
        for effect in step.effects:
            self.happened.emit(effect)

    def end(self) -> None:
        """End the call where no listener can say so; does nothing if it has ended."""
        if self.active:
            self.feed(End(t=self._state.t, reason="stopped"))

    # Clicks

    def dismiss(self, cue: int) -> None:
        self.feed(CueDismissed(t=self._state.t, cue=cue))

    def helped(self, cue: int) -> None:
        self.feed(CueHelped(t=self._state.t, cue=cue))

    def reword(self, cue: int) -> None:
        self.feed(CueReworded(t=self._state.t, cue=cue))

    def postpone(self) -> None:
        self.feed(ReminderPostponed(t=self._state.t))

    def tick(self, key: str) -> None:
        self.feed(FactTicked(t=self._state.t, key=key))

    def not_so(self, kind: str, utterance: int | None) -> None:
        """Contradict a reading."""
        self.feed(NotSo(t=self._state.t, kind=kind, utterance=utterance))

    def take_back(self, kind: str, utterance: int | None) -> None:
        """Let a contradicted reading count again."""
        self.feed(NotSoTakenBack(t=self._state.t, kind=kind, utterance=utterance))

    def pause(self) -> None:
        self.feed(Paused(t=self._state.t))

    def resume(self) -> None:
        self.feed(Resumed(t=self._state.t))

    # Drawing

    def _draw_within(self, milliseconds: int) -> None:
        if not self._due.isActive() or self._due.remainingTime() > milliseconds:
            self._due.start(milliseconds)

    def _draw(self) -> None:
        self._due.stop()
        self.state_changed.emit(self._state)


def _asks_for_attention(before: CallState, now: CallState) -> bool:
    return (
        before.cue is not now.cue
        or before.reminder is not now.reminder
        or (before.listening, before.paused, before.ended) != (now.listening, now.paused, now.ended)
        or any(before.ears[channel].health != ear.health for channel, ear in now.ears.items())
    )
