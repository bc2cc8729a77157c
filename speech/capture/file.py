"""A recorded call as a source: two channels from a file, in real time or as fast as it goes."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
from numpy.typing import NDArray

from models.errors import BadInputError
from speech.capture.pace import Pace
from speech.capture.source import Block, Item, Lost
from speech.events import CHANNELS, Channel

log = logging.getLogger(__name__)

BLOCK_SECONDS = 0.1
MAX_RATE = 384_000
OGG_PAGE = 65_307
"""Bytes: the longest page there can be (RFC 3533)."""
FORMATS = "WAV, FLAC, OGG or MP3"


@dataclass(frozen=True, slots=True)
class Recording:
    """An open, checked file."""

    path: Path
    sound: soundfile.SoundFile
    columns: dict[Channel, int]
    """Which column of the file each channel is."""
    cut: bool
    """Whether it is known to end too early."""


def open_recording(path: Path, *, swap: bool = False) -> Recording:
    """Open a call: left is the customer, right the agent, the other way around with `swap`.

    One column is heard as the customer alone (`swap`: as the agent alone): a mix of both voices
    cannot be told apart, and the agent must never be taken for the customer. Raises BadInputError
    with one sentence for anything that is not such a recording.
    """
    sound, cut = _open(path)
    order: tuple[Channel, ...] = tuple(reversed(CHANNELS)) if swap else CHANNELS
    problem = ""
    if sound.channels > len(order):
        problem = (
            f"{path.name} has {sound.channels} channels; a call has two "
            "(left the customer, right the agent), or one."
        )
    elif not 1_000 <= sound.samplerate <= MAX_RATE:
        problem = f"{path.name} has a sample rate of {sound.samplerate} Hz, which is not a call."
    elif sound.frames == 0:
        problem = f"{path.name} holds no sound."
    if problem:
        sound.close()
        raise BadInputError(f"unusable recording: {sound.channels} channels", problem)
    columns = {channel: column for column, channel in enumerate(order[: sound.channels])}
    return Recording(path, sound, columns, cut)


def _open(path: Path) -> tuple[soundfile.SoundFile, bool]:
    try:
        if not path.exists():
            raise BadInputError("no such recording", f"There is no file {path}.")
        if not path.is_file():
            raise BadInputError("recording is not a file", f"{path} is not a file.")
        if path.stat().st_size == 0:
            raise BadInputError("empty recording", f"{path.name} is empty.")
        cut = breaks_off(path)
        return soundfile.SoundFile(path), cut
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}."
        raise BadInputError(f"recording: {error.strerror}", msg) from error
    except (soundfile.LibsndfileError, RuntimeError, TypeError) as error:
        msg = f"{path.name} is not a recording that can be read ({FORMATS})."
        raise BadInputError(f"recording: {type(error).__name__}", msg) from error


class FileSource:
    """Plays a recording through the ears, `speed` times real time; infinite means at once."""

    def __init__(
        self,
        recording: Recording,
        *,
        speed: float,
        wait: Callable[[float], object],
        begin: float = 0.0,
    ) -> None:
        """`begin`: seconds into the call to start at. `wait` sleeps, and may wake early.

        Raises BadInputError if the recording is over before `begin`.
        """
        self._recording = recording
        self._pace = Pace(speed, wait)
        sound = recording.sound
        first = round(begin * sound.samplerate)
        if first >= sound.frames:
            raise BadInputError(
                "clock beyond the recording",
                f"{recording.path.name} is over before {begin:.1f} seconds.",
            )
        try:
            sound.seek(first)
        except soundfile.LibsndfileError as error:
            msg = f"{recording.path.name} is damaged before {begin:.1f} seconds."
            raise BadInputError("cannot seek", msg) from error
        self._left = sound.frames - first
        self._heard = first

    @property
    def devices(self) -> dict[Channel, str]:
        """The file, with its side."""
        name = self._recording.path.name
        sides = ("left", "right") if len(self._recording.columns) > 1 else ("mono",)
        return {
            channel: f"{name} ({sides[column]})"
            for channel, column in sorted(self._recording.columns.items(), reverse=True)
        }

    @property
    def rates(self) -> dict[Channel, int]:
        """The file's rate, for each channel."""
        return dict.fromkeys(self._recording.columns, self._recording.sound.samplerate)

    def open(self) -> None:
        """Nothing to do: the recording was opened and checked before."""

    def items(self) -> Iterator[Item]:
        """Yield both channels block by block; a file cut short ends in `Lost` for each."""
        rate = self._recording.sound.samplerate
        size = round(rate * BLOCK_SECONDS)
        self._pace.start()
        played = 0.0
        while (table := self._read(size)) is not None:
            played += len(table) / rate
            lag = self._pace.until(played)
            for channel, column in self._recording.columns.items():
                yield Block(channel, np.ascontiguousarray(table[:, column]), lag)
        shortfall = self._left / rate
        if shortfall > BLOCK_SECONDS or self._recording.cut:
            detail = f"the recording is cut short at {self._heard / rate:.1f} s"
            log.warning("%s: %s", self._recording.path.name, detail)
            for channel in self._recording.columns:
                yield Lost(channel, detail)

    def _read(self, size: int) -> NDArray[np.float32] | None:
        """Return the next frames, None at the end, be it the true one or where it breaks off."""
        try:
            table: NDArray[np.float32] = self._recording.sound.read(
                size, dtype="float32", always_2d=True
            )
        except soundfile.LibsndfileError:
            return None
        self._left -= len(table)
        self._heard += len(table)
        return table if len(table) else None

    def close(self) -> None:
        """Close the file."""
        self._recording.sound.close()


def breaks_off(path: Path) -> bool:
    """Return whether a file ends too early in a way that libsndfile plays without a word."""
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return _wave_breaks_off(file, path.stat().st_size)
        if head[:4] == b"OggS":
            return _ogg_breaks_off(file)
    return False


def _wave_breaks_off(file: BinaryIO, length: int) -> bool:
    """Return whether the header promises more bytes than there are.

    A size of 2³²−1 or 0 is what a recorder writes that could not go back to fill it in: that is no
    broken promise.
    """
    while len(chunk := file.read(8)) == 8:
        size = int.from_bytes(chunk[4:], "little")
        if chunk[:4] == b"data":
            return size not in (0, 0xFFFF_FFFF) and file.tell() + size > length + 1
        file.seek(size + size % 2, 1)
    return False


def _ogg_breaks_off(file: BinaryIO) -> bool:
    """Return whether the last page lacks the end-of-stream flag (RFC 3533, section 6)."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - OGG_PAGE))
    tail = file.read()
    last = tail.rfind(b"OggS\0")
    return last < 0 or len(tail) < last + 6 or not tail[last + 5] & 4
