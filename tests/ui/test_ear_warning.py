"""Honest ears: which trouble is said, in what words, and what its button does."""

import msgspec
import pytest
from PySide6.QtCore import Qt

from app.call.state import Ear
from tests.ui import states
from ui.ear_warning import ACTIONS, SENTENCES, EarWarning, trouble


def with_ears(customer: str, agent: str):
    ears = {"customer": Ear("A", -90.0, customer), "agent": Ear("B", -90.0, agent)}
    return msgspec.structs.replace(states.CALM, ears=ears)


def test_well_ears_are_no_trouble():
    assert trouble(with_ears("ok", "ok")) is None


def test_a_deaf_ear_is_worse_than_a_loud_one_and_the_customer_comes_first():
    assert trouble(with_ears("clipping", "gone")).channel == "agent"
    assert trouble(with_ears("silent", "gone")).channel == "customer"
    assert trouble(with_ears("ok", "bleed")).deaf is False


@pytest.mark.parametrize("state", [states.WAITING, states.PAUSED, states.ENDED])
def test_nobody_is_warned_while_nothing_should_be_heard(state):
    ears = {"customer": Ear("A", -120.0, "gone"), "agent": Ear("B", -120.0, "gone")}
    assert trouble(msgspec.structs.replace(state, ears=ears)) is None


def test_every_trouble_has_its_sentence():
    for channel in ("customer", "agent"):
        for health in ACTIONS:
            assert SENTENCES[channel, health].endswith(".")


def test_the_card_says_it_acts_and_clears_itself(qtbot):
    card = EarWarning()
    qtbot.addWidget(card)
    found = trouble(states.DEAF)
    card.show_trouble(found)
    assert card.sentence.text() == "⚠ I can’t hear the customer."
    assert "6 s" in card.detail.text()
    with qtbot.waitSignal(card.acted) as said:
        qtbot.mouseClick(card.action, Qt.MouseButton.LeftButton)
    assert said.args == ["settings"]
    card.show_trouble(None)
    assert card.isHidden()


def test_where_nothing_can_be_done_there_is_no_button(qtbot):
    card = EarWarning()
    qtbot.addWidget(card)
    card.show_trouble(trouble(with_ears("lagging", "ok")))
    assert card.action.isHidden()
    assert card.kept.isHidden()
