"""The vocabulary: every event that the listener says, one JSON object a line.

Imports nothing of ours, so that any program may read the stream. Times `t`, `start`, `end` are
seconds on the call clock (gaps counted in, never jumping back); `mono` is `time.monotonic()` of
the emitting process, for measuring latency only. Unknown types and fields are ignored by
`decode`, so an older window can run a newer listener. Speech is hidden from `repr`, so an event
in a log line or an exception cannot leak what was said.
"""

import re
from typing import Any, ClassVar, Literal

import msgspec

Channel = Literal["customer", "agent"]
CHANNELS: tuple[Channel, Channel] = ("customer", "agent")

HealthState = Literal["ok", "silent", "no-data", "clipping", "lagging", "gone", "bleed"]


class Word(msgspec.Struct, frozen=True, array_like=True):
    """One word of a final hypothesis: `[text, start, end, confidence 0…1]`."""

    text: str
    start: float
    end: float
    confidence: float

    def __repr__(self) -> str:
        return f"Word({self.start:.2f}-{self.end:.2f}, {self.confidence:.2f})"


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What all events carry. `t`: seconds on the call clock; `mono`: monotonic seconds."""

    SPEECH: ClassVar[frozenset[str]] = frozenset({"text", "words"})

    t: float
    mono: float = 0.0

    def __repr__(self) -> str:
        shown = (
            f"{name}=…" if name in self.SPEECH else f"{name}={getattr(self, name)!r}"
            for name in self.__struct_fields__
        )
        return f"{type(self).__name__}({', '.join(shown)})"


class Ready(Event, frozen=True, kw_only=True, tag="ready"):
    """First event of a stream. `model` is an id such as "vosk-model-small-en-us-0.15"."""

    recognizer: str
    model: str
    version: str
    devices: dict[Channel, str]
    """What each channel is heard from, as a person would name it."""
    sample_rate: int
    """Hz, of the source (the recognizers get 16 kHz)."""
    moods: bool = False
    """Moods are read: an `Emotion` is to be expected soon after each customer utterance."""


class Level(Event, frozen=True, kw_only=True, tag="level"):
    """About five a second and channel: the tick of the call clock."""

    channel: Channel
    dbfs: float
    """RMS of the last block, −120…0."""


class Health(Event, frozen=True, kw_only=True, tag="health"):
    """Said when the state of a channel changes. `detail`: one plain clause, no speech in it."""

    channel: Channel
    state: HealthState
    detail: str = ""


class Voice(Event, frozen=True, kw_only=True, tag="voice"):
    """Voice activity settled on a change that began at `since` (earlier than `t`)."""

    channel: Channel
    speaking: bool
    since: float


class Partial(Event, frozen=True, kw_only=True, tag="partial"):
    """What the recognizer believes so far; each replaces the last of the same utterance."""

    channel: Channel
    utterance: int
    text: str
    stable: int = 0
    """Words at the beginning that have held over several partials: enough to act on."""


class Utterance(Event, frozen=True, kw_only=True, tag="utterance"):
    """The final hypothesis of one stretch of one speaker."""

    channel: Channel
    id: int
    """Counts up per channel; the partials before it carried the same number."""
    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()


class Prosody(Event, frozen=True, kw_only=True, tag="prosody"):
    """Voice measures of one utterance; follows its `Utterance`.

    The agent is only timed: on that channel both F0 fields, and all that may be None, are None.
    """

    channel: Channel
    utterance: int
    f0_median_hz: float | None
    """None on the agent's channel, and when too little was voiced."""
    f0_range_semitones: float | None
    energy_dbfs: float
    rate_wps: float
    """Words a second over the time spoken."""
    voiced_ratio: float
    rate_sps: float | None = None
    """Syllables a second over the time spoken: half as much by chance of wording as words."""
    pause_ratio: float | None = None
    """Share of pauses between the first and the last voice of the utterance, 0…1."""
    longest_pause: float | None = None
    """Seconds."""
    tilt_db: float | None = None
    """Level of 1–3.4 kHz against 0.3–1 kHz: rises with vocal effort, whatever a line's gain."""
    floor_dbfs: float | None = None
    """Level where nobody speaks; None where the line carries nothing then."""


class Emotion(Event, frozen=True, kw_only=True, tag="emotion"):
    """Of a customer utterance, never of the agent: there is no channel field to set.

    Follows its `Utterance`. All figures are the model's calibrated beliefs, not verdicts.
    """

    utterance: int
    scores: dict[str, float]
    """Label of GoEmotions → probability 0…1; the least likely ones are left out."""
    valence: float
    """−1 (unpleasant) … 1."""
    moods: dict[str, float] = msgspec.field(default_factory=dict)
    """Call mood → probability; together 1. Empty where the model cannot tell."""
    intensity: float = 0.0
    """Of the likeliest mood, 0 (none) … 3 (strong)."""
    echo: int | None = None
    """An earlier utterance of this customer that means nearly the same; None if there is none."""
    similarity: float = 0.0
    """Cosine of the two meanings, where `echo` is given."""


class EmotionSoFar(Event, frozen=True, kw_only=True, tag="emotion-so-far"):
    """Of a customer utterance that is not over: what its first words sound like.

    Follows the `Partial` that made them stable. No verdict and nothing to show: it only tells
    whether a cue has to wait for the end. The `Emotion` of the whole utterance replaces it.
    """

    utterance: int
    words: int
    """How many words were read, from the first."""
    moods: dict[str, float]
    """Call mood → probability; together 1, however sure."""


class Overlap(Event, frozen=True, kw_only=True, tag="overlap"):
    """Both spoke from `start` to `end`; `took` is who was left speaking."""

    start: float
    end: float
    held: Channel
    took: Channel


class Gap(Event, frozen=True, kw_only=True, tag="gap"):
    """Nothing was heard on `channel` from `start` to `end`: not silence, absence."""

    channel: Channel
    start: float
    end: float
    reason: str


class Alive(Event, frozen=True, kw_only=True, tag="alive"):
    """Said where nothing else is for half a second: a quiet listener is not one that hangs."""


class End(Event, frozen=True, kw_only=True, tag="end"):
    """Last event of a stream. `reason`: "file", "stopped", "device", "error"."""

    reason: str


AnyEvent = (
    Ready
    | Level
    | Health
    | Voice
    | Partial
    | Utterance
    | Prosody
    | Emotion
    | EmotionSoFar
    | Overlap
    | Gap
    | Alive
    | End
)

_TYPES: dict[str, type[Any]] = {
    str(kind.__struct_config__.tag): kind
    for kind in (
        Ready, Level, Health, Voice, Partial, Utterance, Prosody, Emotion, EmotionSoFar, Overlap,
        Gap, Alive, End,
    )
}  # fmt: skip
_DECODER: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_ENCODER = msgspec.json.Encoder()
_QUOTED = re.compile(r"'.*'")
"""A value in a complaint of the decoder; it could be speech in the wrong field."""


class _Tag(msgspec.Struct):
    type: str


class BrokenEventError(ValueError):
    """A line is not an event. The message says what is wrong with it and holds no speech."""


def encode(event: Event) -> bytes:
    """Return the event as one JSON line, newline included."""
    return _ENCODER.encode(event) + b"\n"


def decode(line: bytes | str) -> AnyEvent | None:
    """Return the event of one line, None for a type this version does not know.

    Raises BrokenEventError for anything that is not an event at all.
    """
    try:
        return _DECODER.decode(line)
    except msgspec.ValidationError as error:
        try:
            if msgspec.json.decode(line, type=_Tag).type not in _TYPES:
                return None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        raise BrokenEventError(_QUOTED.sub("…", str(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BrokenEventError("not a JSON object") from None
