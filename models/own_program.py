"""How this installation starts another verb of itself, from a checkout or from a frozen package."""

import sys


def own_program(*words: str) -> list[str]:
    """Return the command for `hearback WORDS…` by this very interpreter."""
    door = [] if getattr(sys, "frozen", False) else ["-m", "app"]
    return [sys.executable, *door, *words]
