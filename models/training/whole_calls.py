"""The customer's turns of whole calls, each with what the customer said just before.

No network learns from them: weights of the risk are fitted on one half and measured on the other.
"""

import tomllib
from pathlib import Path
from typing import Final

from models.errors import BadInputError
from models.training.lines import FOLDER, Line

BEFORE_MOST: Final = 2
"""Earlier utterances of the customer that are given as context."""


def turns(folder: Path = FOLDER / "whole") -> list[Line]:
    """Return the customer's turns of all calls, call by call, in order."""
    return [line for path in sorted(folder.glob("*.toml")) for line in _turns(path)]


def _turns(path: Path) -> list[Line]:
    try:
        call = tomllib.loads(path.read_text("utf-8"))
        said = [turn for turn in call["turn"] if turn["who"] == "customer"]
        return [
            Line(
                id=f"{path.stem}:{number}",
                family=f"call-{path.stem}",
                mood=turn["mood"],
                intensity=turn["intensity"],
                text=turn["text"],
                trigger=turn["trigger"],
                region=call.get("region", "any"),
                before=tuple(
                    f"customer: {earlier['text']}"
                    for earlier in said[max(0, number - BEFORE_MOST) : number]
                ),
            )
            for number, turn in enumerate(said)
        ]
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(
            f"{path.name}: {type(error).__name__}", f"{path.name} is no call."
        ) from error
