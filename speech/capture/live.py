"""Live capture: a stream a channel, one bounded queue, one worker, whatever the system does.

The devices that were asked for are heard, or none: what a stream is really connected to is looked
up before its first block is believed, and again after every change. When a device, the default or
the whole sound server goes away, the clock goes on and the stream is opened again as soon as there
is something to open.
"""

import logging
import queue
import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from speech.capture.devices import Device, choose_both, find
from speech.capture.opening import Captured, Line, quiet, stretched
from speech.capture.source import Block, Idle, Item, Lost, Missing
from speech.capture.system import Snapshot, SoundSystem, StreamError
from speech.events import Channel

log = logging.getLogger(__name__)

INBOX = 400
"""Blocks, ten seconds of two channels: a worker that far behind is lost, and the loss is said."""
TICK = 0.1
AGAIN, AGAIN_MOST = 0.3, 3.0
"""Seconds until a device that would not stay open is tried again; twice as long each time."""
STALL = 0.5
"""Seconds between two looks after which nothing is called overdue for as long: what was not let run
were perhaps all threads, and the sound waits to be read."""
FIRST = 3.0
"""Seconds that a stream may take to its first block: a sink that slept takes two (PulseAudio)."""
PROOF = 5.0
"""Seconds in which the sound system must have told what a new stream is connected to: on a busy
machine its three answers take more than two. Nothing of it is believed before."""


class LiveSource:
    """Two devices, heard on one clock."""

    def __init__(
        self,
        system: SoundSystem,
        wanted: Mapping[Channel, str],
        *,
        now: Callable[[], float] = time.monotonic,
        tick: float = TICK,
    ) -> None:
        """`wanted`: a device's stable name, or one of `FOLLOW`. `tick`: seconds between two looks.

        Raises BadInputError for devices that are not there, SoundServerError.
        """
        self._system = system
        self._now = now
        self._tick = tick
        self._inbox: queue.Queue[Captured] = queue.Queue(INBOX)
        self._seen: Snapshot | None = system.look()
        chosen = choose_both(self._seen.devices, dict(wanted))
        self._lines = {
            channel: Line(channel, wanted[channel], device, system, self._inbox)
            for channel, device in chosen.items()
        }

    @property
    def devices(self) -> dict[Channel, str]:
        """The devices' own descriptions, with their names."""
        return {channel: line.device.title for channel, line in self._lines.items()}

    @property
    def rates(self) -> dict[Channel, int]:
        """Each device's own rate at the start; later ones are converted to it."""
        return {channel: line.rate for channel, line in self._lines.items()}

    def open(self) -> None:
        """Open both streams. Raises StreamError."""
        zero = self._now()
        self._system.start()
        for line in self._lines.values():
            line.clock.zero = zero
            line.open(line.device, zero)

    def items(self) -> Iterator[Item]:
        """Yield sound, holes and losses, for ever."""
        looked = patient_until = self._now()
        while True:
            try:
                captured = self._inbox.get(timeout=self._tick)
            except queue.Empty:
                heard_until = self._now()
                yield Idle()
            else:
                heard_until = captured.arrived
                yield from self._arrived(captured)
            now = self._now()
            if now - looked >= self._tick:
                if now - looked > STALL:
                    patient_until = now + STALL
                looked = now
                yield from self._look(now)
                if now >= patient_until:
                    yield from self._overdue(heard_until)

    def close(self) -> None:
        """Let go of everything."""
        for line in self._lines.values():
            line.close()
            if line.dropped:
                log.warning("%s: %d samples dropped", line.channel, line.dropped)
        self._system.close()

    def _arrived(self, captured: Captured) -> Iterator[Item]:
        line = self._lines[captured.channel]
        if captured.opening != line.opening:
            return
        if line.proven:
            yield from self._hear(line, captured)
        else:
            line.waiting.append(captured)

    def _hear(self, line: Line, captured: Captured) -> Iterator[Item]:
        """Put a block on the line's clock."""
        hole = line.hole_before(captured)
        if hole > 0.0:
            line.clock.position += hole
            yield Missing(line.channel, hole, "dropped")
        samples = np.frombuffer(captured.data, np.float32)
        if not line.heard:
            line.heard = True
            line.failed = 0
            pad = line.clock.first(samples.size / line.rate, captured.arrived)
            if line.away:
                yield Missing(line.channel, pad, line.away)
                line.away = ""
            else:
                yield Block(line.channel, np.zeros(round(pad * line.rate), np.float32))
        frames = line.clock.take(samples.size, line.rate, captured.arrived, quiet=quiet(samples))
        if frames:
            lag = self._now() - captured.arrived
            yield Block(line.channel, stretched(samples, frames), lag)

    def _overdue(self, now: float) -> Iterator[Item]:
        """Say what is missing.

        `now`: up to when all that arrived was heard. What waits in the queue is late because of us,
        and not because of its device.
        """
        for line in self._lines.values():
            begins = line.stream is not None and not line.heard and not line.clock.sparse
            if begins and now - line.opened_at < FIRST:
                continue
            lost = line.clock.hole(now)
            if lost == 0.0:
                continue
            silent = line.clock.silent(now) and not line.away
            if silent and line.clock.sparse:
                yield Block(line.channel, np.zeros(round(lost * line.rate), np.float32))
                continue
            reason = line.away or ("no data" if silent else "lost")
            yield Missing(line.channel, lost, reason, silent_device=silent)

    def _look(self, now: float) -> Iterator[Item]:
        """See what changed, and bring back what can be brought back."""
        for seen in self._system.news():
            self._seen = seen
            for line in self._lines.values():
                yield from self._compare(line, seen, now)
        for line in self._lines.values():
            if line.stream is not None and not line.stream.alive:
                line.failed += 1
                yield self._lose(line, f"{line.device.name} or the sound server went away", now)
            if line.stream is not None and not line.proven and now - line.opened_at > PROOF:
                line.failed += 1
                yield self._lose(line, f"what {line.device.name} delivers cannot be verified", now)
            if line.stream is None and now >= line.retry_at:
                yield from self._reopen(line, now)

    def _compare(self, line: Line, seen: Snapshot | None, now: float) -> Iterator[Item]:
        """Hold a line against what there is: still there, still the default, really heard."""
        if line.stream is None:
            return
        if seen is None:
            yield self._lose(line, self._system.gone, now)
            return
        here = next((each for each in seen.devices if each.name == line.device.name), None)
        if here is None or here.index != line.device.index:
            yield self._lose(line, f"{line.device.name} is gone", now)
            return
        target = find(seen.devices, line.channel, line.wanted)
        if target is not None and target.name != line.device.name:
            log.info("%s: the default is %s now", line.channel, target.name)
            line.leave("device changed", now)
            return
        heard = seen.heard.get(line.stream.key)
        if heard == line.device.name:
            yield from self._prove(line)
        elif heard is not None:
            line.failed += 1
            yield self._lose(line, f"the sound server took {line.device.name} away from us", now)

    def _prove(self, line: Line) -> Iterator[Item]:
        """Believe what came so far."""
        line.proven = True
        waiting, line.waiting = line.waiting, []
        for captured in waiting:
            yield from self._hear(line, captured)

    def _lose(self, line: Line, detail: str, now: float) -> Lost:
        log.warning("%s: %s", line.channel, detail)
        wait = min(AGAIN_MOST, AGAIN * 2 ** (line.failed - 1)) if line.failed else 0.0
        line.leave("device gone", now + wait)
        return Lost(line.channel, detail)

    def _reopen(self, line: Line, now: float) -> Iterator[Item]:
        device = self._target(line)
        if device is None:
            return
        try:
            line.open(device, now)
        except StreamError as error:
            line.failed += 1
            yield self._lose(line, error.detail, now)
        else:
            log.info("%s: hearing %s", line.channel, device.name)

    def _target(self, line: Line) -> Device | None:
        """Return what the line should hear, unless the other one hears it already."""
        if self._seen is None:
            return None
        device = find(self._seen.devices, line.channel, line.wanted)
        others = (each for each in self._lines.values() if each is not line and each.stream)
        if device is None or any(each.device.name == device.name for each in others):
            return None
        return device
