"""Words alone do not say how they were meant: rules that answer trouble wait for the mood."""

import pytest

import resources
from app.call.session import CallSession
from app.call.state import Mood
from app.cues.gate import MoodGate
from app.cues.pacing import Candidate
from app.cues.pack import load_pack
from speech.events import Emotion, EmotionSoFar, Level, Partial, Ready, Utterance, Voice
from tests.app.call.talk import Talk

PACK = load_pack(resources.path("packs/default"))
GLAD, NEUTRAL, UPSET = {"satisfied": 0.95}, {"neutral": 0.95}, {"angry": 0.9}


def shown(text, moods, *, reads=True, late=0.6, after=()):
    talk = Talk()
    talk.events[0] = Ready(
        t=0.0, recognizer="r", model="m", version="1", devices={}, sample_rate=16_000, moods=reads
    )
    talk.customer(text)
    if moods is not None:
        read = Emotion(
            t=talk.t + late, utterance=1, scores={}, valence=0.0, moods=moods, intensity=2.0
        )
        talk.click(read)
    talk.wait(4)
    for line in after:
        talk.customer(line).wait(4)
    session = CallSession(PACK)
    for event in talk.recorded():
        session.feed(event)
    return [cue.rule for cue in session.state.cues_shown]


@pytest.mark.parametrize("moods", [GLAD, NEUTRAL])
def test_an_oath_of_joy_gets_no_card(moods):
    assert shown("shut up you idiot we won", moods) == []


def test_the_same_words_in_anger_get_one():
    assert shown("shut up you idiot we lost", UPSET) == ["insults"]


def test_where_no_mood_is_read_words_have_to_do():
    assert shown("shut up you idiot we lost", None, reads=False) == ["insults"]


def test_where_the_reading_is_unsure_a_calm_call_is_left_in_peace():
    assert shown("shut up you idiot we lost", {}) == []


def test_in_a_call_that_is_not_calm_words_stand_where_the_reading_is_unsure():
    for level, stands in (("calm", False), ("watch", True), ("high", True)):
        gate = MoodGate()
        unsure = Emotion(t=1.0, utterance=1, scores={}, valence=0.0)
        gate.feed(unsure, Mood(utterance=1), level, 1.0)
        assert gate.notices("cancel", 1) is stands


def test_words_are_no_witness_for_themselves():
    gate = MoodGate()
    said = Utterance(t=1.0, channel="customer", id=1, start=0.1, end=0.9, text="sue you")
    gate.feed(Ready(
        t=0.0, recognizer="r", model="m", version="1", devices={}, sample_rate=16_000, moods=True,
    ), Mood(), "calm", 0.0)  # fmt: skip
    gate.feed(said, Mood(), "watch", 1.0)
    unsure = Emotion(t=1.0, utterance=1, scores={}, valence=0.0)
    gate.feed(unsure, Mood(utterance=1), "watch", 1.0)
    assert not gate.notices("legal", 1)


def test_in_a_calm_call_a_reading_of_trouble_has_to_be_plain():
    said = "somebody promised to call me back and never did"
    assert shown(said, {"angry": 0.53, "satisfied": 0.4}) == []
    assert shown(said, {"angry": 0.8, "satisfied": 0.1}) == ["broken-promise"]


@pytest.mark.parametrize("mood", ["sad", "anxious", "confused"])
def test_what_answers_a_grievance_is_not_for_those_who_are_sad_afraid_or_lost(mood):
    assert shown("i want to cancel the whole contract", {mood: 0.95}) != ["cancel"]
    assert shown("i want to cancel the whole contract", UPSET) == ["cancel"]


def test_one_sign_of_frustration_is_not_yet_distress():
    said = "the box was left out in the rain by the driver"
    assert shown(said, {"frustrated": 0.99}) == []
    assert shown(said, {"angry": 0.99}) == [], "one line alone: a joke is read so, too"
    more = "and now this is unacceptable"
    assert shown(said, {"angry": 0.99}, after=[more]) == ["distress"]


def test_a_call_that_closes_in_anger_is_not_summed_up():
    gate = MoodGate()
    rule = next(rule for rule in PACK.rules if rule.id == "sum-up-before-goodbye")
    found = {}
    for number, name in enumerate(("angry", "neutral", "grateful", ""), 1):
        read = Emotion(t=1.0, utterance=number, scores={}, valence=0.0)
        gate.feed(read, Mood(name=name, utterance=number, confidence=0.9), "high", 1.0)
        found[name] = gate.admits(
            Candidate(
                rule=rule, reason="", t=1.0, trigger_end=1.0, channel="customer", utterance=number
            )
        )
    assert found == {"angry": False, "neutral": True, "grateful": True, "": True}


# Before the utterance is over


def waiting(rule="insults", word=2):
    """A gate that holds a card back, and the card."""
    gate = MoodGate()
    gate.feed(Ready(
        t=0.0, recognizer="r", model="m", version="1", devices={}, sample_rate=16_000, moods=True,
    ), Mood(), "calm", 0.0)  # fmt: skip
    card = Candidate(
        rule=next(one for one in PACK.rules if one.id == rule), reason="", t=1.0, trigger_end=1.0,
        trigger_word=word, channel="customer", utterance=1,
    )  # fmt: skip
    assert not gate.admits(card)
    return gate, card


def sounds(gate, words, utterance=1, **moods):
    so_far = EmotionSoFar(t=1.5, utterance=utterance, words=words, moods=moods)
    return [one.rule.id for one in gate.feed(so_far, Mood(), "calm", 1.5)]


def test_where_the_words_so_far_sound_like_trouble_the_end_is_not_waited_for():
    gate, _ = waiting()
    assert sounds(gate, 3, angry=0.3, frustrated=0.3, neutral=0.4) == ["insults"]
    assert sounds(gate, 4, angry=0.9) == [], "only once"


def test_else_the_end_is_waited_for():
    gate, _ = waiting()
    assert sounds(gate, 3, neutral=0.85, angry=0.15) == []
    assert sounds(gate, 2, angry=0.9) == [], "the words that fired it were not read"
    assert sounds(gate, 3, utterance=2, angry=0.9) == [], "another utterance"
    assert sounds(gate, 3, sad=0.9) == [], "it answers anger, not grief"


def test_a_card_whose_words_were_read_before_it_came_is_not_held():
    gate, card = waiting()
    sounds(gate, 3, angry=0.9)
    assert gate.admits(card)


def test_what_waits_for_relief_waits_for_the_end():
    gate, _ = waiting("relief")
    assert sounds(gate, 3, grateful=0.99) == []


@pytest.mark.parametrize(("name", "regrets"), [("angry", []), ("satisfied", ["insults"])])
def test_the_whole_utterance_has_the_last_word(name, regrets):
    gate, _ = waiting()
    sounds(gate, 3, angry=0.9)
    read = Emotion(t=2.0, utterance=1, scores={}, valence=0.0)
    gate.feed(read, Mood(name=name, utterance=1, confidence=0.9), "calm", 2.0)
    assert [one.rule.id for one in gate.regretted()] == regrets
    assert gate.regretted() == [], "only once"


def talked_over(moods):
    """Return the cards of a call whose agent still speaks while the customer swears."""
    text = "shut up you idiot we won"
    session = CallSession(PACK)
    for event in (
        Ready(t=0.0, recognizer="r", model="m", version="1", devices={}, sample_rate=16_000,
              moods=True),
        Voice(t=1.0, channel="agent", speaking=True, since=1.0),
        Partial(t=3.0, channel="customer", utterance=1, text=text, stable=4),
        EmotionSoFar(t=3.0, utterance=1, words=4, moods={"angry": 0.9, "neutral": 0.1}),
        Utterance(t=4.0, channel="customer", id=1, start=2.0, end=3.5, text=text),
        Emotion(t=4.0, utterance=1, scores={}, valence=0.0, moods=moods, intensity=2.0),
        Voice(t=5.0, channel="agent", speaking=False, since=5.0),
        *(Level(t=5.0 + tick / 5, channel="customer", dbfs=-60.0) for tick in range(20)),
    ):  # fmt: skip
        session.feed(event)
    return [cue.rule for cue in session.state.cues_shown]


def test_a_card_that_still_waits_for_its_turn_is_taken_back():
    assert talked_over(UPSET) == ["insults"]
    assert talked_over(GLAD) == []


def test_a_reading_that_does_not_come_is_not_waited_for_long():
    assert shown("shut up you idiot we lost", None) == ["insults"]


def test_danger_is_not_asked_for_its_mood():
    assert "danger" in shown("i can smell gas in the house", NEUTRAL)


def test_relief_is_for_a_call_that_had_something_to_get_over():
    thanks = ["thank you very much that helps a lot"]
    assert shown("my boss says this is unacceptable", NEUTRAL, after=thanks) == []


@pytest.mark.parametrize(
    ("moods", "cards"),
    [
        ({"sad": 0.8}, ["bereavement"]),
        ({}, ["bereavement"]),
        ({"neutral": 0.5, "sad": 0.45}, ["bereavement"]),
        (NEUTRAL, []),
        (GLAD, []),
    ],
)
def test_condolences_are_withheld_only_where_a_death_was_plainly_told_calmly(moods, cards):
    assert shown("my husband died and it is still in his name", moods) == cards


def test_a_death_that_was_told_in_a_joke_is_no_grief():
    gate = MoodGate()
    ready = Ready(
        t=0.0, recognizer="r", model="m", version="1", devices={}, sample_rate=16_000, moods=True
    )
    gate.feed(ready, Mood(), "calm", 0.0)
    assert not gate.notices("grief", 1)
    assert gate.notices("safety", 1)
    for utterance, moods, borne_out in ((1, "neutral", []), (2, "", ["grief"])):
        gate.notices("grief", utterance)
        read = Emotion(t=1.0, utterance=utterance, scores={}, valence=0.0)
        mood = Mood(name=moods, confidence=0.9 if moods else 0.0, utterance=utterance)
        gate.feed(read, mood, "calm", 1.0)
        assert gate.borne_out() == borne_out
