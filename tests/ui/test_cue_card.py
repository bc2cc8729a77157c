"""The cue: what is on the card and what each click says."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from tests.ui.states import CUE
from ui.cue_card import CueCard
from ui.theme import DARK


@pytest.fixture
def card(qtbot):
    card = CueCard(reduced_motion=True)
    card.set_colors(DARK)
    card.setFixedWidth(336)
    qtbot.addWidget(card)
    return card


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_it_shows_phrase_and_reason(card):
    card.show_cue(CUE)
    assert card.isVisible()
    assert card.phrase.text() == f"“{CUE.text}”"
    assert card.reason.text() == f"because: {CUE.reason}"
    assert CUE.text in card.accessibleDescription()


def test_a_nudge_is_no_quotation(card):
    card.show_cue(msgspec.structs.replace(CUE, moment="pace", text="Let them finish."))
    assert card.phrase.text() == "Let them finish."


@pytest.mark.parametrize(
    ("button", "signal"), [("dismiss", "dismissed"), ("help", "helped"), ("reword", "reworded")]
)
def test_clicks_carry_the_cue(card, qtbot, button, signal):
    card.show_cue(CUE)
    with qtbot.waitSignal(getattr(card, signal)) as said:
        click(qtbot, getattr(card, button))
    assert said.args == [CUE.id]


def test_helped_is_said_once_and_stays_said(card, qtbot):
    card.show_cue(CUE)
    click(qtbot, card.help)
    assert not card.help.isEnabled()
    assert card.help.text() == "✓ It helped"
    card.show_cue(msgspec.structs.replace(CUE, id=4))
    assert card.help.isEnabled()


def test_no_other_wording_left_means_no_button(card):
    card.show_cue(msgspec.structs.replace(CUE, more=0))
    assert card.reword.isHidden()


def test_it_goes_when_the_cue_goes(card):
    card.show_cue(CUE)
    card.show_cue(None)
    assert card.isHidden()


def test_it_says_when_a_new_cue_was_painted_and_only_then(card, qtbot):
    painted = []
    card.painted.connect(painted.append)
    card.show_cue(CUE)
    card.grab()
    card.grab()
    card.show_cue(msgspec.structs.replace(CUE, more=0))
    card.grab()
    assert painted == [CUE]
    card.show_cue(msgspec.structs.replace(CUE, id=4))
    card.grab()
    assert [cue.id for cue in painted] == [CUE.id, 4]


def test_it_fades_in_and_the_veil_goes(qtbot):
    card = CueCard()
    card.set_colors(DARK)
    qtbot.addWidget(card)
    card.show_cue(CUE)
    assert card._veil.isVisible()
    qtbot.waitUntil(card._veil.isHidden)


def test_a_screen_reader_finds_names_on_everything_that_can_be_pressed(card):
    card.show_cue(CUE)
    for button in (card.dismiss, card.help, card.reword):
        face = QAccessible.queryAccessibleInterface(button)
        assert face.text(QAccessible.Text.Name)
