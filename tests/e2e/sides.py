"""Both sides of a sample call without its pauses: something to play into a sound server."""

from pathlib import Path

import numpy as np
import soundfile

import resources
from speech.events import CHANNELS, Channel

RATE = 16_000
_BLOCK = RATE // 10


def talk(channel: Channel, seconds: int) -> np.ndarray:
    """Return so many seconds of one voice, over and over from the beginning."""
    call = resources.path("sample_calls/charged-twice.flac")
    table, _ = soundfile.read(call, dtype="float32")
    side = table[: len(table) // _BLOCK * _BLOCK, CHANNELS.index(channel)].reshape(-1, _BLOCK)
    loud = side[np.abs(side).max(axis=1) > 0.02].ravel()
    return np.resize(loud, seconds * RATE)


def write(file: Path, samples: np.ndarray) -> Path:
    soundfile.write(file, samples.astype(np.float32), RATE)
    return file
