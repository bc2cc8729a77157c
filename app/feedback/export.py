"""Examples as lines of the project's own format, for whoever labels and retrains.

The format is that of models/training/calls/guideline.md, one JSON object a line. What it really was
is known only where a person has said so: everywhere else `mood` is empty, and training refuses the
line until somebody has filled it in. What was read and called not so stands in `trap`.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from app.feedback.errors import FeedbackError
from app.feedback.example import Kept
from app.feedback.hide import hidden
from app.helpdesk.folder import DISK_FULL, write_whole
from models.errors import BadInputError

WHAT_IS_IN_IT = """\
What such a file holds, for each time that you said “not so”:
  - what the customer said in that utterance and in up to two before it, as it was heard, with
    numbers, addresses and the names that were recognized masked;
  - what Hearback had read in it, and what it was, if you said so;
  - the version of the emotion model.
It holds no sound, no voice, no call, no date, no account, and nothing about you. A name that is
spoken like any other word may have stayed in it: read the lines first (`hearback feedback list`).
Whoever gets the file can use it to teach the model; Hearback sends it nowhere."""


class ExportLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line; field names and their order are the guideline's."""

    id: str
    family: str
    trap: str
    mood: str
    intensity: int
    trigger: str
    region: str
    before: tuple[str, ...]
    text: str

    def __repr__(self) -> str:
        return "<ExportLine>"


def line(example: Kept) -> ExportLine:
    """Return the example as a line, redacted once more."""
    read = f"{example.kind}-{example.mood}" if example.kind == "mood" else example.kind
    family = f"not-so-{example.id[:12]}"
    said = (*example.before, example.text)
    texts = [hidden(text, before=said[at - 1] if at else "") for at, text in enumerate(said)]
    return ExportLine(
        id=f"{family}-{example.model or 'no-model'}",
        family=family,
        trap=f"not-so-{read}",
        mood=example.label,
        intensity=example.label_intensity,
        trigger="none",
        region="any",
        before=tuple(f"customer: {text}" for text in texts[:-1] if text),
        text=texts[-1],
    )


def write(examples: Iterable[Kept], file: Path, *, replace: bool = False) -> int:
    """Write the examples that have words into a new file; return how many those were.

    The file is there whole or not at all, for this user only; one that is there already is left
    alone unless `replace` says that the person has agreed. Raises BadInputError and
    FeedbackError.
    """
    lines = [line(example) for example in examples if example.text.strip()]
    if not lines:
        raise BadInputError("nothing to export", "There is nothing to export.")
    if file.exists() and not replace:
        raise BadInputError("export: file exists", f"{file} is there already: name a new file.")
    try:
        write_whole(file.absolute(), b"".join(msgspec.json.encode(one) + b"\n" for one in lines))
    except OSError as error:
        why = "the disk is full" if error.errno in DISK_FULL else (error.strerror or "it fails")
        raise FeedbackError(
            f"export: {error.strerror}", f"{file} cannot be written: {why.lower()}."
        ) from error
    return len(lines)
