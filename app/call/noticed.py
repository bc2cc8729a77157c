"""Keeps the signals of the call in the state, for the note's timeline and the analysis."""

from app.call.draft import Draft

MOST = 400
"""Signals kept; the oldest go first."""


class Noticed:
    """Keeps `signals` of the state."""

    def feed(self, draft: Draft) -> None:
        """Take one step, after all that raise signals."""
        if draft.signals:
            draft.change(signals=(*draft.state.signals, *draft.signals)[-MOST:])
