"""Our own lines: what customers say on calls, each with mood, intensity and trigger.

Format and meaning: `models/training/calls/guideline.md`. Lines are parted into training, dev and
test by family, so that a wording that is tested was never trained on; the part of a family hangs
on its name alone and never moves.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from models.errors import BadInputError
from models.labels import MOODS
from models.training.labels import valence_of_mood

FOLDER: Final = Path(__file__).parent / "calls"
TRIGGERS: Final = (
    "delay", "double-charge", "broken-promise", "repeated-contact", "transferred",
    "not-listened-to", "defect", "outage", "access", "cancellation", "bereavement", "money-worry",
    "safety", "none",
)  # fmt: skip

Part = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a customer says."""

    id: str
    family: str
    mood: str
    intensity: int
    text: str = field(repr=False)
    trap: str = ""
    trigger: str = "none"
    region: str = "any"
    before: tuple[str, ...] = field(default=(), repr=False)
    """Up to two earlier lines with their speakers, oldest first."""

    @property
    def heard_before(self) -> tuple[str, ...]:
        """Of what came before, the customer's words only: the model is never given the agent's."""
        said = (line.partition(":") for line in self.before)
        return tuple(words.strip() for who, _, words in said if who.strip() == "customer")

    @property
    def valence(self) -> float:
        """How pleasant, −1…1, as mood and intensity say."""
        return valence_of_mood(self.mood, self.intensity)

    @property
    def part(self) -> Part:
        """Where the family belongs: two tenths test, one tenth dev, the rest training."""
        return part_of(self.family)


def part_of(family: str) -> Part:
    """Return the part that a family has for good."""
    digit = int(hashlib.sha256(f"hearback:{family}".encode()).hexdigest()[:8], 16) % 10
    return "test" if digit < 2 else "dev" if digit == 2 else "train"


def load(folder: Path = FOLDER / "utterances") -> list[Line]:
    """Return all lines of all files, in the order of their names."""
    return [
        parse(text, f"{path.name}:{number}")
        for path in sorted(folder.glob("*.jsonl"))
        for number, text in enumerate(path.read_text("utf-8").splitlines(), 1)
        if text.strip()
    ]


def parse(text: str, where: str) -> Line:
    """Return the line of one JSON object; the error says where it is, not what is said in it."""
    try:
        values = json.loads(text)
        line = Line(**{**values, "before": tuple(values.get("before", ()))})
    except (ValueError, TypeError) as error:
        raise BadInputError(f"{where}: {type(error).__name__}", f"{where} is no line.") from error
    fits = (
        line.mood in MOODS
        and line.intensity in range(4)
        and (line.intensity == 0) == (line.mood == "neutral")
        and line.trigger in TRIGGERS
        and bool(line.text.strip())
    )
    if not fits:
        raise BadInputError(f"{where}: labels do not fit", f"{where} breaks the guideline.")
    return line


def of_part(lines: Iterable[Line], part: Part) -> list[Line]:
    """Return the lines of one part, in order."""
    return [line for line in lines if line.part == part]
