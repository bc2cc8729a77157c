"""Which facts are worth saying back, and whether enough of them were."""

from app.call.state import CallState, Fact, FactKind, Reminder

FEWEST = 2
"""Facts that make a summary."""
MOST_FACTS = 5
MOST_REMINDERS = 2
"""In one call."""
ONE_DAY = 1
"""Days in a reminder: "Tuesday" helps, "Tuesday, last week, yesterday" is a list."""
DATED = frozenset[FactKind]({"problem", "amount", "aim", "place"})
"""A day is worth saying back with one of these, told in the same breath."""
KEY_KINDS: tuple[FactKind, ...] = (
    "problem", "amount", "date", "contacts", "promise-broken", "wait", "aim", "deadline",
    "place", "order",
)  # fmt: skip
"""What is worth saying back, in the order of a good summary."""
HEAVY = frozenset[FactKind]({"problem", "contacts", "promise-broken", "wait", "aim"})
"""At least one of these: a day and an order number alone are no summary."""


def fresh(state: CallState) -> list[Fact]:
    """Return the facts to offer: key facts, unsaid, never offered before; [] once it is enough."""
    offered = {fact.key for shown in state.reminders_shown for fact in shown.facts}
    if len(state.reminders_shown) >= MOST_REMINDERS:
        return []
    facts = [
        fact
        for fact in state.facts
        if fact.kind in KEY_KINDS and fact.said_back is None and fact.key not in offered
    ]
    if not any(fact.kind in HEAVY for fact in facts):
        return []
    facts.sort(key=lambda fact: (KEY_KINDS.index(fact.kind), fact.t))
    told_with = {fact.utterance for fact in facts if fact.kind in DATED}
    days = [fact for fact in facts if fact.kind == "date"]
    kept = [fact for fact in days if fact.utterance in told_with][:ONE_DAY]
    return [fact for fact in facts if fact not in days or fact in kept][:MOST_FACTS]


def enough(reminder: Reminder) -> bool:
    """Return whether so much of it was said back that the customer has been heard."""
    return len(reminder.facts) - len(unsaid(reminder)) >= max(FEWEST, len(reminder.facts) / 2)


def unsaid(reminder: Reminder) -> list[Fact]:
    """Return the facts that are not ticked off."""
    return [fact for fact in reminder.facts if fact.said_back is None]
