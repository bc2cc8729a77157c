"""Honest ears: which trouble is said, in what words, and what its button does."""

from typing import get_args

import msgspec
import pytest
from PySide6.QtCore import Qt

from app.call.state import Ear
from speech.events import CHANNELS, HealthState
from tests.ui import places, states
from ui.ear_trouble import (
    ACTIONS,
    MOST,
    OTHER_EAR_SECONDS,
    Candidate,
    EarTrouble,
    Known,
    title,
    trouble,
)
from ui.ear_warning import EarWarning
from ui.overlay import Overlay
from ui.placement import Places
from ui.theme import DARK, LIGHT
from ui.unfinished import RESTARTING

SICK = [state for state in get_args(HealthState) if state != "ok"]
LONG = "Monitor of Built-in Audio Analog Stereo, the long name (alsa_output.pci-0000_00_1f.3)"
LIVE = Candidate("speakers.monitor", "Speakers (monitor)")
DROPPED = "the computer is too busy: dropped 3.4 s so far"


def with_ears(customer: str, agent: str, detail: str = "", device: str = LONG):
    ears = {
        "customer": Ear(device, -90.0, customer, detail),
        "agent": Ear(device, -90.0, agent, detail),
    }
    return msgspec.structs.replace(states.CALM, ears=ears)


def every_trouble() -> list[EarTrouble]:
    """Return every state of each ear, and what else can be said of them."""
    found = []
    for channel in CHANNELS:
        other = {"customer": "ok", "agent": "ok"}
        for kind in SICK:
            state = with_ears(**other | {channel: kind})
            found += [trouble(state), trouble(state, Known(live=((channel, LIVE),)))]
            found.append(trouble(with_ears(**other | {channel: kind}, device="")))
        found.append(trouble(with_ears(**other | {channel: "gone"}, detail=RESTARTING)))
        found.append(trouble(with_ears(**other | {channel: "lagging"}, detail=DROPPED)))
    found.append(trouble(states.CALM, Known(other_ear_at=states.CALM.t)))
    return found


@pytest.fixture
def overlay(qtbot, tmp_path):
    made = Overlay(Places(tmp_path / "places.json"), reduced_motion=True)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_state_is_one_sentence_and_one_action(qtbot):
    card = EarWarning()
    qtbot.addWidget(card)
    for found in every_trouble():
        said = found.sentence
        assert len(said) <= MOST, said
        assert said[-1] in ".:?", said
        assert "{" not in said
        card.show_trouble(found)
        assert not card.action.isHidden()
        assert card.action.text() == card.action.accessibleName() == found.action_text
        before = card.known
        card.known = Known(other_ear_at=0.0)
        acted = []
        card.acted.connect(acted.append)
        card.action.click()
        assert acted == [found] or card.known != Known(other_ear_at=0.0)
        card.acted.disconnect(acted.append)
        card.known = before
    assert {found.kind for found in every_trouble()} == {"ok", *ACTIONS}


def test_every_action_does_something(qapp, qtbot, tmp_path):
    work = places.workplace(qapp, tmp_path)
    work.begin_call()
    qtbot.waitUntil(lambda: work.state.listening)
    done = {
        "restart": work.listener.restarted,
        "settings": work.devices_requested,
        "try": work.device_wanted,
        "hush": work.overlay.warning.known_changed,
    }
    for found in every_trouble():
        work.overlay.warning.show_trouble(found)
        with qtbot.waitSignal(done[found.action]):
            work.overlay.warning.action.click()
        work.overlay.warning.forget()
    work.close()
    work.deleteLater()


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


def test_a_device_where_sound_was_heard_is_offered():
    found = trouble(with_ears("silent", "ok"), Known(live=(("customer", LIVE),)))
    assert (found.action, found.device) == ("try", "speakers.monitor")
    assert found.action_text == "Try “Speakers (monitor)”"
    loud = trouble(with_ears("clipping", "ok"), Known(live=(("customer", LIVE),)))
    assert loud.action == "settings"


def test_what_was_dropped_and_a_new_start_are_said():
    assert "3.4 s of the customer" in trouble(with_ears("lagging", "ok", DROPPED)).sentence
    assert "starting again" in trouble(with_ears("gone", "ok", RESTARTING)).sentence


def test_the_other_recognizer_is_said_for_a_while_and_behind_everything_else():
    known = Known(other_ear_at=states.CALM.t)
    assert trouble(states.CALM, known).kind == "ok"
    assert trouble(with_ears("ok", "bleed"), known).kind == "bleed"
    later = msgspec.structs.replace(states.CALM, t=states.CALM.t + OTHER_EAR_SECONDS + 1)
    assert trouble(later, known) is None


def test_signals_pause_only_while_the_customer_cannot_be_heard(overlay):
    for customer, agent, paused in (("silent", "ok", True), ("ok", "gone", False)):
        overlay.show_call(msgspec.structs.replace(
            states.CUED, ears=with_ears(customer, agent).ears))  # fmt: skip
        assert overlay.warning.isVisible()
        assert overlay.warning.kept.isVisible() is paused
        assert overlay.cue.isVisible() is not paused


def test_it_is_said_no_more_in_this_call_and_again_in_the_next(overlay, qtbot):
    overlay.show_call(with_ears("ok", "bleed"))
    assert overlay.warning.action.text() == "Not in this call"
    qtbot.mouseClick(overlay.warning.action, Qt.MouseButton.LeftButton)
    assert overlay.warning.isHidden()
    assert "⚠" not in overlay.strip.text()
    overlay.show_call(with_ears("ok", "gone"))
    assert overlay.warning.isVisible()
    overlay.show_call(with_ears("ok", "bleed"))
    assert overlay.warning.isHidden()
    overlay.warning.forget()
    assert overlay.warning.isVisible()


def test_the_card_clears_itself(overlay):
    for colors in (DARK, LIGHT):
        overlay.set_colors(colors)
        overlay.show_call(states.DEAF)
        assert (
            overlay.warning.sentence.text() == "⚠ I can’t hear the customer on “Headset (monitor)”."
        )
        assert "6 s" in overlay.warning.accessibleDescription()
        overlay.show_call(states.CALM)
        assert overlay.warning.isHidden()


def test_a_device_is_named_without_its_id_and_not_too_long():
    assert title("Headset (usb_mic.0)") == "Headset"
    assert title("headset_mic") == "headset_mic"
    assert len(title(LONG)) <= 28
