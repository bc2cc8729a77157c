"""Every weight and threshold of the risk, in one place, to be read and argued about.

They are judgments, not measurements: set so that on the written calls in the tests no single
family but the plainest words can raise an alarm, and to be revisited when labeled calls of the
company's own are at hand. Units: weights are shares of the way to 1.0 that one signal covers by
itself; combined as independent hints, value = 1 − ∏(1 − weight).
"""

from typing import Literal

from app.call.signals import SignalKind

Family = Literal["said", "voice", "course"]

WEIGHTS: dict[SignalKind, float] = {
    # What is said, by the customer.
    "safety": 0.75,            # somebody may come to harm: enough alone
    "legal": 0.62,             # lawyer, court, regulator: enough alone
    "supervisor": 0.40,
    "broken-promise": 0.34,
    "distress": 0.32,
    "repeated-contact": 0.28,
    "cancel": 0.26,
    "long-wait": 0.22,
    "double-charge": 0.20,
    "repeated-phrase": 0.14,
    "grief": 0.14,             # asks for care, and is not anger
    # How it is said, against this customer's own first half-minute.
    "faster": 0.11,
    "louder": 0.11,
    "higher": 0.09,
    # How it goes.
    "customer-interrupts": 0.14,
    # The agent's doing: they add, but are no sign of anger, and stay below FAMILY_COUNTS.
    "agent-interrupts": 0.07,
    "dead-air": 0.07,
    # Relief: the share of all that is open which one word of thanks takes away.
    "thanks": -0.45,
    # The agent's own timing is never part of it.
    "agent-fast": 0.0,
    "agent-long-turn": 0.0,
}  # fmt: skip

FAMILIES: dict[SignalKind, Family] = {
    "faster": "voice", "louder": "voice", "higher": "voice",
    "customer-interrupts": "course", "agent-interrupts": "course", "dead-air": "course",
    "repeated-phrase": "course",
}  # fmt: skip
"""Everything else is "said"."""

MOST: dict[Family, float] = {"said": 0.95, "voice": 0.22, "course": 0.32}
"""No family covers more than this. Voice alone stays below `watch`; voice and the course of the
call together stay below `high`: a fast, loud, happy talker is no alarm."""

STRONG_ALONE: frozenset[SignalKind] = frozenset({"safety", "legal"})
"""Words that may reach `high` with nothing beside them."""
STRONG_TOGETHER: tuple[frozenset[SignalKind], ...] = (
    frozenset({"supervisor", "distress"}),
    frozenset({"supervisor", "broken-promise"}),
    frozenset({"supervisor", "repeated-contact"}),
    frozenset({"cancel", "distress", "repeated-contact"}),
    frozenset({"distress", "repeated-contact", "broken-promise"}),
)
"""Said kinds that may reach `high` without a second family."""
ANGER: frozenset[SignalKind] = frozenset(
    {"supervisor", "cancel", "broken-promise", "repeated-contact", "double-charge", "long-wait"}
)
"""Beside grief, sadness is no alarm: without one of these it stays below `high`."""
FAMILY_COUNTS = 0.08
"""A family counts as a second opinion from this much on."""

SINGLE_WORD = 0.65
"""What one word alone ("lawyer") counts against a phrase ("call my lawyer"): recognizers invent
words more easily than phrases."""
REPEAT = 0.45
"""The second signal of a kind counts this share, the third this share of that."""
PER_UTTERANCE = 0.86
"""What is left of a signal after one more customer utterance: 0.40 after six."""
PER_CALM_UTTERANCE = 0.84
"""On top of that, when the utterance had nothing in it and at least `CALM_WORDS` words."""
CALM_WORDS = 2
FORGET_AFTER = 12
"""Customer utterances after which a signal is dropped."""
HALF_LIFE = 150.0
"""Seconds after which half of a signal is left, whoever speaks."""

ENTER = {"watch": 0.30, "high": 0.55}
LEAVE = {"watch": 0.20, "high": 0.44}
"""Paired, so that the level does not flicker."""
LEAVE_AFTER = 4.0
"""Seconds below a threshold before the level goes down; up it goes at once."""
