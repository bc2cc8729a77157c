"""Live capture through PortAudio: one stream a channel, one bounded queue, one worker.

On Linux both streams go through PortAudio's ALSA device `pulse`, which is PulseAudio or PipeWire;
the environment variable PULSE_SOURCE, read when a stream is opened, says which source it hears.
"""

import logging
import os
import queue
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import sounddevice

from models.errors import BadInputError
from speech.capture import pulse
from speech.capture.devices import Device
from speech.capture.line import LineClock
from speech.capture.source import Block, DeviceGoneError, Idle, Item, Lost, Missing
from speech.events import Channel

log = logging.getLogger(__name__)

BLOCK_SECONDS = 0.05
INBOX = 400
"""Blocks, ten seconds of two channels: a worker that far behind is lost, and the loss is said."""
TICK = 0.1


@dataclass(frozen=True, slots=True)
class Captured:
    """What the callback hands over."""

    channel: Channel
    opening: int
    """Which opening of the stream it is from: what an earlier one left behind is not wanted."""
    first_sample: int
    data: bytes
    arrived: float


class Line:
    """One channel: its device, its stream, and how far it has come."""

    def __init__(
        self, channel: Channel, device: Device, inbox: "queue.Queue[Captured]", zero: float
    ) -> None:
        self.channel = channel
        self.device = device
        self.clock = LineClock(zero)
        self.dropped = 0
        self.gone = False
        self.heard = False
        self._inbox = inbox
        self.opening = 0
        self._captured = 0
        self._next = 0
        self._stream: sounddevice.RawInputStream | None = None

    def open(self) -> None:
        """Open the stream. Raises BadInputError."""
        self.opening += 1
        self._captured = self._next = 0
        self.heard = False
        os.environ["PULSE_SOURCE"] = self.device.name
        try:
            self._stream = sounddevice.RawInputStream(
                samplerate=self.device.rate,
                blocksize=round(self.device.rate * BLOCK_SECONDS),
                device="pulse" if pulse.present() else self.device.index,
                channels=1,
                dtype="float32",
                callback=self._on_block,
            )
            self._stream.start()
        except ValueError as error:
            raise BadInputError(
                f"no PortAudio device for the {self.channel}: {error}",
                "The bridge from ALSA to the sound server is missing "
                "(on Debian: apt install libasound2-plugins).",
            ) from error
        except sounddevice.PortAudioError as error:
            raise BadInputError(
                f"cannot open the device of the {self.channel}: {error}",
                f"The sound device {self.device.name} cannot be opened: {_reason(error)}.",
            ) from error
        finally:
            del os.environ["PULSE_SOURCE"]

    def close(self) -> None:
        """Let go of the device; may be called twice."""
        if self._stream is not None:
            stream, self._stream = self._stream, None
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
            self.opening += 1

    @property
    def listening(self) -> bool:
        """Whether the stream is open."""
        return self._stream is not None

    @property
    def dead(self) -> bool:
        """Whether PortAudio itself has given the stream up."""
        return self._stream is not None and not self._stream.active

    def hole_before(self, captured: Captured) -> float:
        """Return the seconds that the queue dropped before this block."""
        hole = captured.first_sample - self._next
        self._next = captured.first_sample + len(captured.data) // 4
        return hole / self.device.rate

    def _on_block(self, data: memoryview, frames: int, _time: object, _status: object) -> None:
        """Copy, hand over, return: nothing here waits. Runs on PortAudio's thread."""
        captured = Captured(
            self.channel, self.opening, self._captured, bytes(data), time.monotonic()
        )
        self._captured += frames
        try:
            self._inbox.put_nowait(captured)
        except queue.Full:
            self.dropped += frames


class LiveSource:
    """Two devices, heard on one clock."""

    def __init__(self, devices: Mapping[Channel, Device]) -> None:
        self._inbox: queue.Queue[Captured] = queue.Queue(INBOX)
        self._lines = {
            channel: Line(channel, device, self._inbox, 0.0) for channel, device in devices.items()
        }
        self._watch: pulse.Watch | None = None

    @property
    def devices(self) -> dict[Channel, str]:
        """The devices' own descriptions, with their names."""
        return {channel: line.device.title for channel, line in self._lines.items()}

    @property
    def rates(self) -> dict[Channel, int]:
        """Each device's own rate."""
        return {channel: line.device.rate for channel, line in self._lines.items()}

    def open(self) -> None:
        """Open both streams. Raises BadInputError or SoundServerError."""
        zero = time.monotonic()
        if pulse.present():
            self._watch = pulse.Watch()
        for line in self._lines.values():
            line.clock.zero = zero
            line.open()

    def items(self) -> Iterator[Item]:
        """Yield sound, holes and losses until nothing is left to hear."""
        looked = time.monotonic()
        while True:
            try:
                captured = self._inbox.get(timeout=TICK)
            except queue.Empty:
                yield Idle()
            else:
                yield from self._arrived(captured)
            now = time.monotonic()
            if now - looked >= TICK:
                looked = now
                yield from self._overdue(now)
                yield from self._look()

    def close(self) -> None:
        """Let go of everything."""
        for line in self._lines.values():
            line.close()
            if line.dropped:
                log.warning("%s: %d samples dropped", line.channel, line.dropped)
        if self._watch is not None:
            self._watch.close()

    def _arrived(self, captured: Captured) -> Iterator[Item]:
        line = self._lines[captured.channel]
        if captured.opening != line.opening:
            return
        hole = line.hole_before(captured)
        if hole > 0.0:
            line.clock.position += hole
            yield Missing(line.channel, hole, "dropped")
        samples = np.frombuffer(captured.data, np.float32)
        seconds = samples.size / line.device.rate
        if not line.heard:
            line.heard = True
            pad = line.clock.first(seconds, captured.arrived)
            if line.gone:
                line.gone = False
                yield Missing(line.channel, pad, "device gone")
            else:
                yield Block(line.channel, np.zeros(round(pad * line.device.rate), np.float32))
        if line.clock.take(seconds, captured.arrived):
            yield Block(line.channel, samples, time.monotonic() - captured.arrived)

    def _overdue(self, now: float) -> Iterator[Item]:
        for line in self._lines.values():
            hole = line.clock.hole(now)
            if hole is None:
                continue
            silent = hole.silent and not line.gone
            reason = "device gone" if line.gone else "no data" if silent else "lost"
            yield Missing(line.channel, hole.seconds, reason, silent_device=silent)

    def _look(self) -> Iterator[Item]:
        """See whether a device went or came back. Raises DeviceGoneError with the last one."""
        if self._watch is not None and self._watch.changed():
            try:
                here = {device.name: device for device in pulse.devices()}
            except pulse.SoundServerError as error:
                detail = "the sound server is gone"
                raise DeviceGoneError(detail) from error
            for line in self._lines.values():
                yield from self._compare(line, here.get(line.device.name))
        elif self._watch is None and all(line.dead for line in self._lines.values()):
            detail = "the sound devices are gone"
            raise DeviceGoneError(detail)

    def _compare(self, line: Line, now_here: Device | None) -> Iterator[Item]:
        """Close a line whose source went: the sound server would move it to another one."""
        same = now_here is not None and now_here.index == line.device.index
        if line.listening and not same:
            line.close()
            line.gone = True
            log.warning("%s: %s is gone", line.channel, line.device.name)
            yield Lost(line.channel, f"{line.device.name} is gone")
        if not line.listening and now_here is not None:
            line.device = now_here
            line.open()


def _reason(error: Exception) -> str:
    """PortAudio's own words, without its error number."""
    return str(error.args[0] if error.args else error).removesuffix(".")


def inputs() -> list[Device]:
    """Return PortAudio's own inputs, where there is no sound server to ask."""
    default = sounddevice.default.device[0]
    return [
        Device(
            name=str(found["name"]),
            description="",
            kind="microphone",
            rate=int(found["default_samplerate"]),
            index=int(found["index"]),
            default=found["index"] == default,
        )
        for found in sounddevice.query_devices()
        if found["max_input_channels"] > 0
    ]
