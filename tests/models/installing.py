"""Installing into a home, as the tests do it."""

from pathlib import Path

from models import store
from models.catalog import Entry
from models.progress import Watch
from models.store import Source


def install(entry: Entry, home: Path, source: Source = store.MAKER, watch: Watch | None = None):
    return store.install(entry, home / "models", home / "cache", source, watch or Watch())


def leftovers(home: Path) -> list[str]:
    """Everything in the models folder that is not a model, and every download."""
    kept = [f.name for f in (home / "models").iterdir() if f.name.startswith(".")]
    return sorted([*kept, *(f.name for f in home.glob("cache/models/*"))])
