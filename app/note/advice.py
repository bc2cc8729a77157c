"""What to do next, in which tone, and where it began: three small tables, read from the top.

The first row whose condition was met in the call decides. Change a row here and the note changes;
nothing else depends on the wording.
"""

from collections.abc import Iterable

import msgspec

from app.call.signals import SignalKind

Heard = frozenset[SignalKind]


class Advice(msgspec.Struct, frozen=True):
    """`kind`: the signal that must have been heard."""

    kind: SignalKind
    step: str
    tone: str


STEPS: tuple[Advice, ...] = (
    Advice(
        "safety",
        "Call back at once; follow the safety procedure and write down who was told",
        "calm and direct, short sentences",
    ),
    Advice(
        "legal",
        "Complaints or legal contact reads this before anyone calls back",
        "factual, nothing admitted and nothing denied",
    ),
    Advice(
        "grief",
        "One named person finishes this, so that it need not be told again",
        "slow and plain; condolences once, no cheerful phrases",
    ),
    Advice(
        "supervisor",
        "A supervisor calls back",
        "owns it in the first sentence; no script, no excuses",
    ),
    Advice(
        "broken-promise",
        "Call back at the time that is agreed now, and not later",
        "owns the missed promise first; says only what is certain",
    ),
    Advice(
        "cancel",
        "Someone who may decide calls before the account is closed",
        "accepts the wish to leave; asks once what would change it",
    ),
    Advice(
        "repeated-contact",
        "One named person keeps this until it is solved",
        "begins with what is known already; asks nothing twice",
    ),
    Advice(
        "double-charge",
        "Billing checks both charges and confirms in writing",
        "short and exact, with amounts and dates",
    ),
    Advice(
        "long-wait",
        "Answer ahead of the queue",
        "thanks for waiting once, then straight to the answer",
    ),
    Advice(
        "distress",
        "Call back today",
        "calm, unhurried; acknowledges before it explains",
    ),
)
DEFAULT = Advice("thanks", "Read the facts above, then go on from there", "friendly and short")

ROOT_CAUSES: tuple[tuple[SignalKind, str], ...] = (
    ("safety", "safety.risk-to-a-person"),
    ("grief", "account.bereavement"),
    ("double-charge", "billing.double-charge"),
    ("broken-promise", "process.promise-not-kept"),
    ("repeated-contact", "process.not-solved-first-time"),
    ("long-wait", "service.long-wait"),
    ("cancel", "retention.wants-to-leave"),
    ("legal", "complaint.legal"),
)
CAUSES_BY_AIM: dict[str, str] = {
    "change-address": "account.change-of-details",
    "close-account": "account.closing",
    "cancel": "account.closing",
    "refund": "billing.refund",
    "call-back": "service.call-back",
}
"""For calls in which nothing went wrong: what was wanted is why they called."""
NO_ROOT_CAUSE = "unclear"


def advice(heard: Heard) -> Advice:
    """Return the first row that applies, the default if none does."""
    return next((row for row in STEPS if row.kind in heard), DEFAULT)


def root_cause(heard: Heard, aims: Iterable[str] = ()) -> str:
    """Return a tag for reports: area and cause. `aims` are the values of the aim facts."""
    by_aim = next((CAUSES_BY_AIM[aim] for aim in aims if aim in CAUSES_BY_AIM), NO_ROOT_CAUSE)
    return next((tag for kind, tag in ROOT_CAUSES if kind in heard), by_aim)
