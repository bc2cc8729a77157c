"""Labels of held-out lines by majority: what a model is measured on deserves more than one reader.

Every line of dev and test was labeled again by a reader who saw only the line and what came before
it. Where the two differ about the mood, a third reader decided among lines on which the others
agreed, seeing neither label. The line carries the mood that two of the three gave; where all three
differ, the writer's stands. Nobody saw what a model makes of a line. `calls/held-out-labels.jsonl`
holds all labels; `python -m models.training.held_out` prints how far they agree.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from models.errors import BadInputError
from models.labels import UPSET
from models.training import lines
from models.training.agreement import kappa, writer_of

LABELED: Final = lines.FOLDER / "held-out-labels.jsonl"


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one reader decided."""

    mood: str
    intensity: int


class Read(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One line's labels, apart."""

    id: str
    first: Label
    """The writer's."""
    second: Label
    third: Label | None = None
    """Only where the first two differ about the mood, and on some lines where they do not."""


def load(path: Path = LABELED) -> list[Read]:
    """Return all labels. Raises BadInputError with the number of a line that is none."""
    found = []
    for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            found.append(msgspec.json.decode(text, type=Read))
        except msgspec.DecodeError as error:
            raise BadInputError(
                f"held-out label {number}: {type(error).__name__}",
                f"Held-out label {number} is broken.",
            ) from error
    return found


def decided(read: Read) -> Label:
    """Return what the line is to carry: the mood of two in three, else the writer's.

    With the readers' mood comes the mean of their intensities, rounded up.
    """
    second, third = read.second, read.third
    if third is None or second.mood != third.mood or second.mood == read.first.mood:
        return read.first
    return Label(second.mood, -(-(second.intensity + third.intensity) // 2))


def report(found: Sequence[Read]) -> list[str]:
    """Return the figures as lines to read."""
    moods = [(one.first.mood, one.second.mood) for one in found]
    upset = [(a in UPSET, b in UPSET) for a, b in moods]
    differ = [one for one in found if one.first.mood != one.second.mood]
    changed = [one for one in differ if decided(one).mood != one.first.mood]
    mixed = Counter((one.first.mood, decided(one).mood) for one in changed)
    control = [one for one in found if one.third and one.first.mood == one.second.mood]
    kept = sum(one.third is not None and one.third.mood == one.first.mood for one in control)
    return [
        f"lines                        {len(found)}",
        f"mood, agreed                 {sum(a == b for a, b in moods) / len(moods):.3f}",
        f"mood, kappa                  {kappa(moods):.3f}",
        f"upset or not, kappa          {kappa(upset):.3f}",
        f"differ about the mood        {len(differ)}",
        f"  of those, decided anew     {len(changed)}",
        f"agreed ones the third read   {len(control)}, alike {kept}",
        "",
        "writer's     decided       lines",
        *(f"{a:12} {b:12} {many:6}" for (a, b), many in mixed.most_common()),
        "",
        "writer  lines  mood, kappa  upset or not",
        *_by_writer(found),
    ]


def _by_writer(found: Iterable[Read]) -> list[str]:
    by: dict[str, list[tuple[str, str]]] = {}
    for one in found:
        by.setdefault(writer_of(one.id), []).append((one.first.mood, one.second.mood))
    return [
        f"{writer:6} {len(pairs):6} {kappa(pairs):12.3f} "
        f"{kappa([(a in UPSET, b in UPSET) for a, b in pairs]):13.3f}"
        for writer, pairs in sorted(by.items())
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.held_out",
        description="How far those agree who labeled the held-out lines apart.",
    )
    parser.parse_args(arguments)
    sys.stdout.write("".join(f"{line}\n" for line in report(load())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
