"""Keeps examples and says each id once it is kept: FOLDER KEY FIRST COUNT."""

import sys
from datetime import date
from pathlib import Path

from app.feedback.store import Examples
from tests.app.feedback.made import DAY, one

folder, key, first, count = sys.argv[1:]
with Examples.open(Path(folder), bytes.fromhex(key)) as examples:
    for at in range(int(first), int(first) + int(count)):
        examples.keep(one(f"c{at}"), date.fromisoformat(DAY))
        print(f"c{at}", flush=True)  # noqa: T201
