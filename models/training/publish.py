"""The folder of a finished model: network, tokenizer, and the description that vouches for both."""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from models.emotion_files import (
    DESCRIPTION,
    FORMAT,
    NETWORK,
    TOKENIZER,
    Description,
    FileHash,
    Platt,
)
from models.labels import LABELS, MOODS
from models.training.encode import BEFORE_TOKENS, MAX_TOKENS
from models.training.fit import Calibration
from models.training.labels import EKMAN

VERSION = "2026.11.4"
DIGITS = 6
"""Decimals kept of calibrations: more would claim more than dev lines can tell."""


def write(folder: Path, network: bytes, tokenizer: bytes, fitted: Calibration) -> Description:
    """Write the three files the runtime reads; return what the description says."""
    folder.mkdir(parents=True, exist_ok=True)
    described = describe(network, tokenizer, fitted)
    (folder / NETWORK).write_bytes(network)
    (folder / TOKENIZER).write_bytes(tokenizer)
    text = json.dumps(msgspec.to_builtins(described), indent=1) + "\n"
    (folder / DESCRIPTION).write_text(text, "utf-8")
    return described


def describe(network: bytes, tokenizer: bytes, fitted: Calibration) -> Description:
    """Return the description of these bytes."""
    return Description(
        format=FORMAT,
        version=VERSION,
        labels=LABELS,
        moods=MOODS,
        ekman={group: tuple(names) for group, names in EKMAN.items()},
        thresholds={
            label: round(float(value), DIGITS)
            for label, value in zip(LABELS, fitted.thresholds, strict=True)
        },
        platt={
            label: Platt(round(float(a), DIGITS), round(float(b), DIGITS))
            for label, (a, b) in zip(LABELS, fitted.platt, strict=True)
        },
        mood_temperature=round(fitted.temperature, DIGITS),
        confident=fitted.confident,
        max_tokens=MAX_TOKENS,
        context_tokens=BEFORE_TOKENS,
        files={NETWORK: _hash(network), TOKENIZER: _hash(tokenizer)},
    )


def compact(tokenizer: dict[str, Any]) -> bytes:
    """Return a tokenizer as the bytes of its file."""
    return json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")).encode()


def _hash(content: bytes) -> FileHash:
    return FileHash(len(content), hashlib.sha256(content).hexdigest())
