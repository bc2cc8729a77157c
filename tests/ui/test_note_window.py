"""The note window: read, change, check, mask, save, discard, send."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.note.compose import compose
from app.note.schema import NoteLine
from tests.app.note import calls
from ui.note_footer import UNDO_SECONDS
from ui.note_text import NoteText
from ui.note_window import NoteWindow, age
from ui.theme import DARK, LIGHT, stylesheet

STATE = calls.charged_twice()
NOTE = compose(STATE, note_id="note-1", created="2026-11-20T07:00:00+00:00")


@pytest.fixture
def window(qtbot):
    window = NoteWindow(NOTE, STATE.lines, destination="RT · Billing · private")
    qtbot.addWidget(window)
    window.resize(720, 700)
    window.show()
    qtbot.waitExposed(window)
    return window


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def type_into(qtbot, editor, text):
    editor.setFocus()
    qtbot.keyClicks(editor, text)


def row(window, name):
    return window.form.rows[name]


def test_a_link_shows_what_was_said_redacted(qtbot, window):
    box = row(window, "facts").boxes[3]
    click(qtbot, box.link)
    assert window.moment.isVisible()
    shown = " ".join(label.text() for label in window.moment.findChildren(type(window.saved)))
    assert "Heard at 01:10" in shown
    assert "My card number again okay" in shown
    assert "[card ending 1111]" in shown
    assert "one one one" not in shown
    assert window.rect().contains(window.moment.geometry())
    qtbot.keyClick(window.moment, Qt.Key.Key_Escape)
    assert not window.moment.isVisible()
    assert box.link.hasFocus()


def test_the_same_link_again_closes_it_and_another_moves_it(qtbot, window):
    first, second = row(window, "reason").boxes[0].link, row(window, "reason").boxes[1].link
    click(qtbot, first)
    click(qtbot, second)
    assert window.moment.shows is second
    click(qtbot, second)
    assert not window.moment.isVisible()


def test_typing_closes_the_moment(qtbot, window):
    click(qtbot, row(window, "reason").boxes[0].link)
    row(window, "wants").boxes[0].editor.setFocus()
    assert not window.moment.isVisible()
    assert window.moment.shows is None


def test_mask_selection_hides_what_was_selected(qtbot, window):
    editor = row(window, "facts").boxes[2].editor
    editor.setFocus()
    cursor = editor.textCursor()
    cursor.setPosition(len("Name: "))
    cursor.movePosition(cursor.MoveOperation.End, cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    click(qtbot, window.footer.mask_button)
    assert editor.text() == "Name: [masked]"
    assert window.footer.count.text() == "2 items masked"
    assert window.note().masked == 2


def test_masking_across_a_mask_takes_it_in_whole(qtbot, window):
    editor = row(window, "facts").boxes[3].editor
    editor.setFocus()
    editor.setPlainText("😀 pay [card ending 1111] now")
    cursor = editor.textCursor()
    cursor.setPosition(3)
    cursor.setPosition(12, cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    qtbot.keyClick(editor, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == "😀 [masked] now"


def test_mask_without_a_selection_changes_nothing(qtbot, window):
    row(window, "facts").boxes[2].editor.setFocus()
    click(qtbot, window.footer.mask_button)
    assert window.note() == NOTE


def test_what_is_typed_is_redacted_when_the_line_is_left(qtbot, window):
    editor = window.own_line.boxes[0].editor
    editor.setFocus()
    editor.insertPlainText("😀 card 4111 1111 1111 1111 ok")
    row(window, "wants").boxes[0].editor.setFocus()
    assert editor.text() == "😀 card [card ending 1111] ok"
    assert window.footer.count.text() == "2 items masked"


def test_changed_comes_once_a_second_after_the_last_edit(qtbot, window):
    got = []
    window.changed.connect(got.append)
    with qtbot.waitSignal(window.changed):
        type_into(qtbot, window.own_line.boxes[0].editor, "please call")
    assert [note.agent_line for note in got] == ["please call"]


def test_other_colors_are_no_edit(qtbot, window):
    window.set_colors(LIGHT)
    qtbot.wait(50)
    assert not window._save.isActive()


def test_closing_saves_what_was_still_to_be_saved(qtbot, window):
    type_into(qtbot, window.own_line.boxes[0].editor, "x")
    with qtbot.waitSignal(window.changed):
        window.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_control_return_sends_from_any_line(qtbot, window, key):
    editor = row(window, "wants").boxes[0].editor
    type_into(qtbot, editor, " to john dot smith at gmail dot com ")
    got = []
    window.send_requested.connect(got.append)
    qtbot.keyClick(editor, key, Qt.KeyboardModifier.ControlModifier)
    (note,) = got
    assert "smith" not in note.wants[0].text
    assert "[e-mail masked]" in note.wants[0].text
    assert note.masked == 2


def test_send_is_asked_for_once(qtbot, window):
    got = []
    window.send_requested.connect(got.append)
    click(qtbot, window.footer.send)
    window.send()
    assert len(got) == 1
    assert window.footer.send.text() == "Sending…"
    window.show_sending(False)
    click(qtbot, window.footer.send)
    assert len(got) == 2


def test_discard_asks_once_and_can_be_kept(qtbot, window):
    click(qtbot, window.footer.discard)
    assert window.footer.keep.hasFocus()
    qtbot.keyClick(window.footer.keep, Qt.Key.Key_Escape)
    assert window.footer.face == "ready"
    click(qtbot, window.footer.discard)
    click(qtbot, window.footer.keep)
    assert window.footer.face == "ready"


def test_a_discarded_note_comes_back_with_undo(qtbot, window):
    gone = []
    window.discard_requested.connect(lambda: gone.append(1))
    click(qtbot, window.footer.discard)
    click(qtbot, window.footer.throw)
    assert not row(window, "wants").isEnabled()
    window.send()
    click(qtbot, window.footer.undo)
    assert row(window, "wants").isEnabled()
    window.close()
    assert gone == []


def test_a_discarded_note_is_gone_when_the_time_is_over(qtbot, window):
    click(qtbot, window.footer.discard)
    click(qtbot, window.footer.throw)
    with qtbot.waitSignal(window.discard_requested):
        for _ in range(UNDO_SECONDS):
            window.footer._tick()


def test_closing_ends_the_time_to_undo(qtbot, window):
    click(qtbot, window.footer.discard)
    click(qtbot, window.footer.throw)
    with qtbot.waitSignal(window.discard_requested):
        window.close()


def test_it_says_when_it_was_saved(window):
    window.show_saved()
    assert window.saved.text() == "saved just now"
    window.show_not_saved("The disk is full.")
    assert window.saved.text() == "The disk is full."
    assert [age(seconds) for seconds in (0, 2.4, 61, 200)] == [
        "saved just now", "saved 2 s ago", "saved 1 min ago", "saved 3 min ago",
    ]  # fmt: skip


def test_tab_goes_from_top_to_bottom_and_reaches_send(qtbot, window):
    first = row(window, "subject").boxes[0].editor
    first.setFocus()
    seen = [first]
    while len(seen) < 200:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is first:
            break
        seen.append(now)
    editors = [part for part in seen if isinstance(part, NoteText)]
    assert editors == window._editors()
    assert window.footer.send in seen
    links = [box.link for r in window.form.rows.values() for box in r.boxes]
    assert all(link in seen for link in links if isinstance(link, QPushButton))


def test_everything_has_an_accessible_name(window):
    for part in (*window.findChildren(NoteText), *window.findChildren(QPushButton)):
        assert part.accessibleName(), part
    names = [box.editor.accessibleName() for box in row(window, "facts").boxes]
    assert names[1] == "Facts, line 2 of 4"
    link = row(window, "facts").boxes[1].link
    assert link.accessibleName() == "Show the moment: customer at 21 seconds"


@pytest.mark.parametrize("colors", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("width", [480, 720, 1400])
def test_nothing_is_cut_off_at_any_width(qtbot, window, colors, width):
    window.setStyleSheet(stylesheet(colors))
    window.set_colors(colors)
    window.resize(width, 700)
    qtbot.wait(20)
    for editor in window.findChildren(NoteText):
        assert editor.document().size().height() <= editor.viewport().height() + 1
        assert editor.document().size().width() <= editor.viewport().width() + 1
    assert not window.grab().isNull()


def test_tab_order_holds_after_lines_came_and_went(qtbot, window):
    more = msgspec.structs.replace(NOTE, promised=(*NOTE.promised, NoteLine("Will call back")))
    window.refresh(more, STATE.lines)
    qtbot.keyClick(row(window, "facts").boxes[0].editor, Qt.Key.Key_Return)
    test_tab_goes_from_top_to_bottom_and_reaches_send(qtbot, window)


def test_a_long_way_to_the_helpdesk_gives_way_and_is_whole_in_its_hint(qtbot):
    way = "the folder /home/daniel.taylor/.local/share/hearback/escalations/notes/2026 · private"
    window = NoteWindow(NOTE, STATE.lines, destination=way)
    qtbot.addWidget(window)
    window.show_saved()
    window.show()
    shown = window.destination.text()
    assert "…" in shown
    assert window.destination.toolTip() == way
    assert window.saved.geometry().right() <= window.width()
