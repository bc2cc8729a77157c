"""The reminder: facts as chips, struck through once said, ticked by hand, put off."""

import pytest
from PySide6.QtCore import Qt

from app.call.state import Reminder
from tests.ui.states import REMINDER, fact
from ui.reminder_card import CHIP_CHARS, ReminderCard
from ui.theme import LIGHT


@pytest.fixture
def card(qtbot):
    card = ReminderCard(reduced_motion=True)
    card.set_colors(LIGHT)
    card.setFixedWidth(336)
    qtbot.addWidget(card)
    card.show_reminder(REMINDER)
    return card


def test_said_facts_are_ticked_the_others_wait(card):
    done = {key: chip.isChecked() for key, chip in card.chips.items()}
    assert done == {
        "double-charge": True,
        "amount:45.00": True,
        "contacts:3": False,
        "aim:refund": False,
    }
    assert card.chips["double-charge"].text() == "✓ charged twice"
    assert card.chips["contacts:3"].accessibleDescription() == "not yet said back"


def test_a_click_ticks_that_fact(card, qtbot):
    with qtbot.waitSignal(card.ticked) as said:
        qtbot.mouseClick(card.chips["contacts:3"], Qt.MouseButton.LeftButton)
    assert said.args == ["contacts:3"]


def test_later_puts_it_off(card, qtbot):
    with qtbot.waitSignal(card.postponed):
        qtbot.mouseClick(card.later, Qt.MouseButton.LeftButton)


def test_new_facts_replace_the_chips(card, qtbot):
    card.show_reminder(Reminder(REMINDER.t, "", (fact("a", "one"), fact("b", "two"))))
    assert list(card.chips) == ["a", "b"]
    with qtbot.waitSignal(card.ticked) as said:
        qtbot.mouseClick(card.chips["b"], Qt.MouseButton.LeftButton)
    assert said.args == ["b"]


def test_a_long_fact_fits_and_keeps_its_words(card):
    words = "a fact that somebody told at great length and with every detail of it"
    card.show_reminder(Reminder(5.0, "", (fact("long", words),)))
    chip = card.chips["long"]
    assert len(chip.text()) <= CHIP_CHARS
    assert chip.toolTip() == chip.accessibleName() == words
    card.adjustSize()
    card.grab()
    assert chip.geometry().right() <= card.width()


def test_it_goes(card):
    card.show_reminder(None)
    assert card.isHidden()
