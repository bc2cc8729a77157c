"""Which emotion model reads here: its version stands beside every example."""

from pathlib import Path

import msgspec

import models

DESCRIPTION = Path(models.__file__).with_name("emotion-en") / "emotion.json"


class _Described(msgspec.Struct, frozen=True):
    version: str = ""


def version(description: Path = DESCRIPTION) -> str:
    """Return the version of the model that ships, "" where there is none or it cannot be read."""
    try:
        return msgspec.json.decode(description.read_bytes(), type=_Described).version
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return ""
