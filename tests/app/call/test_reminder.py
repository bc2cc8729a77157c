"""Need → said? → hint only if missing; one card at a time; cleared by saying it back."""

import itertools
from pathlib import Path

import pytest

import resources
from app.call.actions import FactTicked, ReminderPostponed
from app.call.effects import CueShown, ReminderCleared, ReminderShown
from app.cues.pack import load_pack, read_pack
from speech.events import Partial
from tests.app.call.talk import Played, Talk, play

CUE_PACK = read_pack(
    {
        Path("cues.toml"): """
format = "hearback-pack/1"
[pack]
id = "test"
title = "Cues that are easy to call up"
version = "1"
[[rule]]
id = "banana"
moment = "detect"
speaker = "customer"
said = ["yellow banana"]
phrasings = ["A cue.", "Another cue.", "A third one."]
reason = "said banana"
cooldown = 1
most = 5
[[rule]]
id = "manager"
moment = "escalate"
signal = "supervisor"
phrasings = ["About the manager."]
reason = "asked for one"
priority = 90
"""
    }
)

LONG = (
    "so on tuesday i was charged twice and it was forty five dollars each and i have the paper "
    "right here in front of me and i looked at it with my neighbor and we both wondered about it"
)


def cleared(played: Played) -> list[str]:
    return [effect.why for effect in played.effects if isinstance(effect, ReminderCleared)]


def need() -> Talk:
    """A long turn, an answer that says nothing back, and then time."""
    return Talk().agent("hello there").customer(LONG).agent("okay let me have a look").wait(12)


def test_a_long_turn_that_nobody_says_back() -> None:
    played = play(need())
    (reminder,) = played.state.reminders_shown
    assert [fact.words for fact in reminder.facts] == ["charged twice", "$45", "Tuesday"]
    assert played.state.reminder == reminder
    assert "long" in reminder.reason


def test_a_paraphrase_in_time_and_there_is_none() -> None:
    talk = Talk().agent("hello there").customer(LONG)
    talk.agent("i see you were billed two times on tuesday").wait(30)
    assert play(talk).state.reminders_shown == ()


def test_a_short_calm_turn_needs_none() -> None:
    talk = Talk().agent("hello").customer("i was charged twice on tuesday").agent("okay").wait(5)
    assert play(talk.customer("yes").wait(5)).state.reminders_shown == ()


def test_fewer_than_two_facts_are_no_summary() -> None:
    talk = Talk().agent("hello").customer("well " * 40 + "i was charged twice").agent("okay")
    assert play(talk.wait(5).customer("yes").wait(5)).state.reminders_shown == ()


def test_an_upset_turn_may_be_short() -> None:
    talk = Talk().customer("this is the third time i am calling and i was charged twice")
    talk.agent("okay").customer("it is ridiculous nobody called me back")
    talk.agent("what is your name please").wait(12)
    (reminder,) = play(talk).state.reminders_shown
    assert "upset" in reminder.reason
    assert "called three times" in [fact.words for fact in reminder.facts]


def test_the_agent_gets_a_fair_chance_first() -> None:
    talk = need()
    shown = play(talk).state.reminders_shown[0].t
    ended = max(line.end for line in play(talk).state.lines if line.channel == "customer")
    assert 10.0 <= shown - ended <= 14.0


def test_it_waits_while_the_agent_speaks() -> None:
    talk = Talk().agent("hello there").customer(LONG).agent("okay let me have a look", gap=7)
    talk.agent("and while i look i tell you about the weather here which is very nice", gap=1)
    played = play(talk.wait(2))
    (reminder,) = played.state.reminders_shown
    spoken = [line for line in played.state.lines if line.channel == "agent"]
    assert all(not line.start <= reminder.t <= line.end for line in spoken)


def test_saying_it_back_ticks_facts_off_and_clears_it() -> None:
    talk = need().agent("so it was forty five dollars")
    halfway = play(talk)
    assert halfway.state.reminder is not None
    assert [fact.words for fact in halfway.state.reminder.facts if fact.said_back] == ["$45"]
    enough = play(talk.agent("and you were billed two times").wait(1))
    assert enough.state.reminder is not None  # it lingers, so that the ticks are seen
    played = play(talk.wait(5))
    assert played.state.reminder is None
    assert cleared(played) == ["said-back"]
    assert len([f for f in played.state.reminders_shown[0].facts if f.said_back]) == 2


def test_facts_are_ticked_while_the_agent_still_speaks() -> None:
    talk = need()
    spoken = "so it was forty five dollars and you were billed two times right"
    shown = {}
    for count in (5, 8, 13):
        text = " ".join(spoken.split()[:count])
        talk.t += 1
        talk.events.append(Partial(t=talk.t, channel="agent", utterance=9, text=text))
        played = play(talk)
        shown[count] = [
            fact.words for fact in played.state.reminders_shown[0].facts if fact.said_back
        ]
    assert shown == {5: [], 8: ["$45"], 13: ["charged twice", "$45"]}
    assert cleared(play(talk.wait(5))) == ["said-back"]


def test_it_comes_back_while_it_is_said_back_after_making_room() -> None:
    talk = need().wait(8).customer("i want to talk to your manager please").wait(1)
    made_room = play(talk)
    assert made_room.state.reminder is None
    played = play(talk.wait(5).agent("so it was forty five dollars"))
    assert played.state.reminder is not None
    assert played.state.cue is None
    assert len(played.state.reminders_shown) == 1


def test_a_more_exact_fact_is_ticked_instead() -> None:
    talk = Talk().agent("hello").customer("i told your colleague " + LONG).agent("okay").wait(12)
    talk.customer("it is the third time i am calling")
    talk.agent("you called us three times").agent("and were charged twice").wait(1)
    played = play(talk)
    (reminder,) = played.state.reminders_shown
    assert {fact.words for fact in reminder.facts if fact.said_back} == {
        "called three times",
        "charged twice",
    }


def test_ticking_by_hand_clears_it_too() -> None:
    talk = need()
    talk.click(FactTicked(t=talk.t, key="amount:45.00"))
    talk.click(FactTicked(t=talk.t, key="date:tuesday")).wait(5)
    played = play(talk)
    assert played.state.reminder is None
    assert cleared(played) == ["said-back"]


def test_later_means_later_and_not_again_and_again() -> None:
    talk = need()
    talk.click(ReminderPostponed(t=talk.t)).wait(4).customer("are you there").wait(4)
    played = play(talk)
    assert cleared(played) == ["postponed"]
    assert played.state.reminder is None
    for _ in range(12):
        talk.customer("mhm").wait(3)
    played = play(talk)
    assert len(played.state.reminders_shown) == 1
    assert len([one for one in played.effects if isinstance(one, ReminderShown)]) == 2


def test_it_leaves_by_itself_and_never_comes_twice_for_the_same_facts() -> None:
    talk = need()
    for _ in range(40):
        talk.customer(LONG).agent("okay").wait(3)
    played = play(talk)
    assert cleared(played)[0] == "made-room"
    assert len(played.state.reminders_shown) == 1


def test_at_most_two_in_a_call() -> None:
    talk = need()
    for name, day in (("wednesday", "june"), ("friday", "july"), ("sunday", "august")):
        talk.wait(4).customer("mhm " * 2)
        talk.customer(
            f"and then on {name} i waited so long and i want a refund and on the third of {day} "
            f"they took {len(name)} hundred dollars and i called {len(day)} times and my router is "
            "not working and i need it by monday at the latest you see"
        )
        talk.agent("okay let me look").wait(4).customer("mhm").wait(5).customer("mhm").wait(5)
        talk.customer("mhm").wait(5).customer("yes").wait(5).customer("mhm").wait(5)
        talk.customer("mhm").wait(5).customer("mhm").wait(5)
    shown = play(talk).state.reminders_shown
    assert len(shown) == 2
    keys = [fact.key for reminder in shown for fact in reminder.facts]
    assert len(keys) == len(set(keys))


def test_one_card_at_a_time() -> None:
    talk = Talk().agent("hello").customer("a yellow banana").wait(1).customer(LONG)
    talk.agent("okay let me have a look").wait(5).customer("a yellow banana please").wait(5)
    talk.customer("mhm").wait(5).customer("a yellow banana").wait(5).customer("mhm").wait(5)
    played = play(talk, CUE_PACK)
    assert all(step.state.cue is None or step.state.reminder is None for step in played.steps)
    cards = [
        effect.cue.t if isinstance(effect, CueShown) else effect.reminder.t
        for effect in played.effects
        if isinstance(effect, CueShown | ReminderShown)
    ]
    assert len(cards) >= 2
    assert all(after - before >= 15.0 for before, after in itertools.pairwise(cards))


def test_it_makes_room_for_what_is_urgent() -> None:
    talk = need().wait(4).customer("i want to talk to your manager").wait(3)
    played = play(talk, CUE_PACK)
    assert cleared(played) == ["made-room"]
    assert played.state.cue is not None
    assert played.state.cue.rule == "manager"


def test_it_is_left_long_enough_to_be_read() -> None:
    talk = Talk().agent("hello there").customer(LONG).agent("okay let me have a look").wait(8)
    talk.customer("your manager please").wait(8)
    played = play(talk, CUE_PACK)
    (reminder,) = played.state.reminders_shown
    gone = next(
        step.state.t
        for step in played.steps
        if any(isinstance(effect, ReminderCleared) for effect in step.effects)
    )
    assert 6.0 <= gone - reminder.t < 8.0
    assert played.state.cue is not None


def test_a_calm_call_gets_a_closing_summary_if_nobody_gave_one() -> None:
    talk = Talk().customer("i want to change my address please").agent("okay what is it", gap=1)
    talk.customer("it is forty seven king street from the first of june").agent("okay done", gap=8)
    talk.customer("by the way the weather is nice", gap=5).agent("oh yes it is", gap=5)
    talk.customer("thank you for your help").wait(3)
    (reminder,) = play(talk).state.reminders_shown
    assert "goodbye" in reminder.reason
    talk = Talk().customer("i want to change my address please").agent("okay what is it", gap=1)
    talk.customer("it is forty seven king street from the first of june")
    talk.agent("so forty seven king street from june the first your new address", gap=8)
    talk.customer("thank you for your help", gap=12).wait(3)
    assert play(talk).state.reminders_shown == ()


@pytest.mark.parametrize("pack", [CUE_PACK, load_pack(resources.path("packs/default"))])
def test_nothing_is_left_on_screen_when_the_call_is_over(pack: object) -> None:
    played = play(need().end(), pack)
    assert played.state.reminder is None
    assert played.state.cue is None
