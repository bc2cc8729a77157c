"""What happened in a step, for whoever acts on it: the window, the draft keeper, the tests.

The state says how things are, an effect says that something just changed. Neither does anything
by itself.
"""

from typing import Literal

import msgspec

from app.call.state import Cue, MomentName, Reminder, RiskLevel

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
    | DraftChanged
    | CallEnded
)
