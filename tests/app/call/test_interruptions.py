"""Overlaps as they happen on the phone: which of them cut somebody off, and how soon an answer is.

Written for this project. Each line: seconds of both speaking, what the one who held the turn had
said by then, what the other said over it.
"""

import pytest

from app.call.signals import Signal
from tests.app.call.talk import Talk, play

ENDED = "i have booked that for you for tuesday morning"
CUT = "what we can do for you today is to send the"

LISTENING = [
    (0.4, ENDED, "mhm"),
    (0.9, ENDED, "yeah"),
    (0.5, CUT, "right"),
    (0.8, CUT, "okay okay"),
    (0.6, CUT, "uh huh"),
    (0.9, CUT, "yes yes"),
    (0.7, ENDED, "oh okay great"),
    (0.5, CUT, "i see"),
    (0.8, ENDED, "all right"),
    (0.6, ENDED, "of course"),
    (0.5, CUT, "exactly"),
    (0.4, CUT, "oh no"),
    (0.9, ENDED, "got it"),
    (0.3, CUT, "hmm"),
]
QUICK_ANSWERS = [
    (0.3, ENDED, "tuesday is fine for me thank you"),
    (0.5, ENDED, "and what about the second parcel"),
    (0.6, "could you tell me your order number please", "it is four four seven one nine"),
    (0.4, "is there anything else", "no that was all have a nice day"),
    (0.5, "i am glad i could be the one to tell you", "this is wonderful i will tell my wife"),
    (0.6, "does that work for you", "yes that works very well for me"),
]
CUT_OFF = [
    (0.8, CUT, "no i do not want another one"),
    (0.4, CUT, "i have heard that three times already"),
    (0.5, "sir without the steps i cannot raise the", "please listen what i am saying to you"),
    (0.6, "ma'am i was not laughing at", "i gave you the number and you did not help"),
    (0.9, ENDED, "wait wait that is not what i asked you"),
    (0.8, ENDED, "no no no no"),
    (1.4, CUT, "stop reading me the script"),
    (1.2, ENDED, "you said that last week and nothing happened"),
    (0.3, "so what happens is that our", "i do not care what happens"),
    (0.4, "you will need to fill in the form and", "i have filled in that form twice"),
]


def told(both: float, held: str, took: str, *, by: str = "customer") -> list[Signal]:
    other = "agent" if by == "customer" else "customer"
    talk = Talk().say(other, held)
    talk.overlap(both, held=other, took=by).say(by, took, gap=-both)
    return [one for one in play(talk).state.signals if one.kind.endswith("interrupts")]


@pytest.mark.parametrize("by", ["customer", "agent"])
@pytest.mark.parametrize(("both", "held", "took"), LISTENING + QUICK_ANSWERS)
def test_listening_and_a_quick_answer_interrupt_nobody(both, held, took, by):
    assert told(both, held, took, by=by) == []


@pytest.mark.parametrize("by", ["customer", "agent"])
@pytest.mark.parametrize(("both", "held", "took"), CUT_OFF)
def test_who_is_cut_off_was_interrupted(both, held, took, by):
    (signal,) = told(both, held, took, by=by)
    assert signal.kind == f"{by}-interrupts"
    assert signal.channel == by


def test_a_failed_attempt_is_no_interruption():
    talk = Talk().agent(CUT).overlap(1.5, held="agent", took="agent")
    assert play(talk).kinds == []


def test_a_second_of_both_needs_no_words():
    talk = Talk().agent(CUT).overlap(1.1, held="agent", took="customer")
    assert play(talk).kinds == ["customer-interrupts"]


# ── how soon the agent answers ──


def asked(pauses: list[float]) -> Talk:
    talk = Talk()
    for pause in pauses:
        talk.customer("where is my parcel now", gap=0.4)
        talk.agent("let me see what i can do", gap=pause)
    return talk


def test_answers_that_take_long_are_told_to_the_agent_once():
    played = play(asked([3.5, 4.0, 5.0, 4.5]))
    assert played.kinds.count("agent-slow") == 1
    assert "agent-slow" not in {reason.kind for reason in played.state.risk.reasons}
    (signal,) = (one for one in played.state.signals if one.kind == "agent-slow")
    assert signal.channel == "agent"
    assert signal.weight == 0.0


def test_one_long_look_is_no_slow_answer():
    assert "agent-slow" not in play(asked([0.5, 5.0, 0.8, 1.0])).kinds
    assert "agent-slow" not in play(asked([0.2] * 5)).kinds


def test_who_has_said_that_it_takes_a_moment_may_take_it():
    talk = Talk()
    for _ in range(4):
        talk.agent("i will put you on hold for a minute").customer("okay")
        talk.wait(5).agent("thank you for waiting")
    assert "agent-slow" not in play(talk).kinds


def test_the_customer_is_never_timed_for_answers():
    talk = Talk()
    for _ in range(4):
        talk.agent("what is the number on the box").customer("it is on the back", gap=5.0)
    assert not {one for one in play(talk).kinds if "slow" in one}
