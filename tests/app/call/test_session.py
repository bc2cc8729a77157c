"""The whole core: same in, same out; broken streams tolerated; nothing grows without end."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from app.call.actions import CueDismissed, CueHelped, CueReworded, Paused, Resumed
from app.call.effects import CallEnded, CueShown, MomentReached
from app.call.session import CallSession
from app.cues.pack import load_pack
from speech.events import (
    AnyEvent,
    Emotion,
    End,
    Gap,
    Health,
    Level,
    Partial,
    Prosody,
    Ready,
    Utterance,
    Voice,
)
from tests.app.call.talk import QUIET_PACK, Talk, heard, play

PACK = load_pack(resources.path("packs/default"))


def a_call() -> Talk:
    talk = Talk().agent("hello how can i help you")
    talk.customer("this is the third time i am calling i was charged twice on tuesday")
    talk.agent("okay can i have your order number").customer("four seven two nine one")
    talk.agent("let me look").wait(8).customer("hello i want to talk to your manager")
    talk.agent("i understand you were charged twice on tuesday is that right")
    return talk.customer("yes thank you").end()


def test_the_same_events_give_the_same_states() -> None:
    first, second = play(a_call(), PACK), play(a_call(), PACK)
    assert [msgspec.json.encode(step.state) for step in first.steps] == [
        msgspec.json.encode(step.state) for step in second.steps
    ]
    assert first.effects == second.effects


def test_what_the_window_needs_is_there() -> None:
    state = play(a_call(), PACK).state
    assert state.recognizer == "script"
    assert [line.channel for line in state.lines][:2] == ["agent", "customer"]
    assert {moment.name for moment in state.moments} >= {"detect", "clarify", "validate", "confirm"}
    assert state.ended
    assert not state.listening
    assert state.partials == {}


def test_moments_are_ticked_once_by_other_wordings() -> None:
    talk = Talk().customer("i want a refund").agent("that must be really frustrating")
    talk.agent("what is your order number").agent("i have refunded it just now")
    talk.agent("i will pass this on to the team").agent("does that help")
    talk.agent("i am putting you through to my supervisor")
    played = play(talk.agent("does that help"))
    names = [effect.moment for effect in played.effects if isinstance(effect, MomentReached)]
    assert names == ["detect", "validate", "clarify", "resolve", "learn", "confirm", "escalate"]


def test_pausing_and_ending() -> None:
    talk = Talk().customer("hello")
    talk.click(Paused(t=talk.t)).wait(20)
    paused = play(talk)
    assert paused.state.paused
    assert paused.kinds == []
    talk.click(Resumed(t=talk.t)).end()
    played = play(talk)
    assert not played.state.paused
    assert [effect for effect in played.effects if isinstance(effect, CallEnded)] == [
        CallEnded("file")
    ]


def test_a_lost_listener_is_not_the_end_of_the_call() -> None:
    session = CallSession(QUIET_PACK)
    for event in Talk().customer("i was charged twice").recorded():
        session.feed(event)
    state = session.feed(End(t=5.0, reason="error")).state
    assert not state.ended
    assert not state.listening
    assert state.lines


def said(number: int, start: float, text: str, t: float | None = None) -> Utterance:
    end = start + 2
    return Utterance(
        t=t or end + 0.5, channel="customer", id=number, start=start, end=end, text=text
    )


def test_a_listener_that_starts_again_at_zero_goes_on_with_the_call() -> None:
    session = CallSession(QUIET_PACK)
    ready = Talk().recorded()[0]
    assert isinstance(ready, Ready)
    for event in (
        ready,
        said(1, 2.0, "i was charged twice"),
        Level(t=30.0, channel="agent", dbfs=-50),
    ):
        session.feed(event)
    for event in (ready, said(1, 3.0, "on tuesday"), said(2, 8.0, "nobody called me back")):
        session.feed(event)
    lines = session.state.lines
    assert [line.id for line in lines] == [1, 2, 3]
    assert [line.start for line in lines] == [2.0, 33.0, 38.0]
    assert session.state.t == pytest.approx(40.5)


def test_a_listener_that_was_told_the_time_is_believed() -> None:
    session = CallSession(QUIET_PACK)
    ready = Talk().recorded()[0]
    session.feed(ready)
    session.feed(said(1, 2.0, "i was charged twice"))
    session.feed(msgspec.structs.replace(ready, t=10.0))
    session.feed(said(2, 11.0, "on tuesday"))
    assert [(line.id, line.start) for line in session.state.lines] == [(1, 2.0), (2, 11.0)]


def test_repeats_and_late_lines() -> None:
    session = CallSession(QUIET_PACK)
    session.feed(said(2, 9.0, "on tuesday"))
    session.feed(said(1, 2.0, "i was charged twice", t=12.0))
    session.feed(said(1, 2.0, "i was charged twice", t=12.5))
    session.feed(said(1, 20.0, "forty five dollars"))
    session.feed(Partial(t=25.0, channel="customer", utterance=1, text="late"))
    assert [line.start for line in session.state.lines] == [2.0, 9.0, 20.0]
    assert len({line.id for line in session.state.lines}) == 3
    assert session.state.partials.get("customer", "") == ""


def test_what_nobody_introduced() -> None:
    session = CallSession(PACK)
    prosody = Prosody(
        t=3.0,
        channel="customer",
        utterance=99,
        f0_median_hz=None,
        f0_range_semitones=None,
        energy_dbfs=float("-inf"),
        rate_wps=0.0,
        voiced_ratio=0.0,
    )
    strange: list[AnyEvent] = [
        Level(t=0.0, channel="agent", dbfs=-50.0),
        prosody,
        Emotion(t=3.0, utterance=98, scores={}, valence=0.0),
        Voice(t=1.0, channel="agent", speaking=False, since=0.5),
        Health(t=2.0, channel="customer", state="gone", detail="unplugged"),
        Gap(t=2.0, channel="customer", start=1.0, end=2.0, reason="unplugged"),
        Utterance(t=4.0, channel="customer", id=7, start=3.0, end=3.0, text=""),
        Utterance(t=4.0, channel="customer", id=8, start=3.0, end=2.0, text="yes"),
        End(t=1.0, reason="file"),
        said(9, 1.0, "after the end"),
    ]
    for event in strange:
        session.feed(event)
    for action in (CueDismissed(t=1.0, cue=5), CueHelped(t=0.0, cue=5), CueReworded(t=9.0, cue=1)):
        session.feed(action)
    assert session.state.ears["customer"].health == "gone"
    assert [line.text for line in session.state.lines] == ["after the end", "yes"]


@given(seed=st.integers(0, 10_000), share=st.floats(0.05, 1.0))
@settings(max_examples=25)
def test_any_order_and_any_loss_is_survived(seed: int, share: float) -> None:
    chance = random.Random(seed)
    events = [event for event in a_call().recorded() if chance.random() < share]
    for _ in range(len(events) // 5):
        one, other = chance.randrange(len(events)), chance.randrange(len(events))
        events[one], events[other] = events[other], events[one]
    session = CallSession(PACK)
    clock = 0.0
    for event in [*events, *events[:50]]:
        state = session.feed(event).state
        assert state.t >= clock
        assert 0.0 <= state.risk.value <= 1.0
        assert state.cue is None or state.reminder is None
        clock = state.t
    ids = [(line.channel, line.id) for line in state.lines]
    assert len(ids) == len(set(ids))


def test_cues_come_with_their_reason() -> None:
    played = heard("i was charged twice on tuesday", pack=PACK)
    cues = [effect.cue for effect in played.effects if isinstance(effect, CueShown)]
    assert cues
    assert all(cue.reason for cue in cues)


def test_steps_say_nothing_of_what_was_said() -> None:
    played = heard("my secret word is xylophone and i was charged twice", pack=PACK)
    assert "xylophone" not in repr(played.state)
