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
    """To learn from: families of training."""
    own_dev: list[Line] = field(repr=False)
    own_test: list[Line] = field(repr=False)


def load(data: Path, calls: Path = lines.FOLDER) -> Corpus:
    """Return everything: comments from `data`, ours from the project's own folder."""
    own, own_dev, own_test = ours(calls)
    return Corpus(
        comments=goemotions.load(data, "train"),
        dev=measured(goemotions.load(data, "dev")),
        test=measured(goemotions.load(data, "test")),
        own=own,
        own_dev=own_dev,
        own_test=own_test,
    )


def ours(calls: Path = lines.FOLDER) -> tuple[list[Line], list[Line], list[Line]]:
    """Return our lines to learn from, of dev, and of test.

    What a held-out line says word for word, here or in a whole call, is not learned from, whatever
    family says it too: of no half, for weights that are fitted on readings which the network knows
    by heart trust it too much.
    """
    written = lines.load(calls / "utterances")
    dev, test = lines.of_part(written, "dev"), lines.of_part(written, "test")
    held = {line.text for line in (*dev, *test, *whole_calls.turns(calls / "whole"))}
    return [one for one in lines.of_part(written, "train") if one.text not in held], dev, test


def measured(comments: list[Comment]) -> Measured:
    """Return comments as they are measured on: the same text everywhere, names included."""
    return Measured(
        [recognizer_form(comment.text, comment.id) for comment in comments],
        truth_of([comment.labels for comment in comments]),
    )
