"""Our own lines: the guideline holds for every one, and no part leaks into another."""

import json
from collections import defaultdict

import pytest

from models.errors import BadInputError
from models.labels import MOODS
from models.training import corpus, lines, whole_calls

OURS = lines.load()
GOOD = {
    "id": "x-1", "family": "x-one", "trap": "", "mood": "frustrated", "intensity": 2,
    "trigger": "delay", "region": "uk",
    "before": ["agent: how can i help", "customer: it's about the boiler"], "text": "still nothing",
}  # fmt: skip


def test_the_part_of_a_family_is_for_good():
    known = {"m-third-call-polite": lines.part_of("m-third-call-polite")}
    assert known == {"m-third-call-polite": "train"}
    parts = [lines.part_of(f"family {number}") for number in range(2000)]
    assert parts.count("test") / 2000 == pytest.approx(0.2, abs=0.03)
    assert parts.count("dev") / 2000 == pytest.approx(0.1, abs=0.03)


def test_the_model_is_given_the_customers_words_only():
    line = lines.parse(json.dumps(GOOD), "here")
    assert line.heard_before == ("it's about the boiler",)


@pytest.mark.parametrize(
    "change",
    [
        {"mood": "furious"}, {"intensity": 0}, {"intensity": 4}, {"mood": "neutral"},
        {"trigger": "weather"}, {"text": "  "}, {"color": "red"},
    ],
)  # fmt: skip
def test_a_line_that_breaks_the_guideline_is_refused_without_repeating_it(change):
    with pytest.raises(BadInputError) as refused:
        lines.parse(json.dumps(GOOD | change), "file.jsonl:7")
    assert "file.jsonl:7" in refused.value.person
    assert "still nothing" not in f"{refused.value} {refused.value.person}"


def test_every_part_of_ours_has_lines_of_every_mood():
    for part in ("train", "dev", "test"):
        assert {line.mood for line in lines.of_part(OURS, part)} == set(MOODS)


def test_no_family_is_in_two_parts():
    parts = defaultdict(set)
    for line in OURS:
        parts[line.family].add(line.part)
    assert all(len(found) == 1 for found in parts.values())


def test_ids_are_ones_own():
    assert len({line.id for line in OURS}) == len(OURS)


def test_nothing_that_is_held_out_is_learned_from():
    learned, dev, test = corpus.ours()
    assert len(learned) > 1500
    held = [*dev, *test, *whole_calls.turns()]
    assert not {line.text for line in learned} & {line.text for line in held}
    assert not {line.family for line in learned} & {line.family for line in held}
    assert not {line.family for line in dev} & {line.family for line in test}


def test_turns_of_whole_calls_know_what_the_customer_said_before():
    turns = whole_calls.turns()
    first = next(line for line in turns if line.id.endswith(":0"))
    third = next(line for line in turns if line.id.endswith(":2"))
    assert first.heard_before == ()
    assert len(third.heard_before) == 2
