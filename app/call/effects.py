"""What happened in a step, for whoever acts on it: the window, the draft keeper, the tests.

The state says how things are, an effect says that something just changed. Neither does anything
by itself.
"""

from typing import Literal

import msgspec

from app.call.state import Cue, MomentName, MoodName, Quiet, Reminder, RiskLevel

ReminderEnd = Literal["said-back", "postponed", "made-room", "ended"]


class CueShown(msgspec.Struct, frozen=True):
    cue: Cue


class CueCleared(msgspec.Struct, frozen=True):
    cue: int


class ReminderShown(msgspec.Struct, frozen=True):
    reminder: Reminder


class ReminderCleared(msgspec.Struct, frozen=True):
    why: ReminderEnd


class RiskLevelChanged(msgspec.Struct, frozen=True):
    before: RiskLevel
    level: RiskLevel
    t: float


class MomentReached(msgspec.Struct, frozen=True):
    moment: MomentName
    t: float


class Example(Quiet, frozen=True):
    """What is kept of a contradicted reading, to learn from. Holds speech: hidden from `repr`.

    It lives in memory until the edge stores it, encrypted; nothing in the core writes it down.
    """

    kind: str
    """What was claimed: a signal's kind ("repeated-contact"), or "mood"."""
    reading: str
    """The words the agent saw and contradicted."""
    mood: MoodName
    """As the model read this utterance; empty where it was unsure or there is no model."""
    intensity: float
    confidence: float
    text: str
    """The customer's utterance as it was heard; empty where the reading had none (a silence)."""
    before: tuple[str, ...]
    """Up to two utterances of the customer before it, oldest first: what the model was given."""
    utterance: int | None = None
    """Of the reading, to find it again when it is taken back; not to be kept."""


class ReadingContradicted(msgspec.Struct, frozen=True):
    """The agent said "not so". `example` is to be kept if the settings allow it."""

    t: float
    example: Example


class ReadingRestored(msgspec.Struct, frozen=True):
    """The agent took "not so" back: what was kept of it is to be forgotten."""

    t: float
    kind: str
    utterance: int | None


class DraftChanged(msgspec.Struct, frozen=True):
    """Something that a note is made of changed: time to save the encrypted draft."""


class CallEnded(msgspec.Struct, frozen=True):
    reason: str


Effect = (
    CueShown
    | CueCleared
    | ReminderShown
    | ReminderCleared
    | RiskLevelChanged
    | MomentReached
    | ReadingContradicted
    | ReadingRestored
    | DraftChanged
    | CallEnded
)
