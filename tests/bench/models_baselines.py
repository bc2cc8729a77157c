"""What the emotion model is measured against, under the same rule: simple, known, old ways.

All are given the same text, in recognizer form, and the same thresholds rule
(`models.training.measure.best_thresholds`, chosen on dev); only the majority has no score to set a
threshold on, and says its one label always.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from models.labels import LABELS, MOODS
from models.training import measure
from models.training.corpus import Measured
from models.training.labels import SENTIMENT

Floats = NDArray[np.floating]
STRENGTH = 3.0
"""Inverse regularization; of 1, 3 and 10 the best on GoEmotions dev, with pairs of words."""
OWN_STRENGTH = 10.0
"""The same for our own lines; of 1, 3, 10 and 30 the best on dev."""
WORD = r"[a-z']+"


def majority(train: Measured, test: Measured) -> dict[str, float]:
    """Return macro F1 by view of whoever always says what is most common in training."""
    found = {}
    for name, groups in measure.GROUPINGS.items():
        common = int(measure.grouped(train.truth, groups).sum(0).argmax())
        truth = measure.grouped(test.truth, groups)
        said = np.zeros(truth.shape)
        said[:, common] = 1
        found[name] = float(measure.f1(said, truth).mean())
    return found


class Vader:
    """VADER (Hutto & Gilbert, ICWSM 2014): a lexicon with rules; positive, negative, neutral."""

    def __init__(self) -> None:
        self._analyzer = SentimentIntensityAnalyzer()

    def compound(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return −1…1 for each text."""
        return np.array([self._analyzer.polarity_scores(text)["compound"] for text in texts])

    def sentiment_f1(self, dev: Measured, test: Measured) -> float:
        """Return macro F1 of the four sentiments; of "ambiguous" it knows nothing."""
        scores = [self._sentiments(part.texts) for part in (dev, test)]
        truths = [measure.grouped(part.truth, SENTIMENT) for part in (dev, test)]
        rule = measure.best_thresholds(scores[0], truths[0])
        return measure.macro_f1(scores[1], truths[1], rule)

    def _sentiments(self, texts: Sequence[str]) -> NDArray[np.float64]:
        compound = self.compound(texts)
        by_name = {
            "positive": (1 + compound) / 2,
            "negative": (1 - compound) / 2,
            "neutral": 1 - np.abs(compound),
            "ambiguous": np.full(len(texts), 0.5),
        }
        return np.stack([by_name[name] for name in SENTIMENT], axis=1)


@dataclass(frozen=True, slots=True)
class WordCounts:
    """TF-IDF of words and pairs of words, and one logistic regression a label."""

    words: TfidfVectorizer
    labels: OneVsRestClassifier

    @classmethod
    def trained(cls, train: Measured) -> "WordCounts":
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=WORD)
        counted = words.fit_transform(train.texts)
        one = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
        return cls(words, OneVsRestClassifier(one).fit(counted, train.truth))

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return [n, 28] probabilities."""
        found = np.asarray(self.labels.predict_proba(self.words.transform(texts)))
        assert found.shape[1] == len(LABELS)
        return found


def word_count_moods(
    texts: Sequence[str], moods: NDArray[np.integer], asked: Sequence[str]
) -> Floats:
    """Return [n, 8] probabilities of `asked`, learned by TF-IDF from our own lines."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD)
    one = LogisticRegression(C=OWN_STRENGTH, max_iter=1000, random_state=0)
    one.fit(words.fit_transform(texts), moods)
    found = np.zeros((len(asked), len(MOODS)))
    found[:, one.classes_] = one.predict_proba(words.transform(asked))
    return found
