"""The risk word, its trend, and its reasons on demand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from app.call.state import Risk, RiskPoint
from tests.ui.states import risk
from ui.risk_line import RiskLine, trend, word
from ui.theme import DARK


@pytest.fixture
def line(qtbot):
    line = RiskLine()
    line.set_colors(DARK)
    line.setFixedWidth(336)
    qtbot.addWidget(line)
    line.show()
    return line


@pytest.mark.parametrize(
    ("level", "said"), [("calm", "○ Calm"), ("watch", "● Watch"), ("high", "▲ High")]
)
def test_every_level_has_a_word_and_a_shape(line, level, said):
    line.show_risk(risk(level), 130.0)
    assert word(level) == line.word.text() == said
    line.grab()


def test_a_click_opens_the_reasons_and_closes_them(line, qtbot):
    line.show_risk(risk("high"), 130.0)
    assert line.reasons.isHidden()
    qtbot.mouseClick(line.word, Qt.MouseButton.LeftButton)
    assert line.reasons.isVisible()
    assert "00:12  third time calling" in line.reasons.text()
    qtbot.mouseClick(line.word, Qt.MouseButton.LeftButton)
    assert line.reasons.isHidden()


def test_the_keyboard_and_hovering_open_them_too(line, qtbot):
    line.show_risk(risk("watch"), 130.0)
    qtbot.keyClick(line.word, Qt.Key.Key_Space)
    assert line.reasons.isVisible()
    assert "third time calling" in line.word.toolTip()
    assert "third time calling" in line.word.accessibleDescription()


def test_without_reasons_it_says_so(line):
    line.show_risk(risk("calm"), 20.0)
    assert line.lines() == ["No signs of trouble heard."]


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
