"""The listener: a source and two ears, wired to one stream of events."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from speech.backlog import Backlog
from speech.bleed import Bleed
from speech.capture.source import Block, DeviceGoneError, Idle, Item, Lost, Missing, Source
from speech.control import Control
from speech.ear import Ear
from speech.events import (
    CHANNELS,
    Alive,
    Channel,
    End,
    Event,
    Gap,
    Overlap,
    Partial,
    Prosody,
    Ready,
)
from speech.feeling import CustomerLines
from speech.feelings import Feelings
from speech.feelings_told import ToldOnce
from speech.recognize.recognizer import Recognizer
from speech.turns import Turns
from speech.voice_gate import VoiceChange

log = logging.getLogger(__name__)

ALIVE = 0.5
"""Seconds without an event after which a sign of life is said."""
LAST_FEELINGS = 0.5
"""Seconds that the end of a live call may wait for what the customer said last to be read."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where a stream begins: at zero, or where the one before it was lost."""

    clock: float = 0.0
    """Seconds on the call clock."""
    first_utterance: int = 1
    lost_at: float | None = None
    """Call clock when the listener before this one fell silent."""


class Listener:
    """One worker loop over the source. Everything else is decided by the ears."""

    def __init__(  # noqa: PLR0913, PLR0917  what a listener is wired from
        self,
        source: Source,
        recognizers: Mapping[Channel, Recognizer],
        control: Control,
        emit: Callable[[Event], None],
        start: Start = Start(),
        backlog: Backlog | None = None,
        feelings: Feelings | None = None,
    ) -> None:
        """`emit` gets every event once, with `t` never falling and `mono` set.

        Without `backlog` nothing is left out, however late it comes: a recording can wait.
        `feelings` gets the customer's lines, not yet started; None reads no feelings.
        """
        self._source = source
        self._recognizers = recognizers
        self._control = control
        self._emit = emit
        self._start = start
        self._clock = start.clock
        self._paused = False
        self._backlog = backlog
        self._feelings = feelings if "customer" in source.rates else None
        self._lines = CustomerLines()
        self._unread = ToldOnce()
        self._said_at = 0.0
        self._turns = Turns()
        bleed = Bleed() if len(source.rates) > 1 else None
        self._ears = {
            channel: Ear(
                channel,
                rate,
                recognizers[channel],
                clock=start.clock,
                first_utterance=start.first_utterance,
                bleed=bleed,
            )
            for channel, rate in source.rates.items()
        }

    def run(self) -> str:
        """Listen until the source ends or a command stops it; return the reason of `end`.

        Raises what the source or a recognizer raised, after `end` was said.
        """
        reason = "error"
        try:
            self._source.open()
            self._say_ready()
            if self._feelings:
                self._feelings.start()
            reason = self._listen()
            for ear in self._ears.values():
                self._say(ear.channel, ear.close())
        except DeviceGoneError as gone:
            reason = "device"
            for ear in self._ears.values():
                self._say(ear.channel, ear.lost(gone.detail))
                self._say(ear.channel, ear.close())
            raise
        finally:
            self._source.close()
            for ear in self._ears.values():
                if ear.dropped:
                    log.warning("%s: %.1f s dropped, too busy", ear.channel, ear.dropped)
            if self._feelings:
                for read in self._feelings.close(LAST_FEELINGS):
                    self._put(read)
            self._put(End(t=self._clock, reason=reason))
        return reason

    def _listen(self) -> str:
        for item in self._source.items():
            for command in self._control.pending():
                if command == "stop":
                    return "stopped"
                self._paused = command == "pause"
            self._hear(item)
            self._say_feelings()
            if time.monotonic() - self._said_at >= ALIVE:
                self._put(Alive(t=self._clock))
        return "file"

    def _hear(self, item: Item) -> None:
        if isinstance(item, Idle):
            return
        ear = self._ears[item.channel]
        match item:
            case Block() if self._paused:
                seconds = item.samples.size / self._source.rates[item.channel]
                self._say(ear.channel, ear.miss(seconds, "paused"))
            case Block() if self._backlog and not self._backlog.keeps(item.channel, item.lag):
                self._say(
                    ear.channel, ear.drop(item.samples.size / self._source.rates[ear.channel])
                )
            case Block():
                other = self._ears.get(_OTHER[ear.channel])
                other_talks = other is not None and other.speaking
                self._say(ear.channel, ear.feed(item, other_talks=other_talks))
            case Missing(reason="dropped"):
                self._say(ear.channel, ear.drop(item.seconds))
            case Missing():
                self._say(ear.channel, ear.miss(item.seconds, item.reason))
                if item.silent_device:
                    self._say(ear.channel, ear.no_data())
            case Lost():
                self._say(ear.channel, ear.lost(item.detail))

    def _say(self, channel: Channel, news: Iterable[Event | VoiceChange]) -> None:
        for item in news:
            if not isinstance(item, VoiceChange):
                self._put(item)
                if channel == "customer":
                    self._feel(item)
            elif span := self._turns.push(channel, item):
                self._put(
                    Overlap(
                        t=self._clock,
                        start=round(span.start, 3),
                        end=round(span.end, 3),
                        held=span.held,
                        took=span.took,
                    )
                )

    def _feel(self, event: Event) -> None:
        """Have what the customer says read. A recording waits for it: each run is the same."""
        if self._feelings is None:
            return
        if line := self._lines.feed(event):
            self._feelings.offer(line)
        if isinstance(event, Partial | Prosody) and self._backlog is None:
            self._say_feelings(wait=True)

    def _say_feelings(self, *, wait: bool = False) -> None:
        if self._feelings is None:
            return
        for read in self._feelings.take(wait=wait):
            self._put(read)
        if problem := self._unread.feed(self._feelings.problem()):
            self._put(msgspec.structs.replace(problem, t=self._clock))

    def _say_ready(self) -> None:
        recognizer = next(iter(self._recognizers.values()))
        devices = dict(self._source.devices)
        rates = self._source.rates
        self._put(
            Ready(
                t=self._clock,
                recognizer=recognizer.name,
                model=recognizer.model,
                version=recognizer.version,
                devices=devices,
                sample_rate=next(rates[channel] for channel in CHANNELS if channel in rates),
                moods=self._feelings is not None,
            )
        )
        lost_at = self._start.lost_at
        if lost_at is not None and lost_at < self._clock:
            for channel in devices:
                self._put(
                    Gap(
                        t=self._clock,
                        channel=channel,
                        start=lost_at,
                        end=self._clock,
                        reason="listener restarted",
                    )
                )

    def _put(self, event: Event) -> None:
        """Stamp and hand on: the channels' clocks differ by a block, the stream's only rises."""
        self._unread.hear(event)
        self._clock = max(self._clock, event.t)
        self._said_at = time.monotonic()
        self._emit(msgspec.structs.replace(event, t=round(self._clock, 3), mono=self._said_at))


_OTHER: dict[Channel, Channel] = {"customer": "agent", "agent": "customer"}
