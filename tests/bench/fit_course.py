"""Counts how moods follow one another in the tuning calls, and tries what to make of it.

    python -m tests.bench.fit_course [--emotion-model DIR]

Prints `FIRST` and `NEXT` of speech/mood_course.py, then, for `DOUBT` and `COURSE`, how well the
moods of each tuning call are told by the counts of the others: log loss, AUC of anger and
frustration, and the belief from which 85 % of the families are right. The test half is not read.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.emotion import SHIPPED, EmotionModel
from models.labels import MOODS, UPSET
from models.training import fit, measure
from speech.feeling import BEFORE
from speech.mood_course import MoodCourse
from tests.bench.whole_calls import WholeCall, load

Floats = NDArray[np.float64]
Counts = tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]
DOUBTS = (1.0, 1.2, 1.4, 1.6)
COURSES = (0.0, 0.4, 0.6, 0.8, 1.0)


def moods_of(call: WholeCall) -> list[int]:
    """Return the labeled moods of the customer's turns, by number."""
    return [MOODS.index(call.turn[at].mood) for at in call.customer]


def counted(calls: Sequence[WholeCall]) -> Counts:
    """Return how often calls begin in each mood, and how often each follows each."""
    first = np.zeros(len(MOODS), int)
    after = np.zeros((len(MOODS), len(MOODS)), int)
    for call in calls:
        moods = moods_of(call)
        first[moods[0]] += 1
        np.add.at(after, (moods[:-1], moods[1:]), 1)
    return tuple(first.tolist()), tuple(map(tuple, after.tolist()))


def read(call: WholeCall, model: EmotionModel) -> list[dict[str, float]]:
    """Return the model's moods of each turn, read with the customer's two before it."""
    texts = [call.turn[at].text for at in call.customer]
    return [
        model.read(text, texts[max(0, at - BEFORE) : at]).moods for at, text in enumerate(texts)
    ]


def told(
    calls: Sequence[WholeCall],
    readings: Sequence[Sequence[dict[str, float]]],
    doubt: float,
    course: float,
) -> tuple[Floats, NDArray[np.int64]]:
    """Return beliefs [turns, moods] of every call by the counts of the others, and the truth."""
    found, truth = [], []
    for place, call in enumerate(calls):
        others = [other for at, other in enumerate(calls) if at != place]
        followed = MoodCourse(*counted(others), doubt=doubt, course=course)
        found += [list(followed.feed(moods).values()) for moods in readings[place]]
        truth += moods_of(call)
    return np.array(found), np.array(truth)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="count how moods follow one another")
    parser.add_argument("--emotion-model", type=Path, default=SHIPPED, metavar="DIR")
    options = parser.parse_args(arguments)
    model = EmotionModel.load(options.emotion_model)
    calls = [call for call in load() if call.part == "tuning"]
    first, after = counted(calls)
    rows = "".join(f"    {row},\n" for row in after)
    sys.stdout.write(f"FIRST = {first}\nNEXT = (\n{rows})\n")
    readings = [read(call, model) for call in calls]
    upset = [MOODS.index(mood) for mood in UPSET]
    for doubt in DOUBTS:
        for course in COURSES:
            beliefs, truth = told(calls, readings, doubt, course)
            loss = -np.log(beliefs[np.arange(len(truth)), truth]).mean()
            area = measure.auc(beliefs[:, upset].sum(1), np.isin(truth, upset))
            sure = fit.sure_from(beliefs, truth)
            sys.stdout.write(
                f"DOUBT {doubt:.1f}  COURSE {course:.1f}  log loss {loss:.3f}  AUC {area:.3f}  "
                f"right {(beliefs.argmax(1) == truth).mean():.3f}  sure from {sure:.2f}\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
