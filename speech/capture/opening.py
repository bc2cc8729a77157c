"""One live channel: the device it should hear, its stream, and how far that has come."""

import queue
from dataclasses import dataclass

import numpy as np

from speech.capture.devices import Device
from speech.capture.line import LineClock
from speech.capture.source import Audio
from speech.capture.system import SoundSystem, Stream
from speech.events import Channel

QUIET = 10.0 ** (-55.0 / 20.0)
"""RMS below which nobody speaks in a block."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What a stream hands over."""

    channel: Channel
    opening: int
    """Which opening of the line it is from: what an earlier one left behind is not wanted."""
    first_sample: int
    data: bytes
    arrived: float


class Line:
    """What the worker knows of a channel; only `_Inlet` is used by another thread."""

    def __init__(
        self,
        channel: Channel,
        wanted: str,
        device: Device,
        system: SoundSystem,
        inbox: "queue.Queue[Captured]",
    ) -> None:
        self.channel = channel
        self.wanted = wanted
        self.device = device
        self.rate = device.rate
        """Hz; stays, for the ear behind it converts from this one."""
        sparse = system.sparse and device.kind == "monitor"
        self.clock = LineClock(zero=0.0, sparse=sparse)
        self.stream: Stream | None = None
        self.opening = 0
        self.opened_at = 0.0
        self.proven = False
        """The sound system has told that the stream is connected to `device`."""
        self.waiting: list[Captured] = []
        """Blocks that are not believed yet."""
        self.heard = False
        self.away = ""
        """Why nothing is heard; the reason of the gap to come. Empty while something is."""
        self.failed = 0
        self.retry_at = 0.0
        self._system = system
        self._inbox = inbox
        self._next = 0
        self._inlets: list[_Inlet] = []

    @property
    def dropped(self) -> int:
        """Samples that found the queue full."""
        return sum(inlet.dropped for inlet in self._inlets)

    def open(self, device: Device, now: float) -> None:
        """Open a stream. Raises StreamError."""
        self.opening += 1
        self.device = device
        self.opened_at = now
        self.proven = self.heard = False
        self.waiting = []
        self._next = 0
        inlet = _Inlet(self.channel, self.opening, self._inbox)
        self._inlets = [each for each in self._inlets if each.dropped] + [inlet]
        self.stream = self._system.open(self.channel, device, self.rate, inlet.deliver)

    def leave(self, reason: str, retry_at: float) -> None:
        """Close the stream for `reason`; open again from `retry_at` on."""
        self.close()
        self.away = self.away or reason
        self.retry_at = retry_at

    def close(self) -> None:
        """Let go of the device; may be called twice."""
        if self.stream is not None:
            stream, self.stream = self.stream, None
            self.opening += 1
            self.waiting = []
            stream.close()

    def hole_before(self, captured: Captured) -> float:
        """Return the seconds that the queue dropped before this block."""
        hole = captured.first_sample - self._next
        self._next = captured.first_sample + len(captured.data) // 4
        return hole / self.rate


class _Inlet:
    """Copies, hands over, returns: nothing here waits. Runs on the sound system's thread."""

    def __init__(self, channel: Channel, opening: int, inbox: "queue.Queue[Captured]") -> None:
        self.dropped = 0
        self._channel = channel
        self._opening = opening
        self._inbox = inbox
        self._captured = 0

    def deliver(self, data: bytes, arrived: float) -> None:
        captured = Captured(self._channel, self._opening, self._captured, data, arrived)
        frames = len(data) // 4
        self._captured += frames
        try:
            self._inbox.put_nowait(captured)
        except queue.Full:
            self.dropped += frames


def quiet(samples: Audio) -> bool:
    """Return whether nobody speaks in a block."""
    return float(np.dot(samples, samples)) <= QUIET**2 * max(1, samples.size)


def stretched(samples: Audio, frames: int) -> Audio:
    """Return the block with a few more or fewer frames, by linear interpolation."""
    if frames == samples.size:
        return samples
    where = np.linspace(0.0, samples.size - 1, frames)
    found: Audio = np.interp(where, np.arange(samples.size), samples).astype(np.float32)
    return found
