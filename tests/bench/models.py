"""How well the emotion model that ships reads people, beside simpler ways, and what it costs.

Our own lines are in the repository; GoEmotions is not, and what needs it is left out without
`--data DIR`. Everything is read by the shipped file, through the code that reads calls.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import jiwer
import numpy as np
from numpy.typing import NDArray

from models.emotion import SHIPPED, EmotionModel
from models.errors import HearbackError
from models.labels import LABELS
from models.training import corpus, measure
from models.training.corpus import Measured
from models.training.mishear import mishear
from tests.bench import models_cost, models_own
from tests.bench.figures import Figure, LeftOut

Say = Callable[[str], None]
Floats = NDArray[np.floating]
GOALS = {"28": 0.51, "ekman": 0.63, "sentiment": 0.69}
OVER_WORD_COUNTS = 0.05
DRAWS = 3
"""Of misheard words: rare labels have so few lines that one draw moves the figure by 0.01."""


def measure_models(
    say: Say, data: Path | None = None, folder: Path = SHIPPED
) -> Iterator[Figure | LeftOut]:
    """Yield every figure; what cannot be measured here comes as the reason why."""
    if not folder.is_dir():
        yield LeftOut(f"models: there is no emotion model in {folder.name} of this checkout.")
        return
    model = EmotionModel.load(folder)
    say("size, time, memory")
    yield from models_cost.measure(model, folder)
    yield from models_own.measure_lines(say, model)
    yield from models_own.measure_fairness(say, model)
    if data is None:
        yield LeftOut(
            "emotion_f1: GoEmotions is not part of the project. Give the folder that holds its "
            "train.tsv, dev.tsv and test.tsv with --data DIR."
        )
        return
    yield from _comments(say, model, data)


def _comments(say: Say, model: EmotionModel, data: Path) -> Iterator[Figure | LeftOut]:
    try:
        loaded = corpus.load(data)
    except HearbackError as error:
        yield LeftOut(f"emotion_f1: {error.person}")
        return
    say("TF-IDF and VADER on GoEmotions")
    baselines = importlib.import_module("tests.bench.models_baselines")
    train = corpus.measured(loaded.comments)
    counts = baselines.WordCounts.trained(train)
    dev, test = loaded.dev, loaded.test
    counted = measure.three_f1(
        (counts.scores(dev.texts), dev.truth), (counts.scores(test.texts), test.truth)
    )
    common = baselines.majority(train, test)
    vader = baselines.Vader().sentiment_f1(dev, test)
    on_dev = _scores(say, model, dev.texts, "GoEmotions dev")
    on_test = _scores(say, model, test.texts, "GoEmotions test")
    ours = measure.three_f1((on_dev, dev.truth), (on_test, test.truth))
    shipped = np.array([model.description.thresholds[label] for label in LABELS])
    kept = measure.macro_f1(on_test, test.truth, shipped)
    for view, goal in GOALS.items():
        rivals = {"majority": common[view], "TF-IDF": counted[view]}
        if view == "sentiment":
            rivals["VADER"] = vader
        yield Figure(f"emotion_f1_{view}", ours[view], "", goal,
                     f"macro F1 on {len(test.texts)} comments of GoEmotions' test split in "
                     "recognizer form, thresholds of everybody chosen on dev",
                     f"with the thresholds that ship: {kept:.3f}" if view == "28" else "",
                     at_least=True, rivals=rivals)  # fmt: skip
        yield Figure(f"emotion_f1_{view}_over_tfidf", ours[view] - counted[view], "",
                     OVER_WORD_COUNTS, "the same, over TF-IDF with logistic regression",
                     at_least=True)  # fmt: skip
    yield from _misheard(say, model, (on_dev, dev), (ours["28"], test))


def _misheard(
    say: Say, model: EmotionModel, dev: tuple[Floats, Measured], clean: tuple[float, Measured]
) -> Iterator[Figure]:
    value, test = clean
    losses, wrong = [], []
    said = [text or "-" for text in test.texts]
    for draw in range(DRAWS):
        rng = np.random.default_rng(models_own.SEED + draw)
        texts = [mishear(text, models_own.ERRORS, rng) for text in test.texts]
        wrong.append(jiwer.wer(said, [text or "-" for text in texts]))
        scores = _scores(say, model, texts, "GoEmotions test, misheard")
        found = measure.three_f1((dev[0], dev[1].truth), (scores, test.truth))
        losses.append(value - found["28"])
    yield Figure("emotion_f1_28_wer10_loss", float(np.mean(losses)), "", 0.02,
                 f"lost where {np.mean(wrong):.1%} of words are misheard as the recognizer does",
                 f"{DRAWS} draws: {min(losses):.3f} to {max(losses):.3f}")  # fmt: skip


def _scores(say: Say, model: EmotionModel, texts: Sequence[str], name: str) -> Floats:
    found = np.empty((len(texts), len(LABELS)))
    for number, text in enumerate(texts):
        if number % 200 == 0:
            say(f"{name}, {number} of {len(texts)}")
        scores = model.read(text).scores
        found[number] = [scores[label] for label in LABELS]
    return found
