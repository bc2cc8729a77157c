"""When a listener counts as hanging, and what follows from its crashes."""

import pytest

from speech.events import Level, Partial, Utterance
from speech.recognize import vosk_probe
from ui.lifeline import (
    AGAIN_TICKS,
    CRASH_WINDOW,
    MOST_CRASHES,
    QUIET_TICKS,
    READY_TICKS,
    TICK_MS,
    Crashes,
    Pulse,
    with_other_ear,
)
from ui.unfinished import Unfinished


def looks_until_lost(pulse: Pulse) -> int:
    looks = 1
    while not pulse.lost():
        looks += 1
    return looks


def test_a_hang_is_noticed_within_two_seconds_of_the_last_sign():
    pulse = Pulse()
    pulse.felt(ready=True)
    looks = looks_until_lost(pulse)
    assert looks == QUIET_TICKS + 1
    assert looks * TICK_MS <= 2000


def test_every_sign_of_life_counts():
    pulse = Pulse()
    pulse.felt(ready=True)
    for _ in range(100):
        assert not any(pulse.lost() for _ in range(QUIET_TICKS))
        pulse.felt()


def test_before_it_is_ready_it_has_time_to_load():
    assert looks_until_lost(Pulse()) == READY_TICKS + 1
    assert looks_until_lost(Pulse(again=True)) == AGAIN_TICKS + 1
    assert vosk_probe.TIME_LIMIT < READY_TICKS * TICK_MS / 1000


def test_a_slowly_played_recording_ticks_slowly():
    pulse = Pulse(pace=0.1)
    pulse.felt(ready=True)
    assert looks_until_lost(pulse) == 10 * QUIET_TICKS + 1


def test_quick_crashes_lead_to_the_other_recognizer_once():
    crashes = Crashes()
    said = [crashes.crashed(float(now)) for now in range(2 * MOST_CRASHES)]
    again = ["again"] * (MOST_CRASHES - 1)
    assert said == [*again, "other", *again, "give up"]


def test_rare_crashes_are_forgiven():
    crashes = Crashes()
    assert {crashes.crashed(n * CRASH_WINDOW) for n in range(50)} == {"again"}


@pytest.mark.parametrize(
    ("arguments", "heard_with", "now"),
    [
        (["--file", "x", "--recognizer", "auto"], "vosk", "pocketsphinx"),
        (["--recognizer", "auto", "--file", "x"], "pocketsphinx", "vosk"),
        (["--recognizer", "auto", "--file", "x"], "", "pocketsphinx"),
        (["--recognizer", "pocketsphinx", "--file", "x"], "", "vosk"),
        (["--file", "x"], "", "pocketsphinx"),
        (["--recognizer", "vosk", "--file", "x", "--recognizer", "pocketsphinx"], "", "vosk"),
        (["--file", "x"], "scripted", "pocketsphinx"),
    ],
)
def test_the_other_recognizer_takes_the_place_of_the_failing_one(arguments, heard_with, now):
    assert with_other_ear(arguments, heard_with) == ["--file", "x", "--recognizer", now]


def test_a_listener_without_a_recognizer_never_gets_one():
    watching = ["--recognizer", "auto", "--customer", "a", "--recognizer", "none"]
    assert with_other_ear(watching, "none") == with_other_ear(watching, "") == watching


def test_only_what_is_open_is_closed_and_both_ears_are_deaf():
    words = Unfinished()
    for event in (
        Partial(t=1.0, channel="agent", utterance=1, text="hello"),
        Utterance(t=2.0, channel="agent", id=1, start=0.5, end=1.5, text="hello there"),
        Partial(t=3.0, channel="agent", utterance=2, text="how"),
        Level(t=3.2, channel="agent", dbfs=-20.0),
        Partial(t=4.0, channel="customer", utterance=5, text=""),
        Partial(t=5.0, channel="agent", utterance=2, text="how can"),
    ):
        words.follow(event)
    said, *deaf = words.close(6.0, 106.0)
    assert (said.channel, said.id, said.text) == ("agent", 2, "how can")
    assert [(word.start, word.end) for word in said.words] == [(3.0, 4.0), (4.0, 5.0)]
    assert [(one.channel, one.state, one.t) for one in deaf] == [
        ("customer", "gone", 6.0),
        ("agent", "gone", 6.0),
    ]
    assert len(words.close(7.0, 107.0)) == 2
