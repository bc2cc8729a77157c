"""The note window: read, change, check, mask, save, discard, send."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.note.compose import compose
from app.note.schema import SECTIONS, NoteLine
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


def test_what_goes_in_comes_out(window):
    assert window.note() == NOTE


@pytest.mark.parametrize("field", [field for field, _ in SECTIONS])
def test_every_line_is_there_and_editable(qtbot, window, field):
    editor = row(window, field).boxes[0].editor
    before = getattr(NOTE, field)[0]
    assert editor.text() == before.text
    editor.selectAll()
    type_into(qtbot, editor, "changed by hand")
    after = getattr(window.note(), field)
    assert after[0] == NoteLine("changed by hand", before.source)
    assert after[1:] == getattr(NOTE, field)[1:]


@pytest.mark.parametrize("field", ["subject", "tone", "root_cause"])
def test_single_fields_are_editable(qtbot, window, field):
    editor = row(window, field).boxes[0].editor
    editor.selectAll()
    type_into(qtbot, editor, "other words")
    assert getattr(window.note(), field) == "other words"


def test_how_they_are_is_edited_in_three_parts(qtbot, window):
    editor = row(window, "feeling").boxes[1].editor
    editor.selectAll()
    type_into(qtbot, editor, "very upset")
    felt = window.note().feeling
    assert felt == msgspec.structs.replace(NOTE.feeling, lowest="very upset")


def test_your_line_may_have_many_lines(qtbot, window):
    editor = window.own_line.boxes[0].editor
    type_into(qtbot, editor, "first")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    second = window.own_line.boxes[1].editor
    assert second.hasFocus()
    qtbot.keyClicks(second, "second")
    assert window.note().agent_line == "first\nsecond"


def test_return_splits_a_line_and_backspace_takes_an_empty_one(qtbot, window):
    facts = row(window, "facts")
    count = len(facts.boxes)
    editor = facts.boxes[0].editor
    editor.setFocus()
    cursor = editor.textCursor()
    cursor.setPosition(len("Charged twice"))
    editor.setTextCursor(cursor)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert facts.boxes[0].line().text == "Charged twice"
    assert facts.boxes[1].line() == NoteLine("· Tuesday · $45", NOTE.facts[0].source)
    assert facts.boxes[1].editor.hasFocus()
    facts.boxes[1].editor.clear()
    qtbot.keyClick(facts.boxes[1].editor, Qt.Key.Key_Backspace)
    assert len(facts.boxes) == count
    assert facts.boxes[0].editor.hasFocus()


def test_an_emptied_line_is_left_out(window):
    row(window, "facts").boxes[1].editor.clear()
    assert len(window.note().facts) == len(NOTE.facts) - 1


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


def test_every_line_with_a_source_has_its_link(window):
    for field, _ in SECTIONS:
        for box, line in zip(row(window, field).boxes, getattr(NOTE, field), strict=True):
            assert isinstance(box.link, QPushButton) == (line.source is not None)


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
    with qtbot.waitSignal(window.changed, timeout=4000):
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


def test_an_empty_note_has_a_place_for_everything(qtbot):
    empty = msgspec.structs.replace(
        NOTE, wants=(), facts=(), tried=(), promised=(), quotes=(), timeline=()
    )
    window = NoteWindow(empty)
    qtbot.addWidget(window)
    window.show()
    assert window.note() == msgspec.structs.replace(empty, masked=0)
    type_into(qtbot, row(window, "wants").boxes[0].editor, "a refund")
    assert window.note().wants == (NoteLine("a refund"),)


LATER = msgspec.structs.replace(
    NOTE,
    promised=(*NOTE.promised, NoteLine("Will call them back tomorrow", NOTE.promised[0].source)),
    wants=(NoteLine("A refund and an apology", NOTE.wants[0].source),),
    feeling=msgspec.structs.replace(NOTE.feeling, end="still angry at the end"),
    call_seconds=200.0,
)


def test_what_the_call_brings_later_comes_in(qtbot, window):
    window.refresh(LATER, STATE.lines)
    assert window.note() == LATER
    assert row(window, "promised").boxes[1].editor.isVisible()


def test_what_the_agent_changed_stays_when_the_call_goes_on(qtbot, window):
    type_into(qtbot, row(window, "wants").boxes[0].editor, "Only ")
    window.own_line.boxes[0].editor.setFocus()
    window.refresh(LATER, STATE.lines)
    note = window.note()
    assert note.wants == (NoteLine("Only A refund", NOTE.wants[0].source),)
    assert note.promised == LATER.promised
    assert note.feeling == LATER.feeling


def test_the_row_with_the_keyboard_is_left_alone_until_it_is_left(qtbot, window):
    editor = row(window, "promised").boxes[0].editor
    editor.setFocus()
    window.refresh(LATER, STATE.lines)
    assert editor.hasFocus()
    assert window.note().promised == NOTE.promised
    window.own_line.boxes[0].editor.setFocus()
    window.refresh(LATER, STATE.lines)
    assert window.note().promised == LATER.promised


def test_tab_order_holds_after_lines_came_and_went(qtbot, window):
    window.refresh(LATER, STATE.lines)
    qtbot.keyClick(row(window, "facts").boxes[0].editor, Qt.Key.Key_Return)
    test_tab_goes_from_top_to_bottom_and_reaches_send(qtbot, window)


def test_a_note_on_its_way_is_not_refreshed(window):
    window.show_sending(True)
    window.refresh(LATER, STATE.lines)
    assert window.note() == NOTE
