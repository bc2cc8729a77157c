"""What the customer's words, voice and manner raise, and what they must not raise."""

import pytest
from msgspec import structs

from app.call.turns import DEAD_AIR, QUIET_AIR
from speech.events import End, Health, Utterance, Voice
from tests.app.call.talk import Talk, heard, play


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("this is ridiculous", "distress"),
        ("i am so frustrated with this", "distress"),
        ("i'm really upset about it", "distress"),
        ("that is not right you have my money", "distress"),
        ("i'm sick and tired of waiting", "distress"),
        ("my mother died last month", "grief"),
        ("i lost my husband in march", "grief"),
        ("my father passed away", "grief"),
        ("there is a smell of gas in the kitchen", "safety"),
        ("i want to kill myself", "safety"),
        ("he is going to kill me", "safety"),
        ("i will call my lawyer", "legal"),
        ("i am taking you to court", "legal"),
        ("i want to talk to your manager please", "supervisor"),
        ("can i speak to a supervisor", "supervisor"),
        ("get me your boss", "supervisor"),
        ("i want to speak with someone higher up", "supervisor"),
        ("i want to cancel my subscription", "cancel"),
        ("i am going to switch to another provider", "cancel"),
        ("this is the third time i am calling", "repeated-contact"),
        ("i have called twice already", "repeated-contact"),
        ("how many times do i have to explain this", "repeated-contact"),
        ("i told your colleague last week", "repeated-contact"),
        ("again and again the same thing", "repeated-contact"),
        ("nobody called me back", "broken-promise"),
        ("you promised to call me back yesterday", "broken-promise"),
        ("you said it would be here on monday but it is not", "broken-promise"),
        ("no one ever got back to me", "broken-promise"),
        ("i was charged twice", "double-charge"),
        ("you took the money twice", "double-charge"),
        ("there are two charges on my card", "double-charge"),
        ("i have been waiting for three weeks", "long-wait"),
        ("i was on hold for an hour", "long-wait"),
        ("thank you for your help", "thanks"),
        ("perfect that was easy", "thanks"),
    ],
)
def test_raises(line: str, kind: str) -> None:
    assert kind in heard(line).kinds


@pytest.mark.parametrize(
    "line",
    [
        "that is not a problem",
        "i have no complaints",
        "i am not angry",
        "i'm not upset at all",
        "i don't need a manager",
        "i do not want to cancel my account",
        "no need to speak to a supervisor",
        "my manager asked me to call you",
        "i am the manager of a small shop",
        "please tell your manager that he was very helpful",
        "i have an account manager",
        "i was not charged twice",
        "i have not called before",
        "this is the first time i am calling",
        "you can call me back later",
        "can you call me again tomorrow",
        "i can wait",
        "my phone died this morning",
        "my battery is dead",
        "i can not wait to see it",
        "i need your fraud department",
        "no complaints from me",
        "i'd like to know the way to your store",
        "could you repeat that please",
        "it is not that bad",
        "my order number is four seven two",
        "i have a new house and i want to change my address",
        "we have a late fee question",
        "my wife is gonna kill me",
        "my father died in two thousand and nine",
        "she died some twenty years ago",
        "my boss will kill me",
        "do i have to call again for that",
    ],
)
def test_stays_quiet(line: str) -> None:
    assert [kind for kind in heard(line).kinds if kind != "thanks"] == []


def test_no_as_an_answer_takes_nothing_back() -> None:
    assert "supervisor" in heard("no i want to talk to your manager").kinds


def test_thanks_for_nothing_is_no_thanks() -> None:
    assert "thanks" not in heard("thanks for nothing").kinds
    assert "thanks" not in heard("oh great another hour").kinds
    assert "thanks" not in heard("no thank you i want to talk to your manager").kinds


def test_one_doubtful_word_says_nothing() -> None:
    word = Talk().customer("this is ridiculous really", unsure=["ridiculous"])
    assert play(word).kinds == []
    assert "distress" in play(Talk().customer("this is ridiculous really")).kinds


def test_the_agent_is_never_judged() -> None:
    talk = Talk()
    for _ in range(3):
        talk.agent("this is ridiculous i am furious i want a manager my mother died")
        talk.customer("okay")
    played = play(talk)
    assert played.kinds == []
    assert played.highest == 0.0


def test_reasons_are_plain_words_and_quote_nobody() -> None:
    (signal,) = heard("i am so angry about my zebra").state.signals
    assert signal.reason == "says they are upset"


def test_saying_the_same_thing_again() -> None:
    talk = Talk().customer("the blue router in the office loses its light every evening")
    talk.agent("have you tried a cable").customer("yes i did")
    talk.customer("the blue router loses its light in the office")
    assert play(talk).kinds == ["repeated-phrase"]


def test_confirming_what_the_agent_says_is_no_repetition() -> None:
    talk = Talk().customer("my address is the old mill behind the station in springfield")
    talk.agent("so the old mill behind the station in springfield")
    talk.customer("yes the old mill behind the station in springfield")
    assert play(talk).kinds == []


# ── the voice ──


LITTLE_STORY = (
    "well i have a question about the small box in the kitchen",
    "my daughter uses it for her homework every afternoon",
    "there is a green light at the back of the case",
    "sometimes the garden camera needs the same socket",
    "my neighbor says a longer cable would do",
    "last summer a technician drilled a hole behind the shelf",
    "the children play music up in the attic",
    "on sundays grandfather watches football",
    "a parcel with new adapters stands near the window",
    "every room has its own little switch",
)


def small_talk(talk: Talk, count: int = 6, **how: object) -> Talk:
    for line in LITTLE_STORY[:count]:
        talk.customer(line, **how)
        talk.agent("i see go on")
    return talk


def test_faster_louder_higher_than_at_the_start() -> None:
    talk = small_talk(Talk())
    for line in LITTLE_STORY[6:]:
        talk.customer(line, rate=3.6, dbfs=-20.0, f0=138.0)
    assert {"faster", "louder", "higher"} <= set(play(talk).kinds)


def test_a_fast_loud_talker_is_nobody_to_worry_about() -> None:
    played = play(small_talk(Talk(), 10, rate=4.6, dbfs=-12.0, f0=210.0))
    assert not {"faster", "louder", "higher"} & set(played.kinds)
    assert played.levels == {"calm"}


def test_loud_but_happy_stays_calm() -> None:
    talk = small_talk(Talk())
    for line in (
        "oh that is wonderful news my brother will jump up and down",
        "we won the whole thing and tonight we will have a party",
        "i am so happy thank you for telling me before lunch",
    ):
        talk.customer(line, rate=4.0, dbfs=-14.0, f0=150.0)
        talk.agent("how nice")
    played = play(talk)
    assert played.levels == {"calm"}


def test_no_baseline_no_word() -> None:
    talk = Talk().customer("hello there friend")
    talk.customer("i have a question about the box", gap=80, rate=4.5, dbfs=-10.0)
    talk.customer("i have a question about the other box", rate=4.5, dbfs=-10.0)
    assert play(talk).kinds == ["dead-air"]


def test_one_loud_sentence_is_no_trend() -> None:
    talk = small_talk(Talk())
    talk.customer("ouch i dropped the box on my foot", dbfs=-12.0)
    for line in LITTLE_STORY[6:8]:
        talk.customer(line)
    assert "louder" not in play(talk).kinds


# ── the course of the call ──


def test_interruptions_both_ways() -> None:
    talk = Talk().agent("let me explain to you how this works in detail")
    talk.overlap(1.2, held="agent", took="customer")
    talk.customer("i know how it works", gap=-1.2)
    talk.overlap(0.9, held="customer", took="agent")
    talk.agent("but you should hear it all the same", gap=-0.9)
    assert play(talk).kinds == ["customer-interrupts", "agent-interrupts"]


def test_dead_air_is_said_once() -> None:
    played = play(Talk().agent("let me look at that").wait(20).customer("hello").wait(3))
    assert played.kinds == ["dead-air"]
    (signal,) = played.state.signals
    assert QUIET_AIR <= signal.t - (1.6 + 5 / 2.7) < QUIET_AIR + 0.5


def test_where_somebody_is_upset_the_air_is_dead_sooner() -> None:
    talk = Talk().customer("this is unacceptable i want to speak to your manager now")
    began = talk.t
    played = play(talk.wait(7))
    assert played.state.risk.level != "calm"
    dead = played.state.signals[-1]
    assert dead.kind == "dead-air"
    assert DEAD_AIR <= dead.t - began < DEAD_AIR + 0.6


def test_a_short_pause_is_no_dead_air() -> None:
    assert play(Talk().agent("let me look at that").wait(11).customer("okay")).kinds == []


def test_a_knock_is_nobody_who_fell_silent() -> None:
    assert knocked(wait=15) == ["dead-air"]  # of the agent, and not again of the knock
    assert knocked(wait=3) == ["dead-air"]
    assert play(knock(Talk().wait(3)).wait(14)).kinds == []


def knocked(*, wait: float) -> list[str]:
    return play(knock(Talk().agent("let me look at that").wait(wait)).wait(15)).kinds


def knock(talk: Talk) -> Talk:
    talk.click(Voice(t=talk.t, channel="customer", speaking=True, since=talk.t - 0.1))
    talk.click(Voice(t=talk.t + 0.7, channel="customer", speaking=False, since=talk.t + 0.1))
    start, end = talk.t - 0.1, talk.t + 0.1
    return talk.click(
        Utterance(t=talk.t + 0.7, channel="customer", id=99, start=start, end=end, text="")
    )


def test_music_and_an_announced_hold_are_no_dead_air() -> None:
    assert play(Talk().agent("let me look").wait(20, dbfs=-25.0)).kinds == []
    assert play(Talk().agent("i will put you on hold for a minute").wait(30)).kinds == []
    assert play(Talk().agent("i will put you on hold").wait(60)).kinds == ["dead-air"]


def test_a_deaf_ear_hears_no_dead_air() -> None:
    talk = Talk().customer("hello").wait(2)
    talk.events.append(Health(t=talk.t, channel="agent", state="gone", detail="unplugged"))
    talk.wait(20)
    talk.events.append(Health(t=talk.t, channel="agent", state="ok"))
    assert play(talk.wait(10)).kinds == []
    assert play(talk.wait(4)).kinds == ["dead-air"]


def test_silence_before_the_first_word_or_after_the_end_is_none_of_ours() -> None:
    assert play(Talk().wait(20)).kinds == []
    assert play(Talk().customer("bye").end().wait(30)).kinds == []


def test_a_voice_that_was_cut_off_does_not_hide_the_silence_after_it() -> None:
    talk = Talk().customer("hello").wait(1)
    talk.events.append(Voice(t=talk.t, channel="agent", speaking=True, since=talk.t))
    talk.wait(2)
    talk.events.append(End(t=talk.t, reason="error"))
    again = talk.wait(10).events[0]
    talk.events.append(structs.replace(again, t=talk.t))
    assert play(talk).kinds == []
    assert not play(talk).state.ears["agent"].speaking
    assert play(talk.wait(13)).kinds == ["dead-air"]


def test_the_agents_own_timing() -> None:
    talk = Talk()
    for _ in range(3):
        talk.agent("and then you open the second page of the form", rate=4.4)
    assert "agent-fast" in play(talk).kinds
    talk = Talk()
    for _ in range(12):
        talk.agent("and then you open the second page of the form")
    played = play(talk)
    assert played.kinds == ["agent-long-turn"]
    assert played.highest == 0.0
