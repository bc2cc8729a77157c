"""What live capture needs of a sound system: a look at what there is, news of it, and streams."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from models.errors import HearbackError
from speech.capture.devices import Device
from speech.events import Channel

Deliver = Callable[[bytes, float], None]
"""Takes mono float32 samples and the monotonic moment they arrived at. Called on any thread;
it copies nothing, waits for nothing and never raises."""


class SoundServerError(HearbackError):
    """The sound system does not answer."""

    default_person = "The sound server of this machine (PulseAudio or PipeWire) is not answering."
    default_retryable = True


class StreamError(HearbackError):
    """A device cannot be opened right now; `detail` is one plain clause."""

    default_person = "The sound device cannot be opened."
    default_retryable = True

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there is, at one moment."""

    devices: tuple[Device, ...] = ()
    heard: Mapping[int, str] = field(default_factory=dict)
    """By key of a stream of ours: the name of the device that it is really connected to."""


class Stream(Protocol):
    """An open capture of one device."""

    @property
    def key(self) -> int:
        """Its number in `Snapshot.heard`."""

    @property
    def alive(self) -> bool:
        """Whether more sound may come."""

    def close(self) -> None:
        """Let go of the device. Never waits for a sound system that hangs."""


class SoundSystem(Protocol):
    """PulseAudio or PipeWire, PortAudio, or a simulator with a script."""

    gone: str
    """What to say when all of it is gone: one plain clause."""
    sparse: bool
    """Whether the customer's device delivers nothing while nothing plays (WASAPI loopback)."""

    def look(self) -> Snapshot:
        """Return what there is now. Raises SoundServerError."""

    def start(self) -> None:
        """Begin to watch for changes."""

    def news(self) -> list[Snapshot | None]:
        """Return what was seen since the last call, oldest first; None: the system is gone."""

    def open(self, channel: Channel, device: Device, rate: int, deliver: Deliver) -> Stream:
        """Open a device, and never another one in its place. Raises StreamError."""

    def close(self) -> None:
        """Stop watching; may be called twice."""
