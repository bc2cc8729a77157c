"""PortAudio's own inputs: microphones on Windows and macOS, and ALSA where no sound server is.

PortAudio's table of devices is made when the library starts and never again, so a device that was
plugged in later is found by ending the library and starting it anew. That pulls the ground from
under every open stream: when one of ours dies, the worker is told that the system is gone, closes
them all, and only then is the table made anew. While one device is missing a child process, whose
table is fresh by nature, looks out for changes, so the other side is not interrupted for nothing.
"""

import logging
import sys
import time
from collections.abc import Sequence
from typing import Any

import sounddevice

from speech.capture.devices import Device
from speech.capture.scout import Scout
from speech.capture.system import Deliver, Snapshot, Stream, StreamError
from speech.capture.tables import from_portaudio
from speech.events import Channel

log = logging.getLogger(__name__)

BLOCK_SECONDS = 0.05
AGAIN = 0.7
"""Seconds between two looks for devices that came back; one takes about a tenth of that."""


class PortAudioStream:
    """One input. PortAudio calls us on a thread of its own."""

    def __init__(self, key: int, device: Device, rate: int, deliver: Deliver) -> None:
        """Open it. Raises StreamError."""
        self.key = key
        self.device = device
        self._deliver = deliver
        wasapi = sys.platform == "win32"
        try:
            self._stream: Any = sounddevice.RawInputStream(
                samplerate=rate,
                blocksize=round(rate * BLOCK_SECONDS),
                device=device.index,
                channels=1,
                dtype="float32",
                callback=self._on_block,
                extra_settings=sounddevice.WasapiSettings(auto_convert=True) if wasapi else None,
            )
            self._stream.start()
        except (ValueError, sounddevice.PortAudioError) as error:
            said = str(error.args[0] if error.args else error).removesuffix(".")
            msg = f"{device.name} cannot be opened: {said}"
            raise StreamError(msg) from error

    @property
    def alive(self) -> bool:
        """Whether PortAudio has not given it up."""
        return self._stream is not None and bool(self._stream.active)

    def close(self) -> None:
        """Let go; may be called twice."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)

    def _on_block(self, data: memoryview, _frames: int, _time: object, _status: object) -> None:
        """Copy, hand over, return."""
        self._deliver(bytes(data), time.monotonic())


class PortAudioSystem:
    """What PortAudio sees."""

    gone = "a sound device is gone"
    sparse = False

    def __init__(self) -> None:
        self._open: list[PortAudioStream] = []
        self._keys = 0
        self._lost_at: float | None = None
        self._channels: set[Channel] = set()
        """That were open once, and should be."""
        self._scout = Scout()
        self._fresh = False
        """A stream was opened that nobody has been told of."""

    def streams(self) -> Sequence[Stream]:
        """Return what is open."""
        return self._open

    def look(self) -> Snapshot:
        """Return the table as it is, and what our streams are connected to: what they asked for."""
        default = sounddevice.default.device[0]
        devices = from_portaudio(
            list(sounddevice.query_devices()),
            list(sounddevice.query_hostapis()),
            int(default),
            sys.platform,
        )
        heard = {stream.key: stream.device.name for stream in self._open if stream.alive}
        return Snapshot(tuple(devices), heard)

    def start(self) -> None:
        """Nothing to do: PortAudio tells of no changes."""

    def news(self) -> list[Snapshot | None]:
        """Say that all is gone when a stream has died; then look anew until there is something."""
        dead = not all(stream.alive for stream in self.streams())
        if dead and self._lost_at is None:
            self._lost_at = time.monotonic()
            return [None]
        if self._lost_at is None:
            fresh, self._fresh = self._fresh, False
            if fresh:
                return [self.look()]
            missing = len(self.streams()) < len(self._channels)
            if missing and self._scout.differs({each.name for each in self.look().devices}):
                self._lost_at = time.monotonic()
                return [None]
            return []
        if time.monotonic() - self._lost_at < AGAIN:
            return []
        self._lost_at = time.monotonic()
        self._renew()
        self._scout.forget()
        seen = self.look()
        if seen.devices:
            self._lost_at = None
        return [seen]

    def open(self, channel: Channel, device: Device, rate: int, deliver: Deliver) -> Stream:
        """Open an input. Raises StreamError."""
        self._keys += 1
        self._channels.add(channel)
        stream = PortAudioStream(self._keys, device, rate, deliver)
        self._open.append(stream)
        self._fresh = True
        return stream

    def close(self) -> None:
        """Close what is open."""
        self._scout.forget()
        for stream in self._open:
            stream.close()
        self._open.clear()

    def _renew(self) -> None:
        """End PortAudio and start it anew.

        sounddevice keeps these two functions for itself, but its maintainer names them as the way
        to a fresh table (python-sounddevice, issue 125). Streams that are open would not survive.
        """
        self.close()
        sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001
