"""Header, ears, moments, captions, strip, footer, ear line and toast."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from app.call.clock import clock, spoken
from app.call.state import Ear
from tests.ui import states
from ui.captions import Captions, held
from ui.ear_line import EarLine
from ui.ears import EarMeter, lit_bars
from ui.footer import Footer, phase
from ui.header import Header
from ui.moments import Moments
from ui.strip import Strip
from ui.theme import DARK
from ui.toast import Toast


@pytest.fixture
def shown(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        if hasattr(widget, "set_colors"):
            widget.set_colors(DARK)
        widget.setFixedWidth(336)
        widget.show()
        return widget

    return show


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "00:00"), (134.9, "02:14"), (3734, "1:02:14"), (-1, "00:00")],
)
def test_clock(seconds, written):
    assert clock(seconds) == written


def test_spoken_clock():
    assert spoken(134) == "2 minutes 14 seconds"
    assert spoken(61) == "1 minute 1 second"
    assert spoken(0) == "0 seconds"


def test_louder_lights_more_bars():
    assert [lit_bars(dbfs) for dbfs in (-120.0, -50.0, -30.0, -12.0)] == [0, 1, 2, 3]


@pytest.mark.parametrize("health", ["silent", "no-data", "clipping", "lagging", "gone", "bleed"])
def test_a_sick_ear_says_so_in_words_and_with_a_sign(shown, health):
    ear = shown(EarMeter("customer"))
    well = ear.sizeHint().width()
    assert ear.words() == "Customer"
    ear.show_ear(Ear("Headset", -60.0, health, "nothing for 6 s"))
    assert ear.words().startswith("⚠ Customer ")
    assert "nothing for 6 s" in ear.accessibleDescription()
    assert ear.sizeHint().width() > well
    ear.grab()


def test_a_hint_never_is_markup(shown):
    """The name comes over the telephone network; an image in it would be fetched."""
    who = '<img src="file://elsewhere/a.png"> & <b>Bob</b>'
    header = shown(Header())
    header.show_caller(who)
    tip = header._name.toolTip()
    assert "<img" not in tip
    read = QTextDocument()
    read.setHtml(tip)
    assert read.toPlainText() == who
    header.show_caller("Bob & Ann")
    assert header._name.toolTip() == "Bob & Ann"


def test_the_header_shows_time_and_ears_of_a_call(shown, qtbot):
    header = shown(Header())
    header.show_call(states.WAITING)
    assert not header.ears["customer"].isVisible()
    header.show_call(states.CUED)
    assert header._time.text() == "02:14"
    assert header.ears["customer"].isVisible()
    with qtbot.waitSignals([header.collapse_clicked, header.menu_clicked]):
        click(qtbot, header.collapse)
        click(qtbot, header.menu)


def test_two_sick_ears_fit_side_by_side(shown):
    header = shown(Header())
    ears = {channel: Ear("A", -90.0, "no-data") for channel in ("customer", "agent")}
    header.show_call(msgspec.structs.replace(states.CALM, t=4000.0, ears=ears))
    header.layout().activate()
    for ear in header.ears.values():
        assert ear.width() == ear.sizeHint().width()
        assert ear.words().startswith("⚠")
    assert header.minimumSizeHint().width() <= 336


def test_moments_are_told_with_their_times(shown):
    moments = shown(Moments())
    assert "Heard: not yet" in moments.accessibleDescription()
    moments.show_moments(states.CUED.moments)
    assert "Heard: 00:10" in moments.accessibleDescription()
    assert "Acknowledged: 00:20" in moments.accessibleDescription()
    assert "Clarified: not yet" in moments.accessibleDescription()
    moments.grab()


def test_words_that_held_are_steady():
    assert held("i was promised", "i was promised yesterday") == 3
    assert held("i was prom", "i was promised") == 2
    assert held("", "hello") == 0


def test_captions_show_the_last_line_and_what_is_being_said(shown):
    captions = shown(Captions())
    captions.show_captions(states.LINES, {"customer": "nobody has called"})
    captions.show_captions(states.LINES, {"customer": "nobody has called me back", "agent": ""})
    assert captions.entries() == [
        ("customer", states.LINES[-1].text, ""),
        ("customer", "nobody has called", "me back"),
    ]
    captions.grab()


def test_endless_captions_stay_in_their_rows(shown):
    captions = shown(Captions())
    height = captions.height()
    captions.show_captions((), {"customer": "word " * 500})
    captions.grab()
    assert captions.height() == height


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (states.CALM, "○ Calm Listening · 00:41"),
        (states.CUED, f"▲ High “{states.CUE.text}”"),
        (states.REMINDED, "● Watch Say back what you heard"),
        (states.DEAF, "⚠ I can’t hear the customer on “Headset (monitor)”."),
        (states.PAUSED, "Ⅱ Paused · 01:10"),
        (states.WAITING, "Not listening"),
        (states.ENDED, "The call has ended"),
    ],
)
def test_the_strip_says_the_one_thing_that_matters(shown, state, said):
    strip = shown(Strip())
    strip.show_call(state)
    assert strip.text() == said
    strip.grab()


def test_the_strip_opens(shown, qtbot):
    strip = shown(Strip())
    with qtbot.waitSignal(strip.opened):
        click(qtbot, strip.open)


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (states.WAITING, {"start"}),
        (states.CALM, {"pause", "end", "escalate"}),
        (states.PAUSED, {"resume", "end", "escalate"}),
        (states.ENDED, {"start", "escalate"}),
    ],
)
def test_the_footer_offers_what_can_be_done_now(shown, qtbot, state, buttons):
    footer = shown(Footer())
    footer.show_call(state)
    names = ("start", "pause", "resume", "end", "escalate")
    assert {name for name in names if getattr(footer, name).isVisible()} == buttons
    for name in buttons:
        with qtbot.waitSignal(getattr(footer, f"{name}_clicked")):
            click(qtbot, getattr(footer, name))


def test_escalate_stands_out_only_when_it_is_high(shown):
    footer = shown(Footer())
    footer.show_call(states.CALM)
    assert footer.escalate.property("kind") == "normal"
    footer.show_call(states.CUED)
    assert footer.escalate.property("kind") == "primary"


def test_phases():
    assert [phase(state) for state in (states.WAITING, states.CALM, states.PAUSED)] == [
        "waiting", "listening", "paused",
    ]  # fmt: skip


def test_the_ear_line_offers_a_better_one_only_for_the_built_in(shown, qtbot):
    line = shown(EarLine())
    line.show_call(states.CALM)
    assert line.better.isHidden()
    line.show_call(states.CUED)
    with qtbot.waitSignal(line.better_clicked):
        click(qtbot, line.better)


def test_a_toast_goes_by_itself_an_offer_waits(shown, qtbot):
    toast = shown(Toast())
    toast.say("One sentence.")
    assert toast.text() == "One sentence."
    assert toast._timer.isActive()
    toast.say("A note was not sent.", ("Open", "Discard"))
    assert not toast._timer.isActive()
    toast.say("Something in between.")
    toast._timer.timeout.emit()
    assert toast.text() == "A note was not sent."
    buttons = [toast._choices.itemAt(index).widget() for index in range(2)]
    with qtbot.waitSignal(toast.chosen) as said:
        click(qtbot, buttons[1])
    assert said.args == ["Discard"]
    assert toast.text() == ""


def test_no_state_changes_the_look_of_itself_by_repr():
    assert "third time" not in repr(msgspec.structs.replace(states.CUED, t=1.0))
