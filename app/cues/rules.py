"""The vocabulary of a phrase pack: what a rule may say. Reading and checking are in `pack`."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.call.signals import SignalKind
from app.call.state import MomentName, RiskLevel
from speech.events import Channel

FORMAT = "hearback-pack/1"

RuleMoment = Literal[
    "detect", "validate", "clarify", "resolve", "confirm", "learn", "escalate",
    "pace", "interruption", "dead-air",
]  # fmt: skip
"""What a cue is for: a moment of the playbook, or how the talk itself goes."""

RuleMood = Literal["any", "unless-calm", "troubled", "upset", "settled", "glad"]

NUDGES: frozenset[str] = frozenset({"pace", "interruption"})
"""Moments whose phrasings are something to do, not words to say to the customer."""

LONGEST_PHRASING = 140
"""Characters. What is longer cannot be read while somebody is talking."""

LEVELS: tuple[RiskLevel, ...] = ("calm", "watch", "high")

Seconds = Annotated[float, Meta(ge=0, le=3600)]


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An unknown key is a typing mistake, and is said so."""


Who = Literal["agent", "customer", "either"]


class NotSaid(Strict, frozen=True, kw_only=True):
    """The rule waits: it fires only if none of the phrases is said in time."""

    phrases: tuple[str, ...]
    seconds: Annotated[float, Meta(gt=0, le=600)]
    back: Annotated[float, Meta(ge=0, le=600)] = 0.0
    """Seconds before the trigger in which the phrase counts too."""
    who: Who = "agent"
    or_anything: bool = False
    """After the trigger any words of the other side count; after a silence, of either side."""


class Levels(Strict, frozen=True, kw_only=True):
    """The risk levels at which a rule may speak, both ends included."""

    min: RiskLevel = "calm"
    max: RiskLevel = "high"

    def hold(self, level: RiskLevel) -> bool:
        """Return whether the level lies between the two."""
        return LEVELS.index(self.min) <= LEVELS.index(level) <= LEVELS.index(self.max)


class Rule(Strict, frozen=True, kw_only=True):
    """When to offer a phrase, and which.

    `said` and `signal` are two ways to notice the same thing; either is enough. With neither,
    `not_said_within` counts from the start of the call.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    moment: RuleMoment
    phrasings: tuple[str, ...]
    """Words for the agent to say, in the brand's voice; offered in this order."""
    speaker: Channel = "customer"
    """Whose words `said` listens to."""
    said: tuple[str, ...] = ()
    any_order: bool = False
    gap: Annotated[int, Meta(ge=0, le=8)] = 2
    """Other words allowed between two neighboring trigger words."""
    exceptions: tuple[str, ...] = msgspec.field(default=(), name="except")
    """Do not trigger where the same utterance holds one of these."""
    signal: SignalKind | None = None
    also: tuple[SignalKind, ...] = ()
    """Other signals that will do as well, beside `signal`."""
    also_high: tuple[SignalKind, ...] = ()
    """Further ones that will do only while the risk is high: too slight by themselves."""
    not_said_within: NotSaid | None = None
    level: Levels = Levels()
    was: RiskLevel = "calm"
    """Silent until the risk has been at this level, or above it, at some time in the call."""
    after: tuple[MomentName, ...] = ()
    """Only once all of these moments have happened."""
    before: tuple[MomentName, ...] = ()
    """Only while none of these moments has happened."""
    mood: RuleMood = "any"
    """Wait for the mood of the words that fired it: "troubled" stays silent if they were said
    calmly or gladly, "unless-calm" only if that is plain, "upset" unless angrily or with
    frustration, "settled" if in trouble, "glad" unless gladly. Where no moods are read it makes no
    difference."""
    quiet_after: tuple[SignalKind, ...] = ()
    """Silent for the rest of the call once one of these was noticed."""
    only_after: tuple[SignalKind, ...] = ()
    """Silent until one of these was noticed."""
    reason: str = "{heard}"
    """Why, in plain words; `{heard}` quotes the trigger words or says the signal's reason."""
    priority: Annotated[int, Meta(ge=0, le=100)] = 50
    """Of several that wait, the highest is shown."""
    cooldown: Seconds = 60.0
    """Seconds before the rule may speak again."""
    most: Annotated[int, Meta(ge=1, le=20)] = 1
    """How often in one call."""
    keep: Annotated[float, Meta(gt=0, le=30)] = 8.0
    """Seconds a cue may wait for its turn before it is stale."""


class About(Strict, frozen=True, kw_only=True):
    """The pack itself, said once, in one of its files."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title: Annotated[str, Meta(min_length=1, max_length=80)]
    version: Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+){0,2}$")]
    language: Annotated[str, Meta(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    voice: str = ""
    """How the brand sounds, for whoever writes the next phrase."""


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """A checked phrase pack: rules in the order of file names, then of lines."""

    about: About
    rules: tuple[Rule, ...]
