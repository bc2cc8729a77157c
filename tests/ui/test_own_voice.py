"""One voice on both ears, or two: on recordings from a busy machine, and on made-up levels."""

from itertools import pairwise
from math import log10
from pathlib import Path

import pytest

from speech.events import Gap, Health, Level
from ui.own_voice import ALONE, ASLEEP, BOTH, LIKE, SETTLED, Comparison, likeness

FILE = Path(__file__).parents[1] / "data" / "two_ears.txt"
EARS = {"c": "customer", "a": "agent"}
RECORDED = dict(
    line.split(": ") for line in FILE.read_text().splitlines() if not line.startswith("#")
)


def event(token):
    if token == "bleed":
        return Health(t=0.0, channel="agent", state="bleed")
    if token[0] == "g":
        return Gap(t=0.0, channel=EARS[token[1]], start=0.0, end=1.0, reason="no data")
    return Level(t=0.0, channel=EARS[token[0]], dbfs=float(token[1:]))


def verdicts(channel, events):
    """Return every verdict on the way, each once."""
    comparison = Comparison(channel)
    found = ["too early"]
    for each in events:
        comparison.feed(each)
        if comparison.verdict() != found[-1]:
            found.append(comparison.verdict())
    return found


def both(customer, agent):
    """Return levels as they come, in turn."""
    pairs = zip(customer, agent, strict=True)
    return [event(f"{ear}{level}") for pair in pairs for ear, level in zip("ca", pair, strict=True)]


@pytest.mark.parametrize("name", RECORDED)
@pytest.mark.parametrize("channel", ["customer", "agent"])
@pytest.mark.parametrize("finer", [True, False], ids=["bleed said", "levels only"])
def test_a_recording_is_told_for_what_it_is(name, channel, finer):
    events = [event(token) for token in RECORDED[name].split() if finer or token != "bleed"]
    wanted = "the same" if name.startswith("one voice") else "somebody"
    assert verdicts(channel, events)[:2] == ["too early", wanted]


def voice(name, ear):
    return [float(token[1:]) for token in RECORDED[name].split() if token[0] == ear][12:]


@pytest.mark.parametrize("late", range(-4, 5))
@pytest.mark.parametrize("softer", [-20.0, 0.0, 6.0])
def test_one_voice_is_like_itself_however_late_and_loud(late, softer):
    mine = voice("two voices", "c")
    copy = [10.0 ** ((level + softer) / 10.0) for level in mine]
    half = [0.5 * (one + two) for one, two in pairwise(copy)]
    levels = [10.0 * log10(one) for one in half]
    theirs = [-30.0] * late + levels if late > 0 else levels[-late:]
    assert likeness(mine, theirs) > LIKE


def test_two_voices_are_not_alike():
    one, two = voice("two voices", "c"), voice("two voices", "a")
    assert likeness(one, two) < LIKE


def test_a_tone_on_both_ears_cannot_be_told_apart():
    assert likeness([-30.0] * 40, [-20.0] * 40) == 1.0


def test_somebody_who_speaks_while_the_other_ear_is_quiet_is_soon_known():
    talks = [-30.0 + 5.0 * (at % 3) for at in range(SETTLED)]
    assert verdicts("customer", both(talks, [-75.0] * SETTLED)) == ["too early", "somebody"]


def test_a_microphone_that_wakes_up_is_not_a_quiet_one():
    asleep = both([-25.0] * 10, [-120.0] * 10)
    assert verdicts("customer", asleep) == ["too early"]
    muted = both([-25.0] * (ASLEEP + ALONE), [-120.0] * (ASLEEP + ALONE))
    assert verdicts("customer", muted) == ["too early", "somebody"]


def test_a_device_without_a_sound_is_left_once_it_must_be_awake():
    quiet = both([-70.0] * SETTLED, [-25.0] * SETTLED)
    assert verdicts("customer", quiet) == ["too early", "nothing"]
    zeros = both([-120.0] * ASLEEP, [-25.0] * ASLEEP)
    assert verdicts("customer", zeros) == ["too early", "nothing"]
    assert verdicts("customer", zeros[:-2]) == ["too early"]


def test_a_little_of_both_is_too_early():
    talks = [-30.0 + 5.0 * (at % 3) for at in range(BOTH - 1)]
    assert verdicts("customer", both(talks, talks)) == ["too early"]


def test_what_came_before_a_loss_does_not_count():
    talks = [-30.0] * (SETTLED - 1)
    events = both(talks, [-75.0] * len(talks))
    assert verdicts("customer", [*events, event("ga"), *events]) == ["too early"]
