"""What was read of the customer as lines: gentle, in order, and struck out when called not so."""

from typing import get_args

import msgspec

from app.call import moods
from app.call.signals import Signal
from app.call.state import CallState, Contradicted, Line, Mood, MoodName, Reason, Risk
from ui.readings import SOUNDS, last_struck, mood_word, readings

ANGRY = Mood("angry", "still angry", 2.5, 0.9, -0.6, 6, 30.0)
STATE = CallState(
    t=40.0,
    listening=True,
    mood=ANGRY,
    moods=(ANGRY,),
    lines=(Line("customer", 6, 26.0, 30.0, "i want to speak to your manager"),),
    risk=Risk(
        0.7,
        "high",
        (
            Reason("supervisor", "asks for a manager", 30.0, 0.4, 6),
            Reason("mood-angry", "still angry", 30.0, 0.4, 6),
            Reason("mood-frustrated", "a little frustrated", 12.0, 0.2, 2),
            *(Reason(f"kind-{at}", f"reason {at}", 5.0, 0.1, None) for at in range(6)),
        ),
    ),
    signals=(
        Signal(kind="supervisor", t=30.0, reason="asks for a manager", utterance=6),
        Signal(kind="mood-frustrated", t=12.0, reason="a little frustrated", utterance=2),
    ),
)


def test_every_mood_has_one_word_and_it_is_the_core_s():
    assert SOUNDS == moods.WORDS
    assert set(SOUNDS) == set(get_args(MoodName)) - {""}
    assert all(" " not in word for word in SOUNDS.values())
    assert mood_word(ANGRY) == "Sounds angry"
    assert mood_word(Mood(confidence=0.4)) == ""


def test_the_mood_comes_first_with_what_was_said_and_once_only():
    first, *rest = readings(STATE)
    assert (first.kind, first.words) == ("mood", "still sounds angry")
    assert first.quote == "“i want to speak to your manager”"
    assert [one.words for one in rest] == [
        "asks for a manager", "sounded a little frustrated", "reason 0", "reason 1", "reason 2",
    ]  # fmt: skip


def test_a_long_quote_is_cut_at_its_beginning_between_words():
    long = Line("customer", 6, 0.0, 30.0, "and then " * 40 + "it broke")
    (first, *_) = readings(msgspec.structs.replace(STATE, lines=(long,)))
    assert first.quote.startswith("“… ")
    assert first.quote.endswith("it broke”")
    assert len(first.quote) < 100
    assert "broke" not in repr(first)


def test_what_was_called_not_so_is_struck_out_and_stays():
    state = msgspec.structs.replace(
        STATE, mood=Mood(), not_so=(Contradicted("mood", 6), Contradicted("supervisor", 6))
    )
    found = readings(state)
    assert [one.words for one in found if one.struck] == [
        "asks for a manager", "still sounded angry",
    ]  # fmt: skip
    assert "asks for a manager" not in [one.words for one in found if not one.struck]
    assert last_struck(state).key == ("mood", 6)
    newer = Mood("sad", "sad", 2.0, 0.9, -0.5, 7, 44.0)
    assert last_struck(msgspec.structs.replace(state, mood=newer, moods=(ANGRY, newer))) is None
    assert last_struck(STATE) is None


def test_with_nothing_read_there_is_nothing_to_show():
    assert readings(CallState()) == ()
    assert last_struck(CallState()) is None
