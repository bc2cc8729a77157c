"""The escalation note: a typed, version-tagged document.

Every line links to the utterance that it came from, so that a reader (and the agent, before
sending) can check it. Text in a note is already redacted.
"""

import msgspec

from speech.events import Channel

VERSION = "hearback-note/1"


class Source(msgspec.Struct, frozen=True):
    """The utterance that a line came from."""

    channel: Channel
    utterance: int
    t: float


class NoteLine(msgspec.Struct, frozen=True):
    """One line of a section. `source` is None for what the agent typed."""

    text: str
    source: Source | None = None

    def __repr__(self) -> str:
        return "<NoteLine>"


class Feeling(msgspec.Struct, frozen=True):
    """The customer's side in words, never a bare number: at the start, at worst, at the end."""

    start: str
    lowest: str
    lowest_at: float | None
    end: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed over. `id` is made once per call and identifies the note for good."""

    version: str = VERSION
    id: str
    created: str
    """ISO 8601 with offset."""
    call_seconds: float
    ticket: str | None = None
    """Where it goes; None opens a new ticket."""
    subject: str
    reason: tuple[NoteLine, ...] = ()
    """Why this is escalated."""
    wants: tuple[NoteLine, ...] = ()
    facts: tuple[NoteLine, ...] = ()
    timeline: tuple[NoteLine, ...] = ()
    tried: tuple[NoteLine, ...] = ()
    promised: tuple[NoteLine, ...] = ()
    feeling: Feeling
    next_step: tuple[NoteLine, ...] = ()
    tone: str = ""
    root_cause: str = ""
    quotes: tuple[NoteLine, ...] = ()
    agent_line: str = ""
    masked: int = 0
    """How many items redaction replaced."""

    def __repr__(self) -> str:
        return f"<Note {self.id}>"


SECTIONS: tuple[tuple[str, str], ...] = (
    ("reason", "Reason"),
    ("wants", "Wants"),
    ("facts", "Facts"),
    ("timeline", "Timeline"),
    ("tried", "Tried"),
    ("promised", "Promised"),
    ("next_step", "Next step"),
    ("quotes", "In their words"),
)
"""Field and title of the sections made of lines, in the order in which they are read."""
