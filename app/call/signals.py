"""What the call core notices: one small fact at a time, with its reason in plain words.

A signal is a hint with its evidence, never a verdict on a person. Risk weighs signals, phrase
packs may trigger on them, and the window shows their reasons.
"""

from typing import Literal

import msgspec

from speech.events import Channel

SignalKind = Literal[
    # What is said, by the customer.
    "distress",            # "I am so frustrated", "this is ridiculous"
    "grief",               # someone died
    "safety",              # danger to a person
    "legal",               # lawyer, court, ombudsman
    "supervisor",          # asks for a manager
    "cancel",              # wants to leave
    "repeated-contact",    # "third time calling"
    "broken-promise",      # "nobody called me back"
    "double-charge",
    "long-wait",
    "repeated-phrase",     # the same question or complaint again
    "thanks",              # relief; lowers the risk
    # What the emotion model hears in the customer's words.
    "mood-angry", "mood-frustrated", "mood-anxious", "mood-sad", "mood-confused",
    "mood-satisfied", "mood-grateful",  # relief; lower the risk
    "echo",                # means the same as an earlier utterance, in other words
    # How it is said: this customer against the own first half-minute.
    "faster", "louder", "higher",
    "slower", "quieter", "halting",  # ask for patience and care; no part of the risk
    # How it goes.
    "customer-interrupts", "agent-interrupts", "dead-air",
    # The agent's own timing, shown to that agent only.
    "agent-fast", "agent-long-turn", "agent-slow",
]  # fmt: skip


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """One thing noticed. `weight` −1…1: how far it alone would move the risk."""

    kind: SignalKind
    t: float
    """When it was heard, seconds on the call clock."""
    reason: str
    """Plain words for the agent: "third time calling", "faster than at the start"."""
    weight: float = 0.0
    channel: Channel = "customer"
    utterance: int | None = None
