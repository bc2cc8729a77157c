"""Windows: the microphone through PortAudio, the customer through the loopback of an output.

sounddevice's PortAudio knows no loopback, PyAudioWPatch's does. A loopback delivers nothing while
nothing plays, so its line fills with silence by the clock (`sparse`). Imported on Windows only.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyaudiowpatch
import soxr

from speech.capture.devices import Device
from speech.capture.portaudio import PortAudioSystem
from speech.capture.system import Deliver, Snapshot, Stream, StreamError
from speech.capture.tables import from_loopbacks
from speech.events import Channel

log = logging.getLogger(__name__)

BLOCK_SECONDS = 0.02
FIRST_KEY = 1_000_000
"""Keys of loopbacks, clear of those of microphones."""


class LoopbackStream:
    """What one output plays: all its channels, mixed to one."""

    def __init__(self, key: int, audio: Any, device: Device, rate: int, deliver: Deliver) -> None:
        """Open it at its own rate, the only one WASAPI gives. Raises StreamError."""
        self.key = key
        self.device = device
        self._deliver = deliver
        try:
            info = audio.get_device_info_by_index(device.index)
            self._channels = max(1, int(info["maxInputChannels"]))
            own = int(info["defaultSampleRate"])
            self._resampler = soxr.ResampleStream(own, rate, 1) if own != rate else None
            self._stream: Any = audio.open(
                format=pyaudiowpatch.paFloat32,
                channels=self._channels,
                rate=own,
                input=True,
                input_device_index=device.index,
                frames_per_buffer=round(own * BLOCK_SECONDS),
                stream_callback=self._on_block,
            )
        except (OSError, ValueError) as error:
            msg = f"{device.name} cannot be opened: {error}"
            raise StreamError(msg) from error

    @property
    def alive(self) -> bool:
        """Whether WASAPI has not given it up."""
        return self._stream is not None and bool(self._stream.is_active())

    def close(self) -> None:
        """Let go; may be called twice."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _on_block(self, data: bytes, *_rest: object) -> tuple[None, int]:
        """Mix, hand over, return."""
        table = np.frombuffer(data, np.float32).reshape(-1, self._channels)
        mono = table.mean(axis=1, dtype=np.float32)
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono)
        if mono.size:
            self._deliver(mono.tobytes(), time.monotonic())
        return None, pyaudiowpatch.paContinue


class WasapiSystem(PortAudioSystem):
    """Microphones of sounddevice, loopbacks of PyAudioWPatch."""

    sparse = True

    def __init__(self) -> None:
        super().__init__()
        self._audio: Any = pyaudiowpatch.PyAudio()
        self._loopbacks: list[LoopbackStream] = []

    def look(self) -> Snapshot:
        """Return both tables in one."""
        seen = super().look()
        try:
            host = self._audio.get_host_api_info_by_type(pyaudiowpatch.paWASAPI)
            output = self._audio.get_device_info_by_index(host["defaultOutputDevice"])["name"]
        except OSError:
            output = ""  # no output at all right now
        monitors = from_loopbacks(self._audio.get_loopback_device_info_generator(), output)
        heard = {each.key: each.device.name for each in self._loopbacks if each.alive}
        return replace(seen, devices=(*seen.devices, *monitors), heard={**seen.heard, **heard})

    def open(self, channel: Channel, device: Device, rate: int, deliver: Deliver) -> Stream:
        """Open a microphone or a loopback. Raises StreamError."""
        if device.kind != "monitor":
            return super().open(channel, device, rate, deliver)
        self._keys += 1
        self._channels.add(channel)
        stream = LoopbackStream(FIRST_KEY + self._keys, self._audio, device, rate, deliver)
        self._loopbacks.append(stream)
        self._fresh = True
        return stream

    def streams(self) -> Sequence[Stream]:
        """Both kinds: when one of either dies, both libraries are started anew."""
        return [*super().streams(), *self._loopbacks]

    def close(self) -> None:
        """Close what is open."""
        super().close()
        for stream in self._loopbacks:
            stream.close()
        self._loopbacks.clear()

    def _renew(self) -> None:
        super()._renew()
        self._audio.terminate()
        self._audio = pyaudiowpatch.PyAudio()
