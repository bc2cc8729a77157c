"""The risk word, the mood word, and their reasons on demand, each to be called "not so"."""

import msgspec
import pytest
from PySide6.QtCore import Qt

from app.call.actions import NotSo, NotSoTakenBack
from app.call.state import CallState, Mood
from tests.ui import feelings
from tests.ui.states import risk
from ui.reason_list import NOTHING
from ui.risk_line import RiskLine, in_words, word
from ui.theme import DARK, LIGHT


@pytest.fixture
def line(qtbot):
    line = RiskLine()
    line.set_colors(DARK)
    line.setFixedWidth(336)
    qtbot.addWidget(line)
    line.show()
    return line


@pytest.fixture(scope="module")
def upset():
    return feelings.played(feelings.upset())


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def of_level(level):
    return CallState(t=130.0, listening=True, risk=risk(level))


@pytest.mark.parametrize(
    ("level", "said"), [("calm", "○ Calm"), ("watch", "● Watch"), ("high", "▲ High")]
)
def test_every_level_has_a_word_and_a_shape(line, level, said):
    line.show_call(of_level(level))
    assert word(level) == line.word.text() == said
    line.grab()


def test_without_a_mood_the_line_is_as_it_was(line):
    line.show_call(of_level("high"))
    assert line.mood.isHidden()
    assert in_words(()) == NOTHING


@pytest.mark.parametrize("which", ["word", "mood"])
def test_a_click_on_either_word_opens_the_reasons_and_closes_them(line, qtbot, upset, which):
    line.show_call(upset)
    pressed = line.word if which == "word" else line.mood.word
    assert line.reasons.isHidden()
    click(qtbot, pressed)
    assert line.reasons.isVisible()
    assert line.word.isChecked()
    assert line.mood.word.isChecked()
    words = [row.words.text() for row in line.reasons.rows.values()]
    assert words[0].endswith("angry")
    assert "asks for a manager" in words
    click(qtbot, pressed)
    assert line.reasons.isHidden()
    click(qtbot, pressed)
    click(qtbot, line.reasons.close_button)
    assert line.reasons.isHidden()
    assert not line.word.isChecked()


def test_the_keyboard_and_hovering_open_them_too(line, qtbot, upset):
    line.show_call(upset)
    qtbot.keyClick(line.mood.word, Qt.Key.Key_Space)
    assert line.reasons.isVisible()
    assert "asks for a manager" in line.word.toolTip()
    assert "asks for a manager" in line.word.accessibleDescription()


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (feelings.upset, "Sounds angry"), (feelings.bereaved, "Sounds sad"),
        (feelings.plain, "Sounds matter-of-fact"), (feelings.relieved, "Sounds satisfied"),
    ],
)  # fmt: skip
def test_the_mood_is_one_word_and_never_a_number(line, talk, said):
    line.show_call(feelings.played(talk()))
    assert line.mood.isVisible()
    assert line.mood.word.text() == said
    assert line.mood.word.accessibleName() == f"The customer {said.lower()}"
    for text in (line.mood.word.toolTip(), line.mood.word.accessibleDescription()):
        assert not any(letter.isdigit() for letter in text)
    for colors in (DARK, LIGHT):
        line.set_colors(colors)
        line.grab()


def test_when_unsure_it_says_nothing(line, upset):
    talk = feelings.Talk().agent("hello")
    unsure = feelings.played(feelings.read(talk.customer("well now"), feelings.UNSURE))
    line.show_call(unsure)
    assert line.mood.word.text() == "–"
    assert "not sure" in line.mood.word.accessibleName()
    assert line.mood.answer.say.isHidden()
    line.show_call(upset)
    assert line.mood.answer.say.isVisible()
    line.show_call(msgspec.structs.replace(upset, mood=Mood(utterance=9, t=60.0)))
    assert line.mood.word.text() == "–"
    assert line.mood.answer.say.isHidden()


def test_one_click_says_not_so_and_one_takes_it_back(line, qtbot, upset):
    line.show_call(upset)
    with qtbot.waitSignal(line.not_so) as said:
        click(qtbot, line.mood.answer.say)
    kind, utterance = said.args
    assert (kind, utterance) == ("mood", upset.mood.utterance)
    after = feelings.played(feelings.upset(), NotSo(t=upset.t, kind=kind, utterance=utterance))
    line.show_call(after)
    assert line.mood.word.text() == "–"
    assert line.mood.answer.noted.text() == "Noted"
    assert line.mood.answer.say.isHidden()
    with qtbot.waitSignal(line.taken_back) as undone:
        click(qtbot, line.mood.answer.undo)
    assert undone.args == said.args
    line.show_call(upset)
    assert line.mood.answer.noted.isHidden()


def test_n_says_not_so_while_the_word_has_the_keyboard(line, qtbot, upset):
    line.show_call(upset)
    with qtbot.waitSignal(line.not_so) as said:
        qtbot.keyClick(line.mood.word, Qt.Key.Key_N)
    assert said.args[0] == "mood"
    line.show_call(msgspec.structs.replace(upset, mood=Mood(utterance=9)))
    with qtbot.assertNotEmitted(line.not_so):
        qtbot.keyClick(line.mood.word, Qt.Key.Key_N)


def test_a_reason_is_called_not_so_and_struck_out_where_it_stands(line, qtbot, upset):
    line.show_call(upset)
    line.open_reasons(True)
    key = next(key for key in line.reasons.rows if key[0] == "supervisor")
    with qtbot.waitSignal(line.not_so) as said:
        click(qtbot, line.reasons.rows[key].not_so.say)
    assert tuple(said.args) == key
    contradicted = NotSo(t=upset.t, kind=key[0], utterance=key[1])
    line.show_call(feelings.played(feelings.upset(), contradicted))
    row = line.reasons.rows[key]
    assert row.words.property("tone") == "struck"
    assert row.not_so.noted.isVisible()
    with qtbot.waitSignal(line.taken_back) as undone:
        click(qtbot, row.not_so.undo)
    assert tuple(undone.args) == key
    back = NotSoTakenBack(t=upset.t, kind=key[0], utterance=key[1])
    line.show_call(feelings.played(feelings.upset(), contradicted, back))
    assert line.reasons.rows[key].words.property("tone") == "reason"


def test_nothing_moves_away_under_the_pointer(line, upset, monkeypatch):
    line.show_call(upset)
    line.open_reasons(True)
    before = list(line.reasons.rows)
    monkeypatch.setattr(line.reasons, "_in_use", lambda: True)
    calm = feelings.played(feelings.relieved())
    line.show_call(calm)
    now = [line.reasons._rows.itemAt(at).widget() for at in range(line.reasons._rows.count())]
    assert now[: len(before)] == [line.reasons.rows[key] for key in before]
    monkeypatch.setattr(line.reasons, "_in_use", lambda: False)
    line.reasons.show_readings(line.reasons._found)
    assert list(line.reasons.rows) != before
    assert line.reasons.rows.keys() == {one.key for one in line.reasons._found}


def test_everything_has_a_name_and_no_button_takes_the_focus_by_a_click(line, upset):
    line.show_call(upset)
    line.open_reasons(True)
    names = [row.not_so.say.accessibleName() for row in line.reasons.rows.values()]
    assert "Not so: asks for a manager" in names
    for row in line.reasons.rows.values():
        for button in (row.not_so.say, row.not_so.undo):
            assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus
