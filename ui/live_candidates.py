"""When an ear is deaf, look whether something is to be heard on another device.

Listens for a moment to each one that may be in use, without a recognizer. Only one on which sound
really came is offered, and it is never taken by itself.
"""

import logging
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from app.call.state import CallState
from speech.events import CHANNELS, AnyEvent, Channel, Ready
from ui.device_choice import Devices
from ui.device_list import DeviceList, SoundDevice
from ui.ear_trouble import DEAF, Candidate
from ui.listener import ListenerProcess
from ui.own_voice import Comparison
from ui.unfinished import RESTARTING
from ui.workplace import Workplace

log = logging.getLogger(__name__)

FIRST_MS = 500
"""Milliseconds from the first sign of trouble to the first look: many a device is back by then."""
AGAIN_MS = 8000
"""Milliseconds between looks while the ear stays deaf."""
START_MS = 30_000
"""Milliseconds that a listener may take to begin."""
MOST_MS = 20_000
"""Milliseconds that one device is listened to from then on: mostly it is clear much sooner."""
MOST = 4
"""Devices listened to at one look."""
NOTHING_THERE = frozenset({"suspended", "muted"})
"""States in which no sound can come. A monitor that nobody records is idle while it plays."""


class LiveCandidates(QObject):
    """One per workplace; what it finds goes to the window's warning."""

    def __init__(self, workplace: Workplace, *, program: Sequence[str] = ()) -> None:
        super().__init__(workplace)
        self._workplace = workplace
        self._now = Devices()
        self._channel: Channel | None = None
        self._waiting: list[SoundDevice] = []
        self._heard = SoundDevice("")
        """The one that is listened to."""
        self._comparison: Comparison | None = None
        """Of what is listened to now; what a listener says that was just left counts no more."""
        self._list = DeviceList(self, program=program)
        self._ear = ListenerProcess(self, program=program)
        self._again = self._timer(self._list.ask)
        self._enough = self._timer(self._next)
        self._list.found.connect(self._on_found)
        self._list.failed.connect(self._on_no_list)
        self._ear.event_heard.connect(self._on_event)
        self._ear.failed.connect(self._next)
        workplace.calls.state_changed.connect(self._on_state)
        workplace.closing.connect(self.stop)

    def hearing(self, devices: Devices) -> None:
        """Take note of what the call is heard from."""
        self._now = devices
        self.stop()

    @Slot()
    def stop(self) -> None:
        """Let go of everything."""
        self._channel = self._comparison = None
        self._again.stop()
        self._enough.stop()
        self._list.stop()
        self._ear.stop_now()

    def _timer(self, done: Callable[[], None]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.timeout.connect(done)
        return made

    @Slot(object)
    def _on_state(self, state: CallState) -> None:
        deaf = _deaf(state)
        if deaf == self._channel:
            return
        self.stop()
        for channel in CHANNELS:
            if channel != deaf:
                self._workplace.overlay.warning.offer(channel, None)
        self._channel = deaf
        if deaf is not None:
            self._again.start(FIRST_MS)

    @Slot(object)
    def _on_found(self, devices: tuple[SoundDevice, ...]) -> None:
        channel = self._channel
        if channel is None:
            return
        used = _used(devices, channel, self._now)
        others = [
            one
            for one in devices
            if one.fits(channel) and one.name != used and one.state not in NOTHING_THERE
        ]
        self._waiting = sorted(others, key=lambda one: one.state != "running")[:MOST]
        self._next()

    @Slot()
    def _next(self) -> None:
        """Listen to the next one; after the last one rest a while."""
        self._comparison = None
        self._enough.stop()
        if self._channel is None:
            return
        if not self._waiting:
            self._ear.stop_now()
            self._workplace.overlay.warning.offer(self._channel, None)
            self._again.start(AGAIN_MS)
            return
        names = {"customer": self._now.customer, "agent": self._now.agent}
        names[self._channel] = self._waiting[0].name
        devices = [part for one in CHANNELS if names[one] for part in (f"--{one}", names[one])]
        self._ear.start((*devices, "--recognizer", "none"))
        self._enough.start(START_MS)
        self._waiting, self._heard = self._waiting[1:], self._waiting[0]

    @Slot(object)
    def _on_event(self, event: AnyEvent) -> None:
        """Offer the one that is listened to, or go on to the next, once it is clear."""
        channel = self._channel
        if channel is None:
            return
        if isinstance(event, Ready):
            self._comparison = Comparison(channel)
            self._enough.start(MOST_MS)
        if self._comparison is None:
            return
        self._comparison.feed(event)
        match self._comparison.verdict():
            case "somebody":
                self._offer(channel)
            case "nothing" | "the same":
                self._next()
            case _:
                pass

    def _offer(self, channel: Channel) -> None:
        log.info("%s: something is to be heard on %s", channel, self._heard.name)
        self._comparison = None
        self._enough.stop()
        self._ear.stop_now()
        candidate = Candidate(self._heard.name, self._heard.title)
        self._workplace.overlay.warning.offer(channel, candidate)
        self._again.start(AGAIN_MS)

    @Slot(str)
    def _on_no_list(self, _sentence: str) -> None:
        self._again.start(AGAIN_MS)


def _deaf(state: CallState) -> Channel | None:
    """Return the ear that hears nothing because of its device, the customer's first."""
    if not state.listening or state.paused or state.ended:
        return None
    ears = ((channel, state.ears[channel]) for channel in CHANNELS)
    return next(
        (name for name, ear in ears if ear.health in DEAF and ear.detail != RESTARTING), None
    )


def _used(devices: tuple[SoundDevice, ...], channel: Channel, now: Devices) -> str:
    """Return the name of what this ear hears now."""
    named = now.customer if channel == "customer" else now.agent
    usual = next((one.name for one in devices if one.default and one.fits(channel)), "")
    return named or usual
