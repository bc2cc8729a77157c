"""The form of the note window: every field in, every change out, later words of the call."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.note.compose import compose
from app.note.schema import SECTIONS, NoteLine
from tests.app.note import calls
from ui.note_window import NoteWindow

STATE = calls.charged_twice()
NOTE = compose(STATE, note_id="note-1", created="2026-11-20T07:00:00+00:00")


@pytest.fixture
def window(qtbot):
    window = NoteWindow(NOTE, STATE.lines)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


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


def test_every_line_with_a_source_has_its_link(window):
    for field, _ in SECTIONS:
        for box, line in zip(row(window, field).boxes, getattr(NOTE, field), strict=True):
            assert isinstance(box.link, QPushButton) == (line.source is not None)


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


def test_a_note_on_its_way_is_not_refreshed(window):
    window.show_sending(True)
    window.refresh(LATER, STATE.lines)
    assert window.note() == NOTE
