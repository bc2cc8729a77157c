"""How long the draft of a call is kept that was neither sent nor discarded. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

MOST_CALLS = 20
"""Calls, the latest ones: about a shift."""
LONGEST = timedelta(days=7)
"""After it nobody comes back to a call; what was said in it need not lie here."""

SLACK = timedelta(hours=1)
"""How far ahead of the present a clock may have been set right without being called wrong."""


def expired(drafts: Iterable[tuple[str, datetime]], now: datetime) -> list[str]:
    """Return the ids of the drafts to forget, given each one's id and last change.

    A draft from the future was saved while the clock was wrong: it counts as older than the others,
    so that twenty of them never push out today's calls.
    """
    known = list(drafts)
    old = [name for name, when in known if now - when > LONGEST]
    fresh = [draft for draft in known if now - draft[1] <= LONGEST]
    fresh.sort(key=lambda draft: (draft[1] <= now + SLACK, draft[1]), reverse=True)
    return old + [name for name, _ in fresh[MOST_CALLS:]]
