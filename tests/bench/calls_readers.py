"""Who else could read the moods of a call: what is plugged in where the emotion model belongs."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from models.labels import MOODS
from models.reading import MEANING, Reading, family_belief
from models.training.labels import valence_of_mood
from models.training.lines import Line, load, of_part
from tests.bench.models_baselines import STRENGTH, WORD
from tests.bench.whole_calls import WholeCall

CONFIDENT = 0.5
"""Belief in a family of moods from which a reader without thresholds of its own is sure."""


class WordCounts:
    """TF-IDF of words and pairs of words: moods by logistic regression, intensity by ridge.

    It learns from the utterances of the training part, and from no whole call.
    """

    def __init__(self, lines: Sequence[Line] | None = None) -> None:
        learned = of_part(load(), "train") if lines is None else lines
        texts = [line.text for line in learned]
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD)
        counted = self._words.fit_transform(texts)
        self._moods = LogisticRegression(C=STRENGTH, max_iter=1000, random_state=0)
        self._moods.fit(counted, [MOODS.index(line.mood) for line in learned])
        self._intensity = Ridge(alpha=1.0, random_state=0)
        self._intensity.fit(counted, [line.intensity for line in learned])

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        """Return what the words say by their counts; what was said before is not looked at."""
        del before
        counted = self._words.transform([text])
        shares = np.zeros(len(MOODS))
        shares[self._moods.classes_] = self._moods.predict_proba(counted)[0]
        moods = dict(zip(MOODS, map(float, shares), strict=True))
        intensity = float(np.clip(self._intensity.predict(counted)[0], 0.0, 3.0))
        mood = max(moods, key=moods.__getitem__)
        return reading(moods, intensity, valence_of_mood(mood, round(intensity)))


class Labels:
    """Reads what the labels say: the upper bound of any model, for looking at the fusion alone.

    Of the first words of a turn they say nothing.
    """

    def __init__(self, call: WholeCall, belief: float = 0.85) -> None:
        self._turns = {turn.text: turn for turn in call.turn if turn.who == "customer"}
        self._belief = belief

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        del before
        turn = self._turns.get(text)
        if turn is None:
            return reading(dict.fromkeys(MOODS, 1 / len(MOODS)), 0.0, 0.0)
        moods = dict.fromkeys(MOODS, (1 - self._belief) / (len(MOODS) - 1))
        moods[turn.mood] = self._belief
        return reading(moods, float(turn.intensity), valence_of_mood(turn.mood, turn.intensity))


def reading(moods: dict[str, float], intensity: float, valence: float) -> Reading:
    """Return a reading of moods alone: it means nothing, so nothing is heard said again."""
    confidence = family_belief(moods)
    return Reading(
        scores={},
        ekman={},
        valence=valence,
        moods=moods,
        intensity=intensity,
        confidence=confidence,
        sure=confidence >= CONFIDENT,
        embedding=np.zeros(MEANING, np.float32),
    )


class VaderRisk:
    """A risk as one would make it in an afternoon: VADER's negativity, smoothed.

    risk ← KEPT · risk + (1 − KEPT) · max(0, −compound), and two thresholds on it. It is given the
    thresholds that are best on the tuning half.
    """

    KEPT = 0.6

    def __init__(self) -> None:
        self._analyzer = SentimentIntensityAnalyzer()

    def track(self, call: WholeCall) -> list[float]:
        """Return the risk after each utterance of the customer."""
        risk, found = 0.0, []
        for at in call.customer:
            compound = self._analyzer.polarity_scores(call.turn[at].text)["compound"]
            risk = self.KEPT * risk + (1 - self.KEPT) * max(0.0, -compound)
            found.append(risk)
        return found


def flagged(call: WholeCall, track: Sequence[float], threshold: float) -> bool:
    """Return whether a track of utterances reaches the threshold in time."""
    assert call.marked is not None
    upto = call.customer.index(call.marked) + 2
    return max(track[:upto], default=0.0) >= threshold


def best_threshold(calls: Sequence[WholeCall], tracks: Sequence[Sequence[float]]) -> float:
    """Return the threshold with the most right calls: escalations flagged and calm ones not."""
    heights = sorted({round(value, 3) for track in tracks for value in track if value > 0})
    right = [
        (
            sum(
                flagged(call, track, height)
                if call.kind == "escalates"
                else max(track, default=0.0) < height
                for call, track in zip(calls, tracks, strict=True)
                if call.kind in {"escalates", "calm"}
            ),
            height,
        )
        for height in heights
    ]
    best = [list(group) for _, group in groupby(sorted(right), key=lambda pair: pair[0])][-1]
    return best[len(best) // 2][1]
