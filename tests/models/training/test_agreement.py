"""Agreement: the figures are those of the papers, and what is drawn gives no label away."""

import json
import math
from collections import Counter

import pytest

from models.errors import BadInputError
from models.labels import MOODS
from models.training import agreement, lines
from models.training.agreement import Labels, Twice
from models.training.lines import Line

OURS = lines.load()
ONE = Line("m-1", "m", "sad", 2, "he passed away in march", trigger="bereavement")


def second(**changed: object) -> str:
    return json.dumps({"id": "m-1", "mood": "sad", "intensity": 3, "trigger": "none"} | changed)


def test_kappa_of_a_table_worked_by_hand():
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert agreement.kappa(pairs) == pytest.approx(0.4)  # seen 0.7, by chance 0.5


@pytest.mark.parametrize("kappa", [agreement.kappa, agreement.weighted_kappa])
def test_kappa_at_its_ends(kappa):
    assert kappa([(0, 0), (1, 1), (3, 3)]) == 1
    assert kappa([(0, 0), (0, 1), (1, 0), (1, 1)]) == 0
    assert math.isnan(kappa([(2, 2), (2, 2)]))


def test_a_step_apart_weighs_less_than_two():
    near = [(0, 0), (1, 1), (2, 2), (3, 3), (1, 2)]
    far = [(0, 0), (1, 1), (2, 2), (3, 3), (0, 3)]
    assert 1 > agreement.weighted_kappa(near) > agreement.weighted_kappa(far)
    assert agreement.weighted_kappa(near) > agreement.kappa(near)


def test_what_is_drawn_has_every_writer_and_mood_in_its_share():
    drawn = agreement.draw(OURS)
    assert len({line.id for line in drawn}) == agreement.SIZE
    share = len(OURS) / agreement.SIZE
    for of in (lambda line: line.mood, lambda line: line.id[0]):
        whole, some = Counter(map(of, OURS)), Counter(map(of, drawn))
        assert all(abs(some[key] - whole[key] / share) <= 3 for key in whole)
    assert [line.mood for line in drawn] != sorted(line.mood for line in drawn)


def test_a_seed_decides_what_is_drawn():
    assert agreement.draw(OURS, 20, "a") == agreement.draw(reversed(OURS), 20, "a")
    assert agreement.draw(OURS, 20, "a") != agreement.draw(OURS, 20, "b")
    with pytest.raises(BadInputError):
        agreement.draw([ONE], 2)


def test_of_calls_every_writer_has_a_share_and_rare_moods_are_drawn_oftener():
    drawn = agreement.draw_calls(reversed(OURS))
    assert drawn == agreement.draw_calls(OURS)
    assert len({line.id for line in drawn}) == len(drawn) == agreement.CALLS_SIZE
    ours = [line for line in OURS if agreement.writer_of(line.id) in agreement.CALLS_BY]
    share = len(ours) / len(drawn)
    whole, some = (Counter(agreement.writer_of(line.id) for line in of) for of in (ours, drawn))
    assert all(abs(some[writer] - whole[writer] / share) <= 2 for writer in agreement.CALLS_BY)
    whole, some = (Counter(line.mood for line in of) for of in (ours, drawn))
    assert some["sad"] > 2 * whole["sad"] / share
    assert some["neutral"] < 0.7 * whole["neutral"] / share
    with pytest.raises(BadInputError):
        agreement.draw_calls([ONE], 1)


def test_no_label_and_no_family_is_shown():
    assert json.loads(agreement.shown(ONE)).keys() == {"id", "before", "text"}
    assert json.loads(agreement.shown(ONE, 7))["id"] == 7


def test_a_mended_line_counts_as_it_was():
    (twice,) = agreement.paired([ONE], [second(was={"mood": "neutral", "intensity": 0})])
    assert twice.first == Labels("neutral", 0, "bereavement")
    assert twice.second == Labels("sad", 3, "none")


@pytest.mark.parametrize("text", ["{", "[]", second(id="m-2"), '{"id": "m-1"}'])
def test_a_broken_second_label_is_named_by_its_number(text):
    with pytest.raises(BadInputError) as refused:
        agreement.paired([ONE], [second(), text])
    assert "2" in refused.value.person


def test_the_report_names_what_is_mixed_up():
    labels = [Labels("sad", 2, "none"), Labels("frustrated", 1, "delay")]
    told = agreement.report([Twice("a", "", *labels), Twice("b", "sarcasm", *labels[::-1])])
    assert "sad          frustrated        1" in told
    assert any(line.startswith("sarcasm") for line in told)


@pytest.mark.parametrize(
    ("labeled", "size"),
    [
        (agreement.LABELED, agreement.SIZE),
        (agreement.CALLS_LABELED, agreement.CALLS_SIZE),
    ],
)
def test_the_second_labels_are_of_lines_that_stand_and_keep_to_the_guideline(labeled, size):
    twice = agreement.paired(OURS, labeled.read_text("utf-8").splitlines())
    assert len({line.id for line in twice}) == len(twice) == size
    for labels in (labels for line in twice for labels in (line.first, line.second)):
        assert labels.mood in MOODS
        assert labels.trigger in lines.TRIGGERS
        assert (labels.intensity == 0) is (labels.mood == "neutral")


def test_the_commands(tmp_path, capsys):
    assert agreement.main(["sample", str(tmp_path / "some.jsonl"), "--size", "5"]) == 0
    assert len((tmp_path / "some.jsonl").read_text("utf-8").splitlines()) == 5
    assert agreement.main(["sample", str(tmp_path / "some.jsonl"), "--calls", "--size", "5"]) == 0
    assert len((tmp_path / "some.jsonl").read_text("utf-8").splitlines()) == 5
    for of in ([], ["--calls"]):
        assert agreement.main(["report", "--differ", *of]) == 0
        assert "mood, kappa" in capsys.readouterr().out
    assert agreement.main(["sample", str(tmp_path), "--size", "5"]) == 1
    assert agreement.main(["sample", str(tmp_path / "all.jsonl"), "--size", "99999"]) == 1
    assert capsys.readouterr().err.count("\n") == 2
