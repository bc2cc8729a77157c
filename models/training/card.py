"""The model card: what the file is, what it learned from, how good it is, where it fails."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from models.emotion_files import Description
from models.labels import LABELS
from models.training import fairness, figures, goemotions, measure, vocabulary
from models.training.corpus import Corpus
from models.training.fit import Calibration
from models.training.runner import Runner

FRAME = Path(__file__).with_suffix(".md")
"""The card's words, with places for the figures."""


def text(runner: Runner, fitted: Calibration, texts: Corpus, described: Description) -> str:
    """Return the card, with its figures measured now."""
    dev = fitted.scores(runner.read(texts.dev.texts)["labels"])
    test = fitted.scores(runner.read(texts.test.texts)["labels"])
    three = measure.three_f1((dev, texts.dev.truth), (test, texts.test.truth))
    moods = figures.mood_figures(runner, texts.own_test, fitted)
    return FRAME.read_text("utf-8").format(
        version=described.version,
        files=rows((f"`{n}`", f"{f.bytes:,}", f"`{f.sha256}`") for n, f in described.files.items()),
        tokens=f"{runner.tokens:,}",
        before=described.context_tokens,
        package=vocabulary.PACKAGE,
        source=goemotions.SOURCE,
        comments=f"{len(texts.comments):,}",
        own=f"{len(texts.own):,}",
        dev=f"{len(texts.dev.texts):,}",
        test=f"{len(texts.test.texts):,}",
        own_dev=len(texts.own_dev),
        own_test=len(texts.own_test),
        three=" | ".join(f"{value:.3f}" for value in three.values()),
        labels=_labels(test, texts.test.truth, fitted.thresholds),
        moods=rows(
            (field.name.replace("_", " "), f"{getattr(moods, field.name):.3f}".removesuffix(".000"))
            for field in fields(moods)
        ),
        traps=rows(
            (trap, many, f"{right:.2f}")
            for trap, (many, right) in figures.trap_recall(runner, texts.own_test, fitted).items()
        ),
        fairness=_fairness(runner, fitted),
        **figures.nearness(runner),
    )


def rows(cells: Iterable[Sequence[object]]) -> str:
    """Return lines of a table."""
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in cells)


def _fairness(runner: Runner, fitted: Calibration) -> str:
    """Return how far each group is moved, the farthest first."""
    moved = fairness.movements(
        fairness.load(), lambda one: float(figures.frustration(runner, [one], fitted)[0])
    )
    return rows(
        (one.axis, one.group, one.bases, f"{one.signed:+.3f}", f"{one.absolute:.3f}")
        for one in moved
    )


def _labels(
    scores: measure.Floats, truth: measure.Floats, thresholds: Sequence[float] | measure.Floats
) -> str:
    f1 = measure.f1(scores >= np.asarray(thresholds), truth)
    return rows(
        (
            label,
            f"{f1[k]:.2f}",
            f"{measure.auc(scores[:, k], truth[:, k]):.2f}",
            f"{measure.ece(scores[:, k], truth[:, k]):.3f}",
            int(truth[:, k].sum()),
        )
        for k, label in enumerate(LABELS)
    )
