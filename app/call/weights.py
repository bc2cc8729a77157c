"""Every weight and threshold of the risk, in one place, to be read and argued about.

What words, voice and course weigh are judgments: set so that on the written calls in the tests no
single family but the plainest words can raise an alarm. What moods weigh, and how they bear words
out (`mood-…`, `INTENSITY`, `AGREES`, `UNSURE`, `SETTLED`, `LESS`), was fitted on the tuning half of
the whole calls by `tests.bench.fit_risk`, then searched by the figures of those calls themselves
and rounded; a single angry line at intensity 2 was kept below an alarm. Both are to be revisited
when labeled calls of the company's own are at hand. Units: weights are shares of the way to 1.0
that one signal covers by itself; combined as independent hints, value = 1 − ∏(1 − weight).
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
    # What the emotion model hears in it: the weight of a sure reading of intensity 2. Only anger
    # and frustration can carry an alarm; the others ask for care or patience.
    "mood-angry": 0.42,
    "mood-frustrated": 0.40,
    "mood-anxious": 0.08,
    "mood-sad": 0.07,
    "mood-confused": 0.05,
    "echo": 0.14,
    # How it is said, against this customer's own first half-minute.
    "faster": 0.11,
    "louder": 0.11,
    "higher": 0.09,
    # The other way is no sign of anger: it may bring a cue, and moves nothing.
    "slower": 0.0,
    "quieter": 0.0,
    "halting": 0.0,
    # How it goes.
    "customer-interrupts": 0.14,
    # The agent's doing: they add, but are no sign of anger, and stay below FAMILY_COUNTS.
    "agent-interrupts": 0.07,
    "dead-air": 0.07,
    # Relief: the share of all that is open which one word of thanks takes away.
    "thanks": -0.45,
    "mood-satisfied": -0.80,
    "mood-grateful": -0.40,
    # The agent's own timing is never part of it.
    "agent-fast": 0.0,
    "agent-long-turn": 0.0,
    "agent-slow": 0.0,
}  # fmt: skip

FAMILIES: dict[SignalKind, Family] = {
    "faster": "voice", "louder": "voice", "higher": "voice",
    "slower": "voice", "quieter": "voice", "halting": "voice",
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
    {"supervisor", "cancel", "broken-promise", "repeated-contact", "double-charge", "long-wait",
     "mood-angry"}
)  # fmt: skip
"""What people are angry about. Beside grief, sadness is no alarm: without one of these it stays
below `high`."""
CARE: frozenset[SignalKind] = frozenset({"grief", "mood-sad"})
"""Asks for care."""
UPSET_COUNTS = 0.10
"""An angry or frustrated utterance counts as a second opinion while this much of it is left …"""
UPSET_TWICE = 2
"""… beside the words of `ANGER`, or with another such utterance."""
SPEAKS_UP = 0.05
"""Another utterance counts as a second opinion, for `watch`, while this much of it is left."""
FAMILY_COUNTS = 0.08
"""A family counts as a second opinion from this much on."""

SURE = 0.5
"""Belief, times how well the words were heard, that a mood needs to be spoken of at all."""
CLEAR = 0.5
"""Mean confidence of a recognizer's words from which on they count as heard well."""
INTENSITY = (0.1, 0.23, 1.0, 1.7)
"""What a mood of intensity 0, 1, 2 and 3 counts; in between, in proportion."""
AGREES = 0.15
"""What words count where the model hears no trouble in the utterance: "charged twice" told as a
matter of fact."""
UNSURE = 0.30
"""What words count where the model read the utterance and is not sure of any mood."""
TROUBLE = (0.2, 0.6)
"""Beliefs that the utterance is neither matter-of-fact nor glad: up to the first its words count
`AGREES`, from the second on in full, in between in proportion."""
THREATS: frozenset[SignalKind] = frozenset({"legal", "cancel"})
"""Words that only anger or frustration bears out: "she is terrified we'll be sued" is fear."""
STANDS: frozenset[SignalKind] = frozenset({"safety", "supervisor", "grief"})
"""Words that count whatever the mood they are said in."""
UPSET: frozenset[SignalKind] = frozenset({"mood-angry", "mood-frustrated"})
SETTLED = 0.44
"""What is left of everything open after an utterance that the model reads as matter-of-fact."""
Lack = Literal["mood", "voice", "words", "telephone", "ear"]
TRUST: dict[Lack, float] = {
    "mood": 0.80, "voice": 0.85, "words": 0.50, "telephone": 0.90, "ear": 0.70,
}  # fmt: skip
"""What is left of the confidence in the risk where this is missing altogether; "words": where no
word of the last utterances was heard clearly. Judgments."""
SPEAKS = 0.40
"""Confidence below which no level rises any more."""
LESS = 0.44
"""The same after an utterance that is still upset, but plainly less than the last one was."""
NOT_SO = 0.4
"""What a kind counts for the rest of the call after the agent called one of its readings wrong."""

SINGLE_WORD = 0.65
"""What one word alone ("lawyer") counts against a phrase ("call my lawyer"): recognizers invent
words more easily than phrases."""
REPEAT = 0.45
"""The second signal of a kind counts this share, the third this share of that."""
REPEATS: dict[SignalKind, float] = {"mood-angry": 0.60, "mood-frustrated": 0.80}
"""The same for kinds in which going on tells more than a wording said twice."""
PER_UTTERANCE = 0.86
"""What is left of a signal after one more customer utterance: 0.40 after six."""
PER_CALM_UTTERANCE = 0.84
"""On top of that, when the utterance had nothing in it and at least `CALM_WORDS` words."""
CALM_WORDS = 2
FORGET_AFTER = 12
"""Customer utterances after which a signal is dropped."""
HALF_LIFE = 150.0
"""Seconds after which half of a signal is left, whoever speaks."""

ENTER = {"watch": 0.36, "high": 0.55}
LEAVE = {"watch": 0.25, "high": 0.44}
"""Paired, so that the level does not flicker."""
LEAVE_AFTER = 4.0
"""Seconds below a threshold before the level goes down; up it goes at once."""
