"""The files of an emotion model: what its description says, and that the files are those it names.

A folder holds `emotion.json` (this module's `Description`), `model.onnx` and `tokenizer.json`. Both
are read whole, hashed, and handed on as the very bytes that were hashed, so nothing can change
between the check and the use. Nothing here, nor in what loads the bytes, ever opens a connection.
"""

import hashlib
from pathlib import Path
from typing import ClassVar

import msgspec

from models.errors import HearbackError
from models.labels import LABELS, MOODS

DESCRIPTION, NETWORK, TOKENIZER = "emotion.json", "model.onnx", "tokenizer.json"
FORMAT = 2
"""Counts up when an older Hearback could not read a newer model right."""
MOST_BYTES = {DESCRIPTION: 1_000_000, NETWORK: 64_000_000, TOKENIZER: 16_000_000}
"""Of each file; four times what we ship. A file that is larger is not read."""
MOST_TOKENS = 512


class EmotionModelError(HearbackError):
    """The emotion model cannot be used: missing, not the one described, or of another version."""

    default_person: ClassVar[str] = (
        "The emotion model cannot be used, so the customer's mood is not read. "
        "Everything else works; installing Hearback again brings it back."
    )


_DAMAGED = (
    "The emotion model is damaged: {name} is not the file that it came with, so the customer's "
    "mood is not read. Everything else works; installing Hearback again brings it back."
)


class FileHash(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one file: its length, and its SHA-256 in lower-case hex."""

    bytes: int
    sha256: str


class Platt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Calibration of one label: probability = sigmoid(a · logit + b) (Platt, 1999)."""

    a: float = 1.0
    b: float = 0.0


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """`emotion.json`: everything about the model that is not a weight."""

    format: int
    version: str
    """Of the model, for people: "2026.11.1"."""
    labels: tuple[str, ...] = LABELS
    """Of the output `labels`, in its order."""
    moods: tuple[str, ...] = MOODS
    """Of the output `moods`, in its order."""
    ekman: dict[str, tuple[str, ...]]
    """Ekman's group → the labels in it."""
    thresholds: dict[str, float]
    """Label → probability from which it counts as present (for measuring, tuned on dev)."""
    platt: dict[str, Platt]
    mood_temperature: float
    """Divides the mood logits (Guo et al., "On Calibration of Modern Neural Networks", 2017)."""
    confident: float = 0.5
    """Confidence from which a mood may be said at all."""
    max_tokens: int = 64
    """Of an utterance, with its two special tokens."""
    context_tokens: int = 40
    """How many are remembered of the utterances before."""
    files: dict[str, FileHash]


class Files(msgspec.Struct, frozen=True):
    """The description and the bytes that it vouches for."""

    description: Description
    network: bytes
    tokenizer: bytes


def read(folder: Path) -> Files:
    """Return the verified files of a model folder.

    Raises EmotionModelError with one clear sentence where a file is missing, too large, of another
    size or hash than described, or where the description is not one that this version can use.
    """
    description = _described(_bytes(folder, DESCRIPTION))
    return Files(
        description,
        _verified(folder, NETWORK, description),
        _verified(folder, TOKENIZER, description),
    )


def _described(text: bytes) -> Description:
    try:
        found = msgspec.json.decode(text, type=Description)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise EmotionModelError(f"{DESCRIPTION}: {type(error).__name__}: {error}") from error
    if found.format != FORMAT:
        raise EmotionModelError(
            f"{DESCRIPTION}: format {found.format}, not {FORMAT}",
            "The emotion model is of another version than this Hearback, so the customer's mood "
            "is not read. Everything else works.",
        )
    if wrong := _contradiction(found):
        raise EmotionModelError(f"{DESCRIPTION}: {wrong}")
    return found


def _contradiction(found: Description) -> str:
    """Return what in the description cannot be, empty if it holds together."""
    labels = set(LABELS)
    holds = {
        "labels are not those of GoEmotions": sorted(found.labels) == sorted(LABELS),
        "moods are not ours": sorted(found.moods) == sorted(MOODS),
        "ekman groups are empty or group what is no label": all(
            group and set(group) <= labels for group in found.ekman.values()
        ),
        "platt is not given for every label": set(found.platt) == labels,
        "thresholds are not given for every label": set(found.thresholds) == labels,
        "mood_temperature is out of range": 0.0 < found.mood_temperature < 100.0,
        "confident is out of range": 0.0 <= found.confident <= 1.0,
        "max_tokens is out of range": 8 <= found.max_tokens <= MOST_TOKENS,
        "context_tokens is out of range": 0 <= found.context_tokens <= MOST_TOKENS,
        "files do not name both": {NETWORK, TOKENIZER} <= set(found.files),
    }
    return next((complaint for complaint, right in holds.items() if not right), "")


def _verified(folder: Path, name: str, description: Description) -> bytes:
    wanted = description.files[name]
    content = _bytes(folder, name)
    if len(content) != wanted.bytes:
        raise EmotionModelError(
            f"{name}: {len(content)} bytes, not {wanted.bytes}", _DAMAGED.format(name=name)
        )
    found = hashlib.sha256(content).hexdigest()
    if found != wanted.sha256:
        raise EmotionModelError(
            f"{name}: SHA-256 is {found}, not the one described", _DAMAGED.format(name=name)
        )
    return content


def _bytes(folder: Path, name: str) -> bytes:
    most = MOST_BYTES[name]
    try:
        with (folder / name).open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError as error:
        raise EmotionModelError(
            f"{name}: no such file",
            f"The emotion model is not complete: {name} is missing, so the customer's mood is not "
            "read. Everything else works; installing Hearback again brings it back.",
        ) from error
    except OSError as error:
        raise EmotionModelError(f"{name}: {error.strerror or type(error).__name__}") from error
    if len(content) > most:
        raise EmotionModelError(f"{name}: more than {most} bytes")
    return content
