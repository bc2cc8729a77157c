"""GoEmotions as published: comments with 28 labels, the authors' own split.

Demszky et al., "GoEmotions: A Dataset of Fine-Grained Emotions", ACL 2020, CC BY 4.0. Public
source: the repository google-research/google-research, folder goemotions/data (train.tsv, dev.tsv,
test.tsv). The hashes are of those files; other text is refused, as its figures would not be those
of the model card.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from models.errors import BadInputError
from models.labels import LABELS

SOURCE: Final = "google-research/google-research, goemotions/data (CC BY 4.0)"
SHA256: Final = {
    "train.tsv": "1c254a142be5c00e80d819b9ae1bbd36d94b2eeb8f4b1271846508d57e57d9c5",
    "dev.tsv": "575489c079c9de1097062a01738f998590d6b7ead66dd1c9fd1d2ba01fd8bc62",
    "test.tsv": "0587b2dd8b27b97352adbfc3fb083d46005c8946657fdc2b1ca8b1cc7f1f8be4",
}


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `text` as people typed it."""

    text: str = field(repr=False)
    labels: tuple[int, ...]
    """Indices into `LABELS`, at least one."""
    id: str


def load(folder: Path, part: str) -> list[Comment]:
    """Return the comments of "train", "dev" or "test"; refuse files that are not the published.

    Looks in `folder` and in its `goemotions`.
    """
    name = f"{part}.tsv"
    path = next((p for p in (folder / name, folder / "goemotions" / name) if p.is_file()), None)
    if path is None:
        raise BadInputError(
            f"no {name}", f"There is no {name} in {folder}. It comes from {SOURCE}."
        )
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != SHA256[name]:
        raise BadInputError(
            f"{name}: hash differs", f"{path} is not the published file of {SOURCE}."
        )
    return [parse(line) for line in raw.decode().splitlines() if line]


def parse(line: str) -> Comment:
    """Return the comment of one line: text, label ids, comment id, parted by tabs."""
    text, ids, key = line.split("\t")
    labels = tuple(sorted(int(number) for number in ids.split(",")))
    if not labels or labels[-1] >= len(LABELS):
        raise BadInputError(f"comment {key}: labels {ids}", "A comment has an unknown label.")
    return Comment(text, labels, key)
