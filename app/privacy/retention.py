"""How long the draft of a call is kept that was neither sent nor discarded. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

MOST_CALLS = 20
"""Calls, the latest ones: about a shift."""
LONGEST = timedelta(days=7)
"""After it nobody comes back to a call; what was said in it need not lie here."""


def expired(drafts: Iterable[tuple[str, datetime]], now: datetime) -> list[str]:
    """Return the ids of the drafts to forget, given each one's id and last change."""
    latest = sorted(drafts, key=lambda draft: draft[1], reverse=True)
    return [
        name for place, (name, when) in enumerate(latest)
        if place >= MOST_CALLS or now - when > LONGEST
    ]  # fmt: skip
