"""Data files that ship with Hearback, found the same way from a checkout and from a wheel."""

from pathlib import Path

_HERE = Path(__file__).parent


def path(name: str) -> Path:
    """Return the file or folder `name` below this folder ("packs/default", "icons/pause.svg").

    Raises FileNotFoundError: a missing resource is a broken installation, never a user's mistake.
    """
    found = _HERE / name
    if not found.exists():
        msg = f"resource {name} is not installed"
        raise FileNotFoundError(msg)
    return found
