"""The whole calls of models/training/calls/whole, and the event streams that are made of them.

The format is explained in the README beside them. Rendering is deterministic: times follow from
the words, `tempo` and `pause`; voice measures from `tempo`, `gain` and `pitch` of the calls that
have them (`spoken`), and no voice is measured in the others.
"""

import math
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from models.errors import BadInputError
from models.labels import MOODS
from speech.events import (
    CHANNELS,
    AnyEvent,
    Channel,
    End,
    Level,
    Overlap,
    Partial,
    Prosody,
    Ready,
    Utterance,
    Voice,
    Word,
)

FOLDER = Path(__file__).parents[2] / "models" / "training" / "calls" / "whole"
Kind = Literal["escalates", "calm", "sad", "anxious", "confused", "grumbles"]
Part = Literal["tuning", "test"]

WORDS_PER_SECOND = 2.7
"""Ordinary telephone English."""
ENDPOINT = 0.55
"""Seconds from the end of speech to the final hypothesis."""
HEARD_AFTER = 0.3
"""Seconds from a word's end to the partial hypothesis that holds it."""
CONFIDENCE = 0.85
"""Of every word: the calls are written as they were heard."""
TICKS = 5
"""Levels a second and channel."""
TAIL = 3.0
"""Seconds from the last word until somebody hangs up."""


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    who: Channel
    text: str
    pause: float
    tempo: float = 1.0
    gain: float = 0.0
    pitch: float = 0.0
    mood: str = ""
    intensity: int = 0
    trigger: str = ""
    escalates: bool = False
    helped: bool = False
    fits: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        return f"<Turn of the {self.who}>"


class WholeCall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = ""
    title: str
    kind: Kind
    part: Part
    region: str
    spoken: bool
    turn: tuple[Turn, ...]

    @property
    def marked(self) -> int | None:
        """Place of the turn at which it escalates."""
        return next((at for at, turn in enumerate(self.turn) if turn.escalates), None)

    @property
    def helped(self) -> int | None:
        """Place of the agent's turn from which on the customer is helped."""
        return next((at for at, turn in enumerate(self.turn) if turn.helped), None)

    @property
    def customer(self) -> list[int]:
        """Places of the customer's turns, in order; the utterances are numbered from 1."""
        return [at for at, turn in enumerate(self.turn) if turn.who == "customer"]


class Placed(msgspec.Struct, frozen=True):
    """A turn on the call clock."""

    turn: Turn
    number: int
    start: float
    end: float

    @property
    def final(self) -> float:
        """When its final hypothesis is said."""
        return self.end + ENDPOINT


def load(folder: Path = FOLDER) -> list[WholeCall]:
    """Return all calls of a folder, by name. Raises BadInputError for one that is not sound."""
    return [_read(file) for file in sorted(folder.glob("*.toml"))]


def _read(file: Path) -> WholeCall:
    try:
        found = msgspec.convert(tomllib.loads(file.read_text("utf-8")), WholeCall)
        call = msgspec.structs.replace(found, name=file.stem)
        wrong = _wrong(call)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError, OSError) as error:
        wrong = f"it cannot be read ({type(error).__name__})"
    if wrong:
        raise BadInputError(f"whole call: {wrong}", f"{file.name}: {wrong}.")
    return call


def _wrong(call: WholeCall) -> str | None:
    """Return what is not sound about a call."""
    if (call.kind == "escalates") != (call.marked is not None):
        return "a call that escalates has one marked turn, and no other call has"
    for at, turn in enumerate(call.turn, start=1):
        if not turn.text.split() or turn.tempo <= 0:
            return f"turn {at} has no words or no tempo"
        if turn.who == "customer" and (turn.mood not in MOODS or turn.fits is None):
            return f"turn {at} of the customer has no mood that there is, or no fits"
        if turn.escalates and turn.who == "agent":
            return f"turn {at} of the agent is marked"
        if turn.helped and turn.who == "customer":
            return f"turn {at} of the customer is marked as help"
    return None


def placed(call: WholeCall) -> list[Placed]:
    """Return the turns with their times in seconds."""
    found: list[Placed] = []
    numbers: dict[Channel, int] = dict.fromkeys(CHANNELS, 0)
    end = 0.0
    for turn in call.turn:
        numbers[turn.who] += 1
        start = max(0.05, end + turn.pause)
        seconds = len(turn.text.split()) / (WORDS_PER_SECOND * turn.tempo)
        found.append(Placed(turn, numbers[turn.who], round(start, 3), round(start + seconds, 3)))
        end = max(end, start + seconds)
    return found


def rendered(call: WholeCall, *, moods: bool = False) -> list[AnyEvent]:
    """Return what a listener would have said of the call, in order, but for the moods.

    `moods`: say that they are read, so that somebody who puts them in is waited for.
    """
    turns = placed(call)
    over = max(one.final for one in turns) + TAIL
    events: list[AnyEvent] = [*_ticks(turns, over)]
    for one in turns:
        events += _spoken(one, voice=call.spoken)
    events += _overlaps(turns)
    events.sort(key=lambda event: event.t)  # stable: what was said first at a time stays first
    ready = Ready(
        t=0.0,
        recognizer="written",
        model="whole-call",
        version="1",
        devices=dict.fromkeys(CHANNELS, "a written call"),
        sample_rate=16_000,
        moods=moods,
    )
    return [ready, *events, End(t=over + 0.1, reason="file")]


def _ticks(turns: Sequence[Placed], over: float) -> Iterator[Level]:
    """Yield the levels: quiet, or as loud as whoever speaks then."""
    spans = {who: [one for one in turns if one.turn.who == who] for who in CHANNELS}
    for tick in range(int(over * TICKS)):
        t = tick / TICKS
        for channel in CHANNELS:
            speaks = next((one for one in spans[channel] if one.start <= t < one.end), None)
            yield Level(
                t=t, channel=channel, dbfs=-60.0 if speaks is None else -26.0 + speaks.turn.gain
            )


def _spoken(one: Placed, *, voice: bool) -> Iterator[AnyEvent]:
    turn, who = one.turn, one.turn.who
    written = turn.text.split()
    step = (one.end - one.start) / len(written)
    ends = [round(one.start + step * (at + 1), 3) for at in range(len(written))]
    yield Voice(t=one.start + 0.05, channel=who, speaking=True, since=one.start)
    for heard in range(1, len(written)):
        yield Partial(
            t=ends[heard - 1] + HEARD_AFTER,
            channel=who,
            utterance=one.number,
            text=" ".join(written[:heard]),
            stable=heard - 1,
        )
    yield Voice(t=one.end + 0.5, channel=who, speaking=False, since=one.end)
    words = tuple(
        Word(word, round(end - step, 3), end, CONFIDENCE)
        for word, end in zip(written, ends, strict=True)
    )
    yield Utterance(
        t=one.final,
        channel=who,
        id=one.number,
        start=one.start,
        end=one.end,
        text=turn.text,
        words=words,
    )
    if voice:
        customer = who == "customer"
        yield Prosody(
            t=one.final,
            channel=who,
            utterance=one.number,
            f0_median_hz=round(150.0 * math.pow(2, turn.pitch / 12), 1) if customer else None,
            f0_range_semitones=4.0 if customer else None,
            energy_dbfs=-26.0 + turn.gain,
            rate_wps=round(WORDS_PER_SECOND * turn.tempo, 3),
            voiced_ratio=0.6,
        )


def _overlaps(turns: Sequence[Placed]) -> Iterator[Overlap]:
    """Yield where one began before the other had ended; who went on longer was left speaking."""
    for at, later in enumerate(turns):
        for earlier in turns[:at]:
            same = earlier.turn.who == later.turn.who
            if same or earlier.end <= later.start or later.end <= later.start:
                continue
            end = min(earlier.end, later.end)
            took = later.turn.who if later.end > earlier.end else earlier.turn.who
            yield Overlap(t=end + 0.1, start=later.start, end=end, held=earlier.turn.who, took=took)
