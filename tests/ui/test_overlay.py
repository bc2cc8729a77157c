"""The overlay: one card at a time, folded and whole, in its place, out of the way."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton

from tests.ui import feelings, states
from ui.overlay import Overlay
from ui.placement import Places
from ui.theme import DARK, LIGHT, WIDTH


@pytest.fixture
def overlay(qtbot, tmp_path):
    overlay = Overlay(Places(tmp_path / "places.json"), reduced_motion=True)
    overlay.set_colors(DARK)
    qtbot.addWidget(overlay)
    overlay.go_to_its_place()
    overlay.show()
    return overlay


def cards(overlay):
    parts = ("warning", "cue", "reminder", "quiet")
    return {name for name in parts if getattr(overlay, name).isVisible()}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("waiting", {"quiet"}), ("calm", {"quiet"}), ("cued", {"cue"}), ("reminded", {"reminder"}),
        ("deaf", {"warning"}), ("paused", {"quiet"}), ("ended", {"quiet"}),
    ],
)  # fmt: skip
def test_one_card_at_a_time(overlay, name, shown):
    overlay.show_call(states.ALL[name])
    assert cards(overlay) == shown
    for colors in (DARK, LIGHT):
        overlay.set_colors(colors)
        assert overlay.grab().width() >= WIDTH


def test_going_through_all_states_leaves_nothing_behind(overlay, qtbot):
    for state in (*states.ALL.values(), *reversed(states.ALL.values())):
        overlay.show_call(state)
        assert len(cards(overlay)) == 1
        qtbot.waitUntil(lambda: overlay.height() == overlay.layout().totalHeightForWidth(WIDTH))
    assert cards(overlay) == {"quiet"}


def test_it_never_asks_for_the_focus(overlay):
    assert overlay.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert overlay.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert overlay.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    for button in overlay.findChildren(QPushButton):
        assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus


def test_the_keyboard_comes_when_asked_for_and_goes_on_escape(overlay, qtbot):
    handle = overlay.windowHandle()
    overlay.show_call(states.CUED)
    overlay.take_keyboard()
    assert not handle.flags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert overlay.cue.help.hasFocus()
    qtbot.keyClick(overlay.cue.help, Qt.Key.Key_Escape)
    assert handle.flags() & Qt.WindowType.WindowDoesNotAcceptFocus


def test_it_folds_into_a_strip_and_remembers(overlay, qtbot, tmp_path):
    overlay.show_call(states.CUED)
    qtbot.mouseClick(overlay.header.collapse, Qt.MouseButton.LeftButton)
    assert overlay.folded
    assert overlay.strip.isVisible()
    assert overlay.height() < 60
    other = Overlay(Places(tmp_path / "places.json"))
    qtbot.addWidget(other)
    other.go_to_its_place()
    assert other.folded
    qtbot.mouseClick(overlay.strip.open, Qt.MouseButton.LeftButton)
    assert not overlay.folded
    assert overlay.cue.isVisible()


def test_it_is_dragged_and_comes_back_there(overlay, qtbot, tmp_path):
    start = overlay.pos()
    grip = QPoint(120, 18)
    qtbot.mousePress(overlay, Qt.MouseButton.LeftButton, pos=grip)
    qtbot.mouseMove(overlay, grip + QPoint(-90, 60))
    qtbot.mouseRelease(overlay, Qt.MouseButton.LeftButton, pos=grip)
    assert overlay.pos() != start
    other = Overlay(Places(tmp_path / "places.json"))
    qtbot.addWidget(other)
    other.go_to_its_place()
    assert other.pos() == overlay.pos()


def test_captions_can_be_switched_off(overlay):
    overlay.show_call(states.CUED)
    assert overlay.captions.isVisible()
    overlay.set_captions(False)
    assert not overlay.captions.isVisible()


def test_it_says_that_listening_is_on_its_way(overlay):
    overlay.show_starting(True)
    assert "getting ready" in overlay.quiet.text()
    assert not overlay.footer.start.isEnabled()
    overlay.show_call(states.CALM)
    assert "Listening" in overlay.quiet.text()


def test_everything_that_can_be_pressed_has_a_name(overlay):
    for state in states.ALL.values():
        overlay.show_call(state)
        for button in overlay.findChildren(QPushButton):
            if button.isVisible():
                face = QAccessible.queryAccessibleInterface(button)
                assert any(char.isalpha() for char in face.text(QAccessible.Text.Name))


def test_it_goes_to_its_place_when_the_screens_change(overlay, qapp, qtbot, monkeypatch):
    overlay.remember(strip=False)
    place = overlay.pos()
    overlay._moved_in.setInterval(0)
    overlay.move(place + QPoint(-50, 70))
    qapp.screenAdded.emit(qapp.primaryScreen())
    qtbot.waitUntil(lambda: overlay.pos() == place)


def test_on_a_short_screen_the_buttons_stay_in_reach(overlay, qtbot, monkeypatch):
    overlay.show_call(states.CUED)
    qtbot.waitUntil(lambda: overlay.height() == overlay.needed())
    whole = overlay.height()
    for room in (whole, whole - 1, 384, 330):
        monkeypatch.setattr(overlay, "room", lambda room=room: room)
        for state in (*states.ALL.values(), states.CUED):
            overlay.show_call(state)
            qtbot.waitUntil(lambda room=room: overlay.height() == overlay.needed() <= room)
            assert overlay.footer.isVisible()
            assert len(cards(overlay)) == 1
        assert overlay.captions.isVisible() == (room == whole)
    overlay.show_call(states.CUED)
    assert overlay.captions.isHidden()
    monkeypatch.setattr(overlay, "room", lambda: 2000)
    overlay.show_call(states.CALM)
    overlay.show_call(states.CUED)
    qtbot.waitUntil(lambda: overlay.height() == whole)


def test_the_reasons_are_shortened_before_the_buttons_are_out_of_reach(overlay, qtbot, monkeypatch):
    overlay.show_call(feelings.played(feelings.upset()))
    qtbot.waitUntil(lambda: overlay.height() == overlay.needed())
    closed = overlay.height()
    overlay.risk.open_reasons(True)
    qtbot.waitUntil(lambda: overlay.height() == overlay.needed())
    whole, rows = overlay.height(), overlay.risk.reasons.rows.values()
    assert all(row.isVisible() for row in rows)
    overlay.risk.open_reasons(False)
    qtbot.waitUntil(lambda: overlay.height() == overlay.needed() == closed)
    monkeypatch.setattr(overlay, "room", lambda: closed)
    overlay.risk.open_reasons(True)
    qtbot.waitUntil(lambda: overlay.height() == overlay.needed() <= closed)
    assert overlay.footer.isVisible()
    assert overlay.risk.reasons.isVisible()
    assert 0 < sum(row.isVisible() for row in rows) < len(rows)
    assert not overlay.moments.isVisible()
    overlay.risk.open_reasons(False)
    qtbot.waitUntil(lambda: overlay.height() == overlay.needed() <= closed)
    assert overlay.moments.isVisible()
    monkeypatch.setattr(overlay, "room", lambda: 2000)
    overlay.risk.open_reasons(True)
    qtbot.waitUntil(lambda: overlay.height() == whole)
    assert all(row.isVisible() for row in rows)
