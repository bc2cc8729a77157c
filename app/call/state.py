"""The call as the window sees it: frozen values, replaced and never changed.

All times are seconds on the call clock. Speech is hidden from `repr` (`Line`, `Fact`, `Cue`).
"""

from typing import Literal

import msgspec

from app.call.signals import Signal
from speech.events import CHANNELS, Channel, HealthState, Word

RiskLevel = Literal["calm", "watch", "high"]
MomentName = Literal["detect", "validate", "clarify", "resolve", "confirm", "learn", "escalate"]
MOMENTS: tuple[MomentName, ...] = ("detect", "validate", "clarify", "resolve", "confirm")
"""The playbook that the window ticks; `learn` and `escalate` happen, but are not asked for."""

FactKind = Literal[
    "aim", "problem", "amount", "date", "order", "ticket", "account", "card", "phone", "email",
    "name", "contacts", "promise-broken", "supervisor", "wait", "product", "place", "deadline",
]  # fmt: skip


class Quiet(msgspec.Struct, frozen=True):
    """A value that holds speech: its `repr` says only where it was heard."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Ear(msgspec.Struct, frozen=True):
    """One channel, as its level bar shows it."""

    device: str = ""
    dbfs: float = -120.0
    health: HealthState = "ok"
    detail: str = ""
    speaking: bool = False
    heard_at: float | None = None
    """End of the last voice on this channel; None before the first."""


class Line(Quiet, frozen=True):
    """A finished utterance in the transcript."""

    channel: Channel
    id: int
    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()


class Reason(msgspec.Struct, frozen=True):
    """Why the risk is where it is, ranked by weight; `t` is when it was last heard."""

    kind: str
    words: str
    t: float
    weight: float
    utterance: int | None = None


class RiskPoint(msgspec.Struct, frozen=True):
    t: float
    value: float
    level: RiskLevel


class Risk(msgspec.Struct, frozen=True):
    """Customer side only. `value` 0…1; `track` has a point wherever the value moved.

    What was not heard (a voice, a mood, clear words) lowers `confidence` and never the value.
    """

    value: float = 0.0
    level: RiskLevel = "calm"
    reasons: tuple[Reason, ...] = ()
    track: tuple[RiskPoint, ...] = ()
    confidence: float = 1.0
    """0…1: how much of what could be heard stands behind the value."""
    missing: tuple[str, ...] = ()
    """What lowers it, in plain words: "words are hard to hear"."""


MoodName = Literal[
    "", "angry", "frustrated", "anxious", "sad", "confused", "neutral", "satisfied", "grateful",
]  # fmt: skip
"""What the emotion model may call it; empty where it is not sure, which is no mood of its own."""


class Mood(msgspec.Struct, frozen=True):
    """How one customer utterance was read, for the word beside the trend line.

    Draw `words`, never a number alone; where `name` is empty, draw nothing. Why it was read so is
    among the reasons of the risk that carry the same `utterance`.
    """

    name: MoodName = ""
    words: str = ""
    """For the agent: "frustrated, and more so than before"; empty with an empty `name`."""
    intensity: float = 0.0
    """0 (none) … 3 (strong)."""
    confidence: float = 0.0
    """0…1: the model's belief in `name`, times how well the words were heard."""
    valence: float = 0.0
    """−1 (unpleasant) … 1."""
    utterance: int | None = None
    """The customer's; None before the first."""
    t: float = 0.0
    """End of the utterance."""


MarkKind = Literal["upset", "eased", "care", "not-so"]


class Mark(msgspec.Struct, frozen=True):
    """A moment worth a mark on the trend line; `words` are its tip.

    `upset`: the level rose; `eased`: it went back to calm; `care`: grief or sadness was heard,
    which asks for care and is no alarm; `not-so`: the agent contradicted a reading.
    """

    t: float
    kind: MarkKind
    words: str
    utterance: int | None = None


class Contradicted(msgspec.Struct, frozen=True):
    """A reading that the agent called "not so". `kind` is a reason's, or "mood"."""

    kind: str
    utterance: int | None


class Fact(Quiet, frozen=True):
    """Something heard that a note needs. `words` is the short form to say back."""

    key: str
    """Stable identity: the same fact heard twice keeps its key ("amount:45.00")."""
    kind: FactKind
    value: str
    """Canonical: "45.00", "47291", "3"."""
    words: str
    """"charged twice", "$45, Tuesday", "called three times"."""
    t: float
    channel: Channel
    utterance: int
    said_back: float | None = None
    """When the agent first said it back; None while not."""


class Moment(msgspec.Struct, frozen=True):
    name: MomentName
    t: float
    utterance: int | None = None


class Cue(Quiet, frozen=True):
    """The one cue on screen."""

    id: int
    rule: str
    text: str
    reason: str
    """Plain words, always there: 'because: "third time calling"'s right-hand side."""
    t: float
    moment: str
    level: RiskLevel
    channel: Channel | None = None
    utterance: int | None = None
    """What fired it (of `channel`); None for a silence or a timing."""
    trigger_end: float | None = None
    """End of the trigger words in the audio, for measuring latency."""
    trigger_word: int | None = None
    """Place of the trigger's last word in the utterance; None for a signal or a silence."""
    noticed: float | None = None
    """When its trigger was noticed: before `t` where pacing held it back."""
    more: int = 0
    """Other phrasings not yet shown in this call."""


class Reminder(Quiet, frozen=True):
    """Say back what you heard: facts with `said_back` set are ticked off."""

    t: float
    reason: str
    facts: tuple[Fact, ...]


class CallState(Quiet, frozen=True, kw_only=True):
    """Everything the window draws. A new value after every event."""

    t: float = 0.0
    listening: bool = False
    paused: bool = False
    ended: bool = False
    recognizer: str = ""
    model: str = ""
    ears: dict[Channel, Ear] = msgspec.field(
        default_factory=lambda: {channel: Ear() for channel in CHANNELS}
    )
    lines: tuple[Line, ...] = ()
    partials: dict[Channel, str] = {}
    risk: Risk = Risk()
    mood: Mood = Mood()
    """Of the last customer utterance that was read; empty again where the reading is unsure."""
    moods: tuple[Mood, ...] = ()
    """Every sure reading of the call, oldest first; the oldest are dropped beyond 600."""
    marks: tuple[Mark, ...] = ()
    """Moments to mark on the trend line, in order; at most 60."""
    not_so: tuple[Contradicted, ...] = ()
    """What the agent contradicted, so that the window can strike it out."""
    cue: Cue | None = None
    reminder: Reminder | None = None
    moments: tuple[Moment, ...] = ()
    facts: tuple[Fact, ...] = ()
    signals: tuple[Signal, ...] = ()
    """Everything noticed in the whole call, in order: the risk forgets, the note may not."""
    cues_shown: tuple[Cue, ...] = ()
    reminders_shown: tuple[Reminder, ...] = ()
