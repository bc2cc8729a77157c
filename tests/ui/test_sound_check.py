"""The sound check: what was heard on each ear, in one sentence."""

import pytest

from speech.events import Health, Level
from ui.sound_check import SENTENCES, SoundCheck

ROOM = -75.0


def check(agent, customer, **options) -> SoundCheck:
    """Feed five seconds: what each ear hears, by half."""
    made = SoundCheck(**options)
    for tick in range(27):
        t = 100.0 + tick * 0.2
        half = tick > 10
        sway = 6.0 * (tick % 3)
        made.feed(Level(t=t, channel="agent", dbfs=agent[half] - sway))
        made.feed(Level(t=t, channel="customer", dbfs=customer[half] - sway))
    assert made.step == "done"
    return made


@pytest.mark.parametrize(
    ("agent", "customer", "verdicts"),
    [
        ((-28.0, ROOM), (-120.0, -30.0), ("well", "well")),
        ((-55.0, ROOM), (-120.0, -52.0), ("quiet", "quiet")),
        ((-2.0, ROOM), (-120.0, -1.0), ("clipping", "clipping")),
        ((ROOM, ROOM), (-120.0, -120.0), ("nothing", "nothing")),
        ((-28.0, ROOM), (-29.0, -70.0), ("well", "twice")),
        ((-28.0, -40.0), (-120.0, -30.0), ("well", "well")),
    ],
)
def test_what_each_ear_is_like(agent, customer, verdicts):
    done = check(agent, customer)
    assert (done.verdict("agent"), done.verdict("customer")) == verdicts
    assert done.told()["customer"] == SENTENCES["customer", verdicts[1]]
    assert done.sentence == ""


def test_it_leads_through_both_halves():
    made = SoundCheck()
    assert made.sentence == "Say something…"
    for tick in range(4):
        made.feed(Level(t=tick * 0.2, channel="agent", dbfs=-25.0))
    assert made.sentence.startswith("I hear you. Now play something")
    silent = SoundCheck()
    for tick in range(14):
        silent.feed(Level(t=tick * 0.2, channel="agent", dbfs=-120.0))
    assert silent.sentence.startswith("Now play something")


@pytest.mark.parametrize("state", ["clipping", "gone", "bleed"])
def test_what_the_listener_finds_counts(state):
    made = check((-28.0, ROOM), (-120.0, -30.0))
    made.feed(Health(t=3.0, channel="agent", state=state))
    assert made.verdict("agent") == state
    assert made.verdict("customer") == "well"


def test_one_device_for_both_is_said_however_it_sounds():
    assert check((ROOM, ROOM), (ROOM, ROOM), same=True).verdict("customer") == "twice"


def test_a_click_is_not_speech():
    made = SoundCheck()
    for tick in range(27):
        made.feed(Level(t=tick * 0.2, channel="agent", dbfs=-20.0 if tick == 5 else -80.0))
    assert made.verdict("agent") == "nothing"


def test_every_sentence_is_one_line_or_two():
    assert all(len(said) <= 70 and said.endswith((".", "?")) for said in SENTENCES.values())
