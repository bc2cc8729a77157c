"""The figures of a model file that the card shows: comments, our own lines, meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.labels import FAMILIES, MOODS, UPSET
from models.training import measure
from models.training.fit import Calibration, families
from models.training.lines import Line
from models.training.runner import Runner

Floats = NDArray[np.floating]

NEAR: tuple[tuple[str, str], ...] = (
    ("i was charged twice", "you took the money two times"),
    ("nobody ever called me back", "i am still waiting for somebody to ring me"),
    ("i want to speak to your manager", "put me through to a supervisor please"),
    ("my internet has been down since monday", "i have had no broadband for days"),
    ("i have explained this three times already", "i keep having to tell the same story"),
    ("please cancel my subscription", "i want to end the contract"),
    ("my husband passed away in march", "my wife died last month"),
    ("the parcel never arrived", "i still have not received my package"),
    ("i can't log in to my account", "it says my password is wrong"),
    ("thank you that was really helpful", "you have been a great help thanks"),
)
"""Pairs that mean nearly the same; every other pairing of their halves means something else."""


@dataclass(frozen=True, slots=True)
class MoodFigures:
    """How moods are read on lines of ours."""

    lines: int
    frustration_auc: float
    accuracy: float
    family_accuracy: float
    """Right up to the family of moods that an agent answers alike."""
    macro_f1: float
    ece: float
    """Of the likeliest mood."""
    ece_family: float
    """Of the confidence that the runtime states: the likeliest family."""
    ece_all: float
    """Of all eight probabilities of every line, taken together."""
    ece_frustration: float
    intensity_error: float
    """Mean distance on the scale of 0…3."""
    valence_error: float
    sure_share: float
    """Of lines that the runtime would call sure…"""
    sure_right: float
    """…and how many of those are of the right family."""


def mood_figures(runner: Runner, lines: Sequence[Line], fitted: Calibration) -> MoodFigures:
    """Return the figures on lines of ours, with their context."""
    out = runner.read([line.text for line in lines], [line.heard_before for line in lines])
    moods = fitted.moods(out["moods"])
    truth = mood_index(lines)
    upset = [MOODS.index(mood) for mood in UPSET]
    upset_score, is_upset = moods[:, upset].sum(1), np.isin(truth, upset)
    by_family = families(moods, FAMILIES)
    true_family = families(np.eye(len(MOODS))[truth], FAMILIES).argmax(1)
    right = by_family.argmax(1) == true_family
    sure = by_family.max(1) >= fitted.confident
    one_hot = np.eye(len(MOODS))[truth]
    choice = np.eye(len(MOODS))[moods.argmax(1)]
    strength = np.array([line.intensity for line in lines])
    pleasant = np.array([line.valence for line in lines])
    return MoodFigures(
        lines=len(lines),
        frustration_auc=measure.auc(upset_score, is_upset),
        accuracy=float((moods.argmax(1) == truth).mean()),
        family_accuracy=float(right.mean()),
        macro_f1=float(measure.f1(choice, one_hot).mean()),
        ece=measure.top_ece(moods, truth),
        ece_family=measure.top_ece(by_family, true_family),
        ece_all=measure.ece(moods, one_hot),
        ece_frustration=measure.ece(upset_score, is_upset),
        intensity_error=float(np.abs(out["intensity"][:, 0] - strength).mean()),
        valence_error=float(np.abs(out["valence"][:, 0] - pleasant).mean()),
        sure_share=float(sure.mean()),
        sure_right=float(right[sure].mean()) if sure.any() else float("nan"),
    )


def frustration(runner: Runner, texts: Sequence[str], fitted: Calibration) -> NDArray[np.float64]:
    """Return P(angry) + P(frustrated) of each text alone."""
    moods = fitted.moods(runner.read(texts)["moods"])
    return np.asarray(moods[:, [MOODS.index(mood) for mood in UPSET]].sum(1), np.float64)


def mood_index(lines: Sequence[Line]) -> NDArray[np.intp]:
    """Return the number of each line's mood."""
    return np.array([MOODS.index(line.mood) for line in lines], np.intp)


def trap_recall(
    runner: Runner, lines: Sequence[Line], fitted: Calibration
) -> dict[str, tuple[int, float]]:
    """Return, for each trap and twin, how many lines it has and the share read right."""
    out = runner.read([line.text for line in lines], [line.heard_before for line in lines])
    said = families(fitted.moods(out["moods"])).argmax(1)
    right = said == families(np.eye(len(MOODS))[mood_index(lines)]).argmax(1)
    found = {}
    for trap in sorted({line.trap for line in lines}):
        here = [line.trap == trap for line in lines]
        found[trap or "plain"] = (sum(here), float(right[here].mean()))
    return found


def nearness(runner: Runner) -> dict[str, float]:
    """Return how near same meanings are and how near others come, as cosines.

    `found`: the share of sentences whose twin is nearer than all 19 other sentences.
    """
    texts = [text for pair in NEAR for text in pair]
    vectors = runner.read(texts)["embedding"]
    cosine = vectors @ vectors.T - 2 * np.eye(len(texts))
    twin = np.arange(len(texts)) ^ 1
    same = cosine[np.arange(len(texts)), twin]
    other = np.array([
        np.delete(row, [i, i ^ 1]).max() for i, row in enumerate(cosine)
    ])  # fmt: skip
    return {
        "same_mean": float(same.mean()),
        "same_least": float(same.min()),
        "other_most_mean": float(other.mean()),
        "other_most": float(other.max()),
        "found": float((cosine.argmax(1) == twin).mean()),
    }
