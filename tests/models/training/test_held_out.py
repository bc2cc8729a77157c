"""Lines that are measured on carry the mood that most of their readers gave."""

import pytest

from models.errors import BadInputError
from models.training import held_out, lines
from models.training.held_out import Label, Read

SAD, CALM, CROSS = Label("sad", 2), Label("neutral", 0), Label("frustrated", 1)


@pytest.mark.parametrize(
    ("first", "second", "third", "decided"),
    [
        (SAD, SAD, None, SAD),
        (SAD, Label("sad", 3), None, SAD),
        (SAD, CALM, SAD, SAD),
        (SAD, CALM, CALM, CALM),
        (SAD, CALM, CROSS, SAD),
        (CALM, CROSS, Label("frustrated", 2), Label("frustrated", 2)),
        (SAD, SAD, CALM, SAD),
    ],
)
def test_two_of_three_decide_and_else_the_writer(first, second, third, decided):
    assert held_out.decided(Read("a-1", first, second, third)) == decided


def test_every_held_out_line_was_read_again_and_carries_what_was_decided():
    read = {one.id: one for one in held_out.load()}
    measured = [line for line in lines.load() if line.part != "train"]
    assert read.keys() == {line.id for line in measured}
    for line in measured:
        assert Label(line.mood, line.intensity) == held_out.decided(read[line.id]), line.id


def test_where_two_differ_a_third_has_read():
    for one in held_out.load():
        assert one.third or one.first.mood == one.second.mood, one.id


def test_the_figures(capsys):
    found = [
        Read("a-1", SAD, SAD),
        Read("a-2", CALM, CALM, CALM),
        Read("b-1", CROSS, CALM, CALM),
        Read("b-2", CALM, CROSS, CALM),
    ]
    told = "\n".join(held_out.report(found))
    assert "differ about the mood        2" in told
    assert "of those, decided anew     1" in told
    assert "agreed ones the third read   1, alike 1" in told
    assert "frustrated   neutral           1" in told
    assert held_out.main([]) == 0
    assert "mood, kappa" in capsys.readouterr().out


def test_a_broken_label_is_named(tmp_path):
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "a-1"}\n')
    with pytest.raises(BadInputError, match="held-out label 1"):
        held_out.load(path)
