"""Writes how a customer sounds, utterance by utterance, with nothing said that could matter."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from app.call.draft import Draft
from app.call.signals import Signal
from app.call.state import CallState
from app.call.voice import Voice
from speech.events import AnyEvent, Prosody, Utterance, Word

WORDS = ["the", "box", "is", "on", "the", "shelf", "in", "the", "garage", "at", "home"]
EVERY = 9.0
"""Seconds from one utterance to the next; the agent murmurs between."""


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance of an ordinary voice, unless told otherwise."""

    sps: float = 4.0
    dbfs: float = -26.0
    hz: float | None = 130.0
    tilt: float | None = -12.0
    floor: float | None = -60.0
    pauses: float = 0.05

    def transposed(self, semitones: float = 0.0, db: float = 0.0, tempo: float = 1.0) -> "Said":
        return replace(
            self,
            hz=self.hz and self.hz * 2 ** (semitones / 12),
            dbfs=self.dbfs + db,
            sps=self.sps * tempo,
        )


def wandering(count: int, seed: int, *, pace: float, db: float, semitones: float) -> list[Said]:
    """An ordinary voice that varies by these standard deviations: natural log, dB, semitones."""
    rng = np.random.default_rng(seed)
    return [
        Said(
            sps=float(4.0 * np.exp(pace * rng.standard_normal())),
            dbfs=float(-26 + db * rng.standard_normal()),
            hz=float(130 * 2 ** (semitones * rng.standard_normal() / 12)),
            pauses=float(np.clip(0.05 + 0.04 * rng.standard_normal(), 0, 1)),
        )
        for _ in range(count)
    ]


def events(voices: Iterable[Said]) -> list[AnyEvent]:
    found: list[AnyEvent] = []
    for number, voice in enumerate(voices, start=1):
        start = 1.0 + EVERY * (number - 1)
        words = [f"{word}" for word in WORDS]
        end = start + 16 / voice.sps  # syllables
        step = (end - start) / len(words)
        spoken = tuple(
            Word(word, start + at * step, start + (at + 1) * step, 0.9)
            for at, word in enumerate(words)
        )
        found.append(
            Utterance(t=end + 0.6, channel="customer", id=number, start=start, end=end,
                      text=f"{' '.join(words)} {_NUMBERS[number % len(_NUMBERS)]}", words=spoken)
        )  # fmt: skip
        found.append(
            Prosody(
                t=end + 0.6,
                channel="customer",
                utterance=number,
                f0_median_hz=voice.hz,
                f0_range_semitones=5.0,
                energy_dbfs=voice.dbfs,
                rate_wps=voice.sps / 1.4,
                voiced_ratio=0.7,
                rate_sps=voice.sps,
                pause_ratio=voice.pauses,
                longest_pause=0.3,
                tilt_db=voice.tilt,
                floor_dbfs=voice.floor,
            )
        )
        found.append(
            Utterance(t=end + 2.0, channel="agent", id=number, start=end + 1, end=end + 1.5,
                      text="i see", words=())
        )  # fmt: skip
    return found


def signals(voices: Iterable[Said]) -> list[Signal]:
    """Return what is said of a voice, in order."""
    return voice_signals(events(voices))


def voice_signals(told: Iterable[AnyEvent]) -> list[Signal]:
    reducer, found = Voice(), []
    for event in told:
        draft = Draft(event, CallState())
        reducer.feed(draft)
        found += draft.signals
    return found


def kinds(voices: Iterable[Said]) -> set[str]:
    return {signal.kind for signal in signals(voices)}


_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven")
