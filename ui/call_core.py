"""The door to the call core: what makes a session, with the phrase pack that ships.

Imported after the first paint (`ui.later`): words, stems and the pack take their time to load.
"""

from functools import cache

import resources
from app.call.session import CallSession
from app.cues.pack import load_pack
from app.cues.rules import Pack


@cache
def default_pack() -> Pack:
    """Return the phrase pack that ships, read once. Raises PackError."""
    return load_pack(resources.path("packs/default"))


def new_session() -> CallSession:
    """Return a fresh call. Raises PackError."""
    return CallSession(default_pack())
