"""Targets: what a comment and what a line of ours tell the network, and how views differ."""

import numpy as np
import pytest

from models.errors import BadInputError
from models.labels import LABELS, MOODS
from models.training import examples, goemotions
from models.training.labels import MOOD_OF, VALENCE_OF_MOOD, valence_of_labels, valence_of_mood
from models.training.lines import Line
from models.training.views import Mix, shown

COMMENTS = [
    goemotions.parse("Thank you [NAME]!!\t15\tc1"),
    goemotions.parse("WHY though\t3,6\tc2"),
    goemotions.parse("ok.\t27\tc3"),
]
LINE = Line("a-1", "a", "sad", 2, "he passed away in march", before=("customer: it's his account",))


def test_a_comment_has_labels_and_at_most_a_hint_of_a_mood():
    made = examples.of_comments(COMMENTS)
    assert made.labels.sum(1).tolist() == [1, 2, 1]
    assert made.moods.argmax(1)[[0, 2]].tolist() == [
        MOODS.index("grateful"),
        MOODS.index("neutral"),
    ]
    assert made.mood_weight.tolist() == pytest.approx([examples.WEAK_MOOD, 0, examples.WEAK_MOOD])
    assert not made.intensity_weight.any()
    assert made.valence.tolist() == [1, -0.5, 0]


def test_a_line_of_ours_has_a_mood_and_no_labels():
    made = examples.of_lines([LINE])
    assert not made.label_weight.any()
    assert made.moods[0, MOODS.index("sad")] == 1
    assert made.intensity[0] == 2
    assert made.valence[0] < 0


def test_rows_are_taken_as_often_as_named_and_parts_joined_in_order():
    both = examples.joined(examples.of_comments(COMMENTS), examples.of_lines([LINE]).take([0, 0]))
    assert both.keys == ["c1", "c2", "c3", "a-1", "a-1"]
    assert len(both.labels) == len(both.valence) == 5
    assert both.take([4, 0]).keys == ["a-1", "c1"]


def test_views():
    both = examples.joined(examples.of_comments(COMMENTS), examples.of_lines([LINE]))
    rng = np.random.default_rng(0)
    texts, before = shown(both, Mix(forget_before=0), None, rng)
    assert texts[1:] == ["why though", "okay", "he passed away in march"]
    assert texts[0].startswith("thank you ")
    assert before == [(), (), (), ("it's his account",)]
    typed, none = shown(both, Mix(typed=1, forget_before=1), None, rng)
    assert typed == both.texts
    assert none == [()] * 4
    wrong, _ = shown(both, Mix(misheard=1), lambda text, *_: text.replace("march", "arch"), rng)
    assert wrong[3] == "he passed away in arch"


def test_valence_keeps_to_its_range_and_to_its_side():
    for mood in MOODS:
        values = [valence_of_mood(mood, intensity) for intensity in (1, 2, 3)]
        assert all(-1 <= value <= 1 for value in values)
        assert sorted(values, key=abs) == values
    assert set(VALENCE_OF_MOOD) == set(MOODS)
    assert set(MOOD_OF) <= set(LABELS)
    assert set(MOOD_OF.values()) == set(MOODS)
    assert valence_of_labels({"joy", "surprise"}) == 0.5
    assert valence_of_labels({"anger"}) == -1


def test_other_files_than_the_published_are_refused(tmp_path):
    with pytest.raises(BadInputError, match=r"no dev\.tsv"):
        goemotions.load(tmp_path, "dev")
    (tmp_path / "dev.tsv").write_text("hello\t27\tx\n")
    with pytest.raises(BadInputError, match="hash differs") as refused:
        goemotions.load(tmp_path, "dev")
    assert "hello" not in refused.value.person


def test_a_label_that_does_not_exist_is_refused():
    with pytest.raises(BadInputError):
        goemotions.parse("hello\t28\tx")


def test_a_line_of_ours_may_follow_a_neutral_one_and_lose_a_word():
    neutral = Line("n-1", "n", "neutral", 0, "my number is two two seven four")
    plain = Line("f-1", "f", "frustrated", 2, "this is the third time " * 4)
    ours = examples.of_lines([neutral, plain, LINE])
    rng = np.random.default_rng(0)
    seen = [shown(ours, Mix(led_in=1, forget_before=0), None, rng) for _ in range(20)]
    assert {before[1] for _, before in seen} == {(), (neutral.text,)}
    joined = [texts[1] for texts, before in seen if not before[1]]
    assert {text.startswith(neutral.text) for text in joined} == {True}
    assert {before[2] for _, before in seen} == {("it's his account",)}
    thin = [shown(ours, Mix(thinned=1), None, rng)[0][1] for _ in range(20)]
    lengths = [len(text.split()) for text in thin]
    assert min(lengths) < max(lengths) <= 20
    assert np.mean(lengths) == pytest.approx(18, abs=1)


def test_a_line_of_ours_may_lose_its_end():
    plain = Line("f-1", "f", "frustrated", 2, "this is the third time that i call")
    short = Line("f-2", "f", "neutral", 0, "yes please")
    comment = examples.of_comments([goemotions.parse("that is very kind of you indeed\t15\ta1")])
    both = examples.joined(comment, examples.of_lines([plain, short]))
    rng = np.random.default_rng(0)
    seen = [shown(both, Mix(cut=1), None, rng)[0] for _ in range(60)]
    assert {texts[0] for texts in seen} == {"that is very kind of you indeed"}
    assert {len(texts[1].split()) for texts in seen} == {4, 5, 6, 7}
    assert all(plain.text.startswith(texts[1]) for texts in seen)
    assert {texts[2] for texts in seen} == {"yes please"}
