"""The figures on the page for agents are written by a program, and only what was measured."""

from tests.bench.plain_words import BEGIN, END, PAGE, ROWS, known, table, values, written

PAGE_TEXT = f"before\n\n{BEGIN}\n{END}\n\nafter\n"


def test_what_was_measured_is_told_in_words_and_the_rest_left_out():
    page = written(PAGE_TEXT, {"calm_high": 0.0, "cue_precision": 0.914, "other": 3.0})
    assert (
        "| Cues: how many fit the moment in which they come? | 91 of 100 | `cue_precision` |"
        in page
    )
    assert known(page) == {"calm_high": 0.0, "cue_precision": 0.91}
    assert "escalations" not in page
    assert page.startswith("before\n\n")
    assert page.endswith("\n\nafter\n")


def test_writing_again_keeps_what_was_not_measured_anew():
    page = written(PAGE_TEXT, {"calm_high": 0.0, "cue_precision": 0.9})
    again = written(page, {"cue_precision": 0.95})
    assert known(again) == {"calm_high": 0.0, "cue_precision": 0.95}
    assert written(again, {}) == again


def test_what_the_bench_prints_is_read():
    printed = {"mood_right_when_sure": {"value": 0.87, "beside": "said on 57% of the lines; …"}}
    assert values(printed) == {"mood_right_when_sure": 0.87, "mood_said": 0.57}
    assert values({"calm_high": {"value": 0.0, "beside": ""}}) == {"calm_high": 0.0}


def test_the_page_has_its_place_for_them_and_every_row_reads_back():
    page = PAGE.read_text("utf-8")
    assert page.count(BEGIN) == page.count(END) == 1
    assert known(table({row.figure: 0.5 for row in ROWS})) == {row.figure: 0.5 for row in ROWS}
