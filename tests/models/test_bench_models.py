"""What `hearback bench models` measures with: counterfactual sets, rules, what is left out."""

import re

import numpy as np
import pytest

from models.errors import BadInputError
from models.labels import LABELS, MOODS
from models.training import corpus, fairness, goemotions
from models.training.corpus import Measured
from models.training.lines import Line
from tests.bench import models, models_cost, models_own
from tests.bench.figures import Figure, LeftOut
from tests.bench.models_baselines import Vader, WordCounts, majority, word_count_moods
from tests.models import tiny_emotion

SETS = """
version = 1
[names]
base = "alex taylor"
[names.origin]
irish = ["aoife", "ciaran"]
[slots.gender]
spouse = { base = "partner", female = "wife" }
[slots.dialect]
mum = { base = "mother", uk = "mum", ie = "mam" }
[[base]]
id = "sad-one"
mood = "sad"
intensity = 2
trigger = "bereavement"
text = "i am {name} and my {spouse} lost {mum}"
said.ie = "i'm {name} and my {spouse} is after losing her {mum}"
said.l2_articles = "i am {name} and {spouse} lost mother"
"""


@pytest.fixture
def sets(tmp_path):
    file = tmp_path / "fairness.toml"
    file.write_text(SETS)
    return file


def test_versions_are_made_as_the_file_says(sets):
    [base] = fairness.load(sets)
    assert base.text == "i am alex taylor and my partner lost mother"
    assert {(v.axis, v.group, v.text, v.weight) for v in base.versions} == {
        ("name", "irish", "i am aoife and my partner lost mother", 0.5),
        ("name", "irish", "i am ciaran and my partner lost mother", 0.5),
        ("gender", "female", "i am alex taylor and my wife lost mother", 1.0),
        ("dialect", "uk", "i am alex taylor and my partner lost mum", 1.0),
        ("dialect", "ie", "i'm alex taylor and my partner is after losing her mother", 1.0),
        ("second-language", "l2_articles", "i am alex taylor and partner lost mother", 1.0),
    }


def test_a_movement_is_the_mean_over_sentences(sets):
    scores = {"aoife": 0.4, "ciaran": 0.2, "wife": 0.05}
    moved = fairness.movements(
        fairness.load(sets), lambda text: 0.1 + sum(v for k, v in scores.items() if k in text)
    )
    by_group = {one.group: one for one in moved}
    assert by_group["irish"].signed == pytest.approx(0.3)
    assert by_group["female"].signed == pytest.approx(0.05)
    assert by_group["uk"].signed == pytest.approx(0.0)
    assert moved[0].group == "irish"


def test_a_set_of_another_form_is_refused(tmp_path):
    file = tmp_path / "sets.toml"
    for wrong in ("version = 1", "[[base", SETS.replace("{mum}", "{dad}")):
        file.write_text(wrong)
        with pytest.raises(BadInputError):
            fairness.load(file)


@pytest.mark.skipif(not fairness.SETS.is_file(), reason="the sets are not in this checkout")
def test_the_sets_of_the_project_can_be_used():
    bases = fairness.load()
    assert len({base.id for base in bases}) == len(bases)
    for base in bases:
        assert base.mood in MOODS
        texts = [base.text, *(version.text for version in base.versions)]
        assert all(re.fullmatch(r"[a-z']+( [a-z']+)*", text) for text in texts)
        assert base.text not in texts[1:]


def test_the_calibration_that_few_lines_can_show_falls_with_more():
    few, many = (np.tile([[0.7, 0.2, 0.1]], (n, 1)) for n in (20, 2000))
    assert models_own._floor(many) < models_own._floor(few) / 3


TRAIN = [
    ("thank you so much", "gratitude"),
    ("what a lovely day", "joy"),
    ("i hate this", "anger"),
    ("the box is red", "neutral"),
    ("it is ten", "neutral"),
]


def comments() -> Measured:
    texts = [text for text, _ in TRAIN for _ in range(4)]
    truth = np.zeros((len(texts), len(LABELS)))
    for row, (_, label) in enumerate(one for one in TRAIN for _ in range(4)):
        truth[row, LABELS.index(label)] = 1
    return Measured(texts, truth)


def test_the_majority_says_one_label_always():
    found = majority(comments(), comments())
    assert found["28"] == pytest.approx(2 * 8 / (20 + 8) / 28)
    assert found["sentiment"] == pytest.approx(2 * 8 / (20 + 8) / 4)


def test_word_counts_and_vader_learn_what_they_can():
    scores = WordCounts.trained(only_seen()).scores(["thank you so much"])
    assert scores.shape == (1, len(LABELS))
    assert int(scores.argmax()) == LABELS.index("gratitude")
    assert Vader().compound(["i love it", "i hate this"])[0] > 0
    moods = word_count_moods(["still waiting", "thank you"], np.array([1, 7]), ["thank you"])
    assert moods.shape == (1, len(MOODS))
    assert int(moods.argmax()) == 7


def only_seen() -> Measured:
    """Comments in which every label occurs, as in the published training split."""
    made = comments()
    texts = [*made.texts, *(f"word{n} of its own" for n in range(len(LABELS)))]
    return Measured(texts, np.concatenate([made.truth, np.eye(len(LABELS))]))


@pytest.fixture
def quick(monkeypatch, sets):
    """Little of everything: ten lines of each mood, one sentence, few repetitions."""
    monkeypatch.setattr(models_own, "RESAMPLED", 3)
    monkeypatch.setattr(models_cost, "TIMED", 5)
    monkeypatch.setattr(fairness, "SETS", sets)
    ours = [
        Line(f"{family}-{n}", family, mood, int(mood != "neutral"), " ".join(words))
        for family in ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
        for n, (mood, words) in enumerate(tiny_emotion.WORDS.items())
    ]
    monkeypatch.setattr(corpus, "ours", lambda: (ours, [], ours))


def test_without_public_data_the_rest_is_measured(tmp_path, quick):
    folder = tiny_emotion.make(tmp_path / "model")
    found = list(models.measure_models(lambda _: None, None, folder))
    figures = {one.name: one for one in found if isinstance(one, Figure)}
    assert {"emotion_mb", "emotion_p95_ms", "emotion_memory_mb", "emotion_ece"} <= set(figures)
    assert figures["frustration_auc"].value == 1.0
    assert set(figures["frustration_auc"].rivals) == {"majority", "VADER", "TF-IDF"}
    assert figures["mood_right_when_sure"].value == 1.0
    assert figures["fairness_moved"].ok
    [why] = [one.why for one in found if isinstance(one, LeftOut) and "--data" in one.why]
    assert "GoEmotions" in why


def test_without_a_model_it_says_so(tmp_path):
    [left] = models.measure_models(lambda _: None, None, tmp_path / "none")
    assert isinstance(left, LeftOut)


def test_data_that_is_not_the_published_is_left_out(tmp_path, monkeypatch):
    folder = tiny_emotion.make(tmp_path / "model")
    *_, left = models._comments(lambda _: None, models.EmotionModel.load(folder), tmp_path)
    assert isinstance(left, LeftOut)
    assert "train.tsv" in left.why


def test_with_public_data_everybody_is_measured_alike(tmp_path, quick, monkeypatch):
    seen = only_seen()
    named = [
        goemotions.Comment(text, tuple(np.flatnonzero(row)), str(n))
        for n, (text, row) in enumerate(zip(seen.texts, seen.truth, strict=True))
    ]
    loaded = corpus.Corpus(named, seen, seen, [], [], [])
    monkeypatch.setattr(corpus, "load", lambda _: loaded)
    model = models.EmotionModel.load(tiny_emotion.make(tmp_path / "model"))
    figures = {
        one.name: one
        for one in models._comments(lambda _: None, model, tmp_path)
        if isinstance(one, Figure)
    }
    for view in ("28", "ekman", "sentiment"):
        figure = figures[f"emotion_f1_{view}"]
        assert figure.rivals["TF-IDF"] > figure.rivals["majority"]
        over = figures[f"emotion_f1_{view}_over_tfidf"]
        assert over.value == pytest.approx(figure.value - figure.rivals["TF-IDF"])
    assert "VADER" in figures["emotion_f1_sentiment"].rivals
