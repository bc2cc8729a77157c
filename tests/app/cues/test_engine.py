"""Small calls through the engine with a pack of three or four rules."""

from pathlib import Path

import pytest

from app.call.actions import CueDismissed, CueHelped, CueReworded, Paused
from app.call.signals import Signal
from app.call.state import Mood
from app.call.weights import WEIGHTS
from app.cues.engine import CueEngine, Situation
from app.cues.pack import read_pack
from speech.events import Emotion, Level, Partial, Utterance, Word

PACK = """
format = "hearback-pack/1"
[pack]
id = "test"
title = "Test"
version = "1"

[[rule]]
id = "charged"
moment = "validate"
said = ["charged twice"]
except = ["not charged twice", "charged twice in the past"]
signal = "double-charge"
phrasings = ["Two charges for one order isn't right.", "Let me find both payments."]
reason = "it went out twice: {heard}"
cooldown = 10

[[rule]]
id = "manager"
moment = "escalate"
signal = "supervisor"
phrasings = ["Let me write down what happened."]
priority = 90

[[rule]]
id = "aim"
moment = "clarify"
said = ["money back"]
not_said_within = { seconds = 10, phrases = ["what would help"] }
phrasings = ["How should this end for you?"]
reason = "not asked yet what would help"

[[rule]]
id = "cheer"
moment = "confirm"
said = ["thank you very much", "you are very kind"]
quiet_after = ["grief"]
after = ["resolve"]
before = ["confirm"]
phrasings = ["Glad that is done. Anything else today?"]
"""


class Call:
    """Says things at given times and lets the clock tick in between."""

    def __init__(self, pack=PACK):
        self.engine = CueEngine(read_pack({Path("test.toml"): pack}))
        self.count = 0

    def customer(self, t, text, *signals, channel="customer", **mood):
        self.count += 1
        words = tuple(Word(word, t - 2 + at / 10, t - 1.9 + at / 10, 0.9)
                      for at, word in enumerate(text.split()))  # fmt: skip
        event = Utterance(
            t=t, channel=channel, id=self.count, start=t - 2, end=t, text=text, words=words
        )
        self.engine.feed(event, signals, Situation(t=t, **mood))
        return self.engine.cue

    def agent(self, t, text, **mood):
        return self.customer(t, text, channel="agent", **mood)

    def partial(self, t, text, stable, channel="customer", **mood):
        event = Partial(t=t, channel=channel, utterance=self.count + 1, text=text, stable=stable)
        self.engine.feed(event, (), Situation(t=t, **mood))
        return self.engine.cue

    def tick(self, t, *signals, **mood):
        self.engine.feed(Level(t=t, channel="agent", dbfs=-50.0), signals, Situation(t=t, **mood))
        return self.engine.cue


@pytest.fixture
def call():
    return Call()


def test_a_partial_fires_while_the_customer_still_speaks(call):
    assert call.partial(4.0, "i was charged twice on", 3) is None
    cue = call.partial(4.2, "i was charged twice on tues", 4)
    assert cue.rule == "charged"
    assert cue.reason == "it went out twice: “charged twice”"
    assert (cue.t, cue.trigger_end, cue.channel, cue.utterance) == (4.2, 4.2, "customer", 1)
    assert (cue.moment, cue.level, cue.more) == ("validate", "calm", 1)


def test_words_and_signal_of_one_thing_make_one_cue(call):
    noticed = Signal(kind="double-charge", t=5.0, reason="charged twice", utterance=1)
    call.customer(5.0, "i was charged twice", noticed)
    assert [cue.rule for cue in call.engine.shown] == ["charged"]
    assert call.engine.cue.trigger_end == pytest.approx(3.4)


def test_a_signal_alone_is_enough_and_its_reason_is_said(call):
    cue = call.tick(6.0, Signal(kind="double-charge", t=5.5, reason="two charges"))
    assert cue.reason == "it went out twice: two charges"
    assert cue.trigger_end == 5.5


def test_an_exception_silences_words_and_signal(call):
    noticed = Signal(kind="double-charge", t=5.0, reason="charged twice", utterance=1)
    assert call.customer(5.0, "no i was not charged twice", noticed) is None
    assert call.tick(6.0) is None


def test_it_waits_while_the_agent_speaks_and_goes_stale(call):
    assert call.customer(5.0, "i was charged twice", agent_speaking=True) is None
    assert call.tick(9.0, agent_speaking=True) is None
    assert call.tick(9.2).rule == "charged"
    late = Call()
    late.customer(5.0, "i was charged twice", agent_speaking=True)
    assert late.tick(13.2) is None


def test_a_waiting_cue_is_taken_back_when_the_words_were_others(call):
    call.partial(4.0, "charged twice in", 3, agent_speaking=True)
    call.partial(4.2, "charged twice in the past", 3, agent_speaking=True)
    assert call.tick(5.0) is None


def test_the_most_important_of_those_that_wait_comes_first(call):
    wanted = Signal(kind="supervisor", t=5.0, reason="asked for a manager")
    call.customer(5.0, "charged twice get me a boss", wanted, agent_speaking=True)
    assert call.tick(6.0).rule == "manager"


def test_not_said_in_time(call):
    call.customer(5.0, "i want my money back")
    assert call.tick(14.8) is None
    cue = call.tick(15.0)
    assert (cue.rule, cue.reason) == ("aim", "not asked yet what would help")


def test_said_in_time_whatever_the_inflection(call):
    call.customer(5.0, "i want my money back")
    call.agent(8.0, "okay so what would be helping you")
    assert call.tick(16.0) is None


def test_said_shortly_before_counts_where_the_rule_says_so():
    for back, fires in ((0, True), (8, False), (3, True)):
        call = Call(PACK.replace("{ seconds = 10,", f"{{ seconds = 10, back = {back},"))
        call.agent(2.0, "what would help")
        call.customer(7.0, "i want my money back")
        assert (call.tick(17.0) is not None) == fires


def test_no_cheer_after_grief_and_only_between_its_moments(call):
    grief = Signal(kind="grief", t=3.0, reason="someone died")
    between = frozenset({"detect", "resolve"})
    assert call.customer(9.0, "thank you very much") is None
    assert call.customer(20.0, "you are very kind", moments=between).rule == "cheer"
    quiet = Call()
    quiet.tick(3.0, grief)
    assert quiet.customer(9.0, "thank you very much", moments=between) is None


def test_what_the_agent_said_alike_takes_the_cue_away(call):
    call.customer(5.0, "i was charged twice")
    assert call.agent(8.0, "one moment please") is not None
    assert call.partial(9.0, "two charges on one order", 5, channel="agent") is None


def test_the_reminder_keeps_the_slot_unless_the_level_rises(call):
    assert call.customer(5.0, "i was charged twice", slot_taken=True) is None
    assert call.tick(6.0, slot_taken=True, level="high").rule == "charged"


def test_clicks(call):
    first = call.customer(5.0, "i was charged twice")
    call.engine.act(CueReworded(t=7.0, cue=first.id), Situation(t=7.0))
    second = call.engine.cue
    assert (second.text, second.more) == ("Let me find both payments.", 0)
    call.engine.act(CueReworded(t=8.0, cue=second.id), Situation(t=8.0))
    assert call.engine.cue == second
    call.engine.act(CueDismissed(t=8.0, cue=first.id), Situation(t=8.0))
    assert call.engine.cue == second
    call.engine.act(CueHelped(t=9.0, cue=second.id), Situation(t=9.0))
    assert call.engine.cue is None
    assert call.engine.helped == {second.id}
    call.engine.act(Paused(t=9.5), Situation(t=9.5))
    assert [cue.id for cue in call.engine.shown] == [1, 2]


def test_a_rule_without_words_counts_from_the_start_of_the_call():
    pack = (
        PACK
        + """
[[rule]]
id = "name"
moment = "clarify"
not_said_within = { seconds = 20, phrases = ["my name is"] }
phrasings = ["My name is on the badge: say it."]
reason = "no name given yet"
"""
    )
    call = Call(pack)
    assert call.tick(19.0) is None
    assert call.tick(20.1).rule == "name"
    named = Call(pack)
    named.agent(3.0, "hello my name is laura")
    assert named.tick(21.0) is None


SILENCE = """
[[rule]]
id = "silence"
moment = "dead-air"
signal = "dead-air"
said = ["still there"]
not_said_within = { seconds = 4, back = 15, who = "either", or_anything = true, phrases = [
  "hang on",
] }
phrasings = ["I am here, and looking."]
reason = "nobody speaks"
"""


def test_a_silence_that_somebody_ends_is_none_any_more():
    quiet = Signal(kind="dead-air", t=10.0, reason="nobody speaks", weight=0.1)
    for channel in ("agent", "customer"):
        call = Call(PACK + SILENCE)
        call.tick(10.0, quiet)
        call.customer(12.0, "battery yes", channel=channel)
        assert call.tick(15.0) is None
    call = Call(PACK + SILENCE)
    call.tick(10.0, quiet)
    assert call.tick(14.5).rule == "silence"


@pytest.mark.parametrize("channel", ["agent", "customer"])
def test_a_wait_that_either_announced_is_no_silence(channel):
    quiet = Signal(kind="dead-air", t=10.0, reason="nobody speaks", weight=0.1)
    call = Call(PACK + SILENCE)
    call.customer(3.0, "hang on it is in the other bag", channel=channel)
    call.tick(10.0, quiet)
    assert call.tick(15.0) is None


def test_who_asks_whether_anybody_is_there_may_ask_twice():
    for answer, shown in (("yes hello", 0), (None, 1)):
        call = Call(PACK + SILENCE)
        call.customer(10.0, "are you still there")
        call.customer(11.0, "hello")
        if answer:
            call.agent(12.0, answer)
        call.tick(15.0)
        assert len(call.engine.shown) == shown


def test_a_long_quote_is_shortened(call):
    pack = PACK.replace('said = ["charged twice"]', 'said = ["charged twice"]\ngap = 8')
    said = "charged me by an unbelievable international subsidiary company twice"
    assert Call(pack).customer(5.0, said).reason.endswith("international …”")


def test_a_passing_shade_calls_for_a_card_only_once_the_risk_is_high():
    pack = PACK.replace(
        'signal = "supervisor"', 'signal = "supervisor"\nalso_high = ["mood-frustrated"]'
    )
    for level, share, shown in (("watch", 1.0, 0), ("high", 1.0, 1), ("high", 0.95, 0)):
        call = Call(pack)
        frustrated = Signal(
            kind="mood-frustrated",
            t=1.0,
            reason="frustrated",
            weight=share * WEIGHTS["mood-frustrated"],
            utterance=1,
        )
        call.tick(1.5, frustrated, level=level)
        assert len(call.engine.shown) == shown


def test_what_waits_about_trouble_is_dropped_once_the_customer_has_moved_on():
    pack = PACK.replace('said = ["money back"]', 'said = ["money back"]\nmood = "upset"')
    for later, shown in (("neutral", 0), ("grateful", 0), ("frustrated", 1)):
        call = Call(pack)
        call.customer(1.0, "i want my money back")
        read = Emotion(t=3.0, utterance=9, scores={}, valence=0.0)
        mood = Mood(name=later, confidence=0.9, utterance=9)
        call.engine.feed(read, (), Situation(t=3.0, mood=mood))
        call.tick(12.0)
        assert len(call.engine.shown) == shown
