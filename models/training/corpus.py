"""All text that training needs, split, in recognizer form where it is measured on."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training import goemotions, lines, whole_calls
from models.training.fit import truth_of
from models.training.form import recognizer_form
from models.training.goemotions import Comment
from models.training.lines import Line


@dataclass(frozen=True, slots=True)
class Measured:
    """Comments that are not trained on."""

    texts: list[str] = field(repr=False)
    """In recognizer form."""
    truth: NDArray[np.float64] = field(repr=False)
    """[n, 28] of 0 and 1."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Comments by the published split, our own lines by family."""

    comments: list[Comment] = field(repr=False)
    dev: Measured
    test: Measured
    own: list[Line] = field(repr=False)
    """To learn from: families of training, and the turns of whole calls kept for tuning."""
    own_dev: list[Line] = field(repr=False)
    own_test: list[Line] = field(repr=False)


def load(data: Path, calls: Path = lines.FOLDER) -> Corpus:
    """Return everything; lines that a held-out part says word for word are not learned from."""
    ours = lines.load(calls / "utterances")
    dev, test = lines.of_part(ours, "dev"), lines.of_part(ours, "test")
    held = {line.text for line in (*dev, *test, *whole_calls.turns("test", calls / "whole"))}
    learned = [*lines.of_part(ours, "train"), *whole_calls.turns("tuning", calls / "whole")]
    return Corpus(
        comments=goemotions.load(data, "train"),
        dev=measured(goemotions.load(data, "dev")),
        test=measured(goemotions.load(data, "test")),
        own=[line for line in learned if line.text not in held],
        own_dev=dev,
        own_test=test,
    )


def measured(comments: list[Comment]) -> Measured:
    """Return comments as they are measured on: the same text everywhere, names included."""
    return Measured(
        [recognizer_form(comment.text, comment.id) for comment in comments],
        truth_of([comment.labels for comment in comments]),
    )
