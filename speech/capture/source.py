"""Where sound comes from: two channels of samples, or the plain truth that some are missing.

A recording and a pair of devices look the same from here on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.errors import HearbackError
from speech.events import Channel

Audio = NDArray[np.float32]
"""One channel, −1…1, at the rate of its source."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one channel; follows the last one of its channel without a hole."""

    channel: Channel
    samples: Audio
    lag: float = 0.0
    """Seconds that the worker is behind the moment this was spoken."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing was heard on a channel for `seconds`: the clock goes on, the ear does not."""

    channel: Channel
    seconds: float
    reason: str
    silent_device: bool = False
    """The device is there but has stopped delivering, rather than a moment that was dropped."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The channel's device is gone, or its recording has ended too early."""

    channel: Channel
    detail: str


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing yet: a chance to look at the commands."""


Item = Block | Missing | Lost | Idle


class DeviceGoneError(HearbackError):
    """Nothing is left to hear: the sound system or every device went away."""

    default_person = "The sound devices are gone, so the call can no longer be heard."
    default_retryable = True

    def __init__(self, detail: str) -> None:
        super().__init__(f"device gone: {detail}")
        self.detail = detail


class Source(Protocol):
    """A recording or a pair of devices. `items` ends with the recording, or never."""

    @property
    def devices(self) -> Mapping[Channel, str]:
        """What each channel is heard from, as a person would name it."""

    @property
    def rates(self) -> Mapping[Channel, int]:
        """Hz, per channel."""

    def open(self) -> None:
        """Begin to hear: called once, right before `items`. Raises BadInputError."""

    def items(self) -> Iterator[Item]:
        """Yield what is heard, in order. Raises DeviceGoneError when nothing is left."""

    def close(self) -> None:
        """Let go of devices and files; may be called twice."""
