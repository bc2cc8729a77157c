"""A sound system with a script: devices come and go, and streams end up where it likes."""

from dataclasses import dataclass, field, replace

import numpy as np

from speech.capture.devices import Device
from speech.capture.system import Deliver, Snapshot, SoundServerError, StreamError

RATE = 16_000
FRAMES = 800
MONITOR = Device("softphone.monitor", "", "monitor", RATE, 1, default=True)
MIC = Device("headset", "", "microphone", RATE, 2, default=True)
USB = Device("usb.monitor", "Monitor of USB", "monitor", 48_000, 3)


@dataclass
class Played:
    """One stream of the simulator."""

    key: int
    device: Device
    deliver: Deliver
    alive: bool = True
    connected: str = ""

    def close(self) -> None:
        self.alive = False


@dataclass
class Simulator:
    """`devices` is what there is; None: the server is down."""

    devices: tuple[Device, ...] | None = (MONITOR, MIC, USB)
    sparse: bool = False
    gone: str = "the sound server is gone"
    misleads: bool = False
    """New streams are connected to the default microphone, whatever was asked for."""
    refuses: bool = False
    streams: list[Played] = field(default_factory=list)
    told: list[Snapshot | None] = field(default_factory=list)
    closed: bool = False

    def look(self) -> Snapshot:
        if self.devices is None:
            raise SoundServerError("down")
        open_now = {each.key: each.connected for each in self.streams if each.alive}
        return Snapshot(self.devices, open_now)

    def start(self) -> None:
        pass

    def change(self) -> None:
        """Tell the listener what is the case now, as a real server would."""
        self.told.append(None if self.devices is None else self.look())

    def news(self) -> list[Snapshot | None]:
        told, self.told = self.told, []
        return told

    def open(self, channel: str, device: Device, rate: int, deliver: Deliver) -> Played:
        if self.refuses:
            raise StreamError(f"{device.name} is in use")
        connected = MIC.name if self.misleads else device.name
        stream = Played(len(self.streams) + 1, device, deliver, connected=connected)
        self.streams.append(stream)
        self.change()
        return stream

    def close(self) -> None:
        self.closed = True

    def last(self, name: str) -> Played:
        """Return the newest stream that was opened on a device."""
        return next(each for each in reversed(self.streams) if each.device.name == name)

    def speak(self, name: str, at: float, blocks: int = 1, value: float = 0.5) -> None:
        data = np.full(FRAMES, value, np.float32).tobytes()
        for number in range(blocks):
            self.last(name).deliver(data, at + number * FRAMES / RATE)

    def replug(self, old: Device, **changes: object) -> None:
        """A device is there again: a new index, at least."""
        assert self.devices is not None
        new = replace(old, index=old.index + 100, **changes)
        self.devices = (*self.devices, new)
        self.change()

    def unplug(self, name: str, *, moves_streams: bool = True) -> None:
        """Take a device away; PulseAudio moves its streams, PipeWire ends them."""
        assert self.devices is not None
        self.devices = tuple(each for each in self.devices if each.name != name)
        for stream in self.streams:
            if stream.connected == name:
                stream.connected = MONITOR.name
                stream.alive = stream.alive and moves_streams
        self.change()
