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
    """Customer side only. `value` 0…1; `track` has a point wherever the value moved."""

    value: float = 0.0
    level: RiskLevel = "calm"
    reasons: tuple[Reason, ...] = ()
    track: tuple[RiskPoint, ...] = ()


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
    cue: Cue | None = None
    reminder: Reminder | None = None
    moments: tuple[Moment, ...] = ()
    facts: tuple[Fact, ...] = ()
    signals: tuple[Signal, ...] = ()
    """Everything noticed in the whole call, in order: the risk forgets, the note may not."""
    cues_shown: tuple[Cue, ...] = ()
    reminders_shown: tuple[Reminder, ...] = ()
