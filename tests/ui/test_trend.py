"""The trend line: where it runs, and its marked moments, told by pointer and by keys."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolTip

from app.call.state import Mark, Risk, RiskPoint
from tests.ui import feelings
from ui.theme import DARK, LIGHT
from ui.trend import TrendLine, trend
from ui.trend_marks import height, told

MARKS = (
    Mark(10.0, "care", "someone has died", 2),
    Mark(40.0, "upset", "third time calling", 4),
    Mark(60.0, "not-so", "not so: frustrated", 4),
    Mark(80.0, "eased", "calm again"),
)
RISK = Risk(
    0.2,
    "watch",
    (),
    (RiskPoint(12.0, 0.1, "calm"), RiskPoint(40.0, 0.7, "high"), RiskPoint(80.0, 0.2, "calm")),
)


@pytest.fixture
def line(qtbot):
    line = TrendLine()
    line.setFixedSize(220, 34)
    qtbot.addWidget(line)
    line.show_risk(RISK, 100.0, MARKS)
    line.show()
    return line


times = st.floats(0, 10_000)
tracks = st.lists(st.tuples(times, st.floats(0, 1)), max_size=30).map(sorted)


@given(tracks, times)
def test_the_trend_runs_from_the_left_edge_to_now_within_bounds(points, now):
    drawn = trend(tuple(RiskPoint(t, value, "calm") for t, value in points), now)
    across = [x for x, _ in drawn]
    assert across == sorted(across)
    assert across[0] == 0.0
    assert across[-1] <= 1.0
    assert all(0.0 <= y <= 1.0 for _, y in drawn)


def test_five_minutes_later_only_the_value_is_left():
    track = (RiskPoint(10.0, 0.2, "calm"), RiskPoint(50.0, 0.7, "high"))
    assert trend(track, 400.0) == [(0.0, 0.7), (1.0, 0.7)]


def test_an_empty_track_is_a_flat_line(line):
    line.show_risk(Risk(), 0.0)
    line.grab()
    assert trend((), 0.0) == [(0.0, 0.0), (0.0, 0.0)]


@given(tracks, times, st.floats(0, 1))
def test_a_mark_stands_between_the_points_around_it(points, now, x):
    drawn = trend(tuple(RiskPoint(t, value, "calm") for t, value in points), now)
    low, high = min(y for _, y in drawn), max(y for _, y in drawn)
    assert low - 1e-6 <= height(drawn, x) <= high + 1e-6


def test_a_mark_on_a_point_is_on_the_line():
    drawn = [(0.0, 0.1), (0.4, 0.7), (1.0, 0.2)]
    assert height(drawn, 0.4) == pytest.approx(0.7, abs=0.01)
    assert height(drawn, 0.2) == pytest.approx(0.4, abs=0.01)
    assert height(drawn, 1.0) == pytest.approx(0.2, abs=0.01)


def test_every_mark_is_told_with_its_time_and_why():
    assert [told(mark) for mark in MARKS] == [
        "00:10  asks for care: someone has died",
        "00:40  more upset: third time calling",
        "01:00  not so: frustrated",
        "01:20  calm again",
    ]


def test_a_screen_reader_is_told_all_of_them(line):
    assert line.accessibleName() == "Trend of the last five minutes, 4 marked moments"
    assert line.accessibleDescription() == "; ".join(told(mark) for mark in MARKS)
    line.show_risk(RISK, 100.0, ())
    assert line.accessibleName() == "Trend of the last five minutes"
    assert line.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_pointer_on_a_mark_tells_it(line, qtbot):
    _, spot = line.spots()[1]
    qtbot.mouseMove(line, spot.toPoint())
    assert line.chosen is MARKS[1]
    assert QToolTip.text() == told(MARKS[1])
    qtbot.mouseMove(line, QPoint(2, 2))
    assert line.chosen is None


def test_the_arrow_keys_go_from_mark_to_mark(line, qtbot):
    line.setFocus()
    for key, at in (
        (Qt.Key.Key_End, 3), (Qt.Key.Key_Left, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Left, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Home, 0), (Qt.Key.Key_End, 3),
        (Qt.Key.Key_Right, 3),
    ):  # fmt: skip
        qtbot.keyClick(line, key)
        assert line.chosen is MARKS[at]
        assert QToolTip.text() == told(MARKS[at])


def test_a_mark_that_is_out_of_sight_is_not_told(line):
    line.show_risk(RISK, 335.0, MARKS)
    assert [mark for mark, _ in line.spots()] == list(MARKS[1:])
    line.show_risk(RISK, 500.0, MARKS)
    assert line.spots() == []


def test_marks_are_painted_in_both_themes_and_differ_by_shape(line):
    for colors in (DARK, LIGHT):
        line.set_colors(colors)
        pictures = []
        for kind in ("upset", "eased", "care", "not-so"):
            line.show_risk(RISK, 100.0, (Mark(50.0, kind, "x"),))
            pictures.append(line.grab().toImage())
        assert all(a != b for a, b in itertools.pairwise(pictures))


def test_a_real_call_has_its_moments_marked(qtbot):
    kinds = [mark.kind for mark in feelings.played(feelings.relieved().wait(200)).marks]
    assert "upset" in kinds
    assert kinds[-1] == "eased"
    assert [mark.kind for mark in feelings.played(feelings.bereaved()).marks] == ["care"]
