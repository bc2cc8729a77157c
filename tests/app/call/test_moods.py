"""What an emotion model read: in words, as signals, and contradicted by the agent."""

import msgspec
import pytest

from app.call import weights
from app.call.actions import NotSo, NotSoTakenBack, decode_action, encode_action
from app.call.effects import ReadingContradicted, ReadingRestored, RiskLevelChanged
from app.call.moods import likeliest, strength
from tests.app.call.talk import Played, Talk, play, read

UPSET = {"frustrated": 0.7, "angry": 0.25}


def told(*readings: tuple[str, dict[str, float], float]) -> Played:
    talk = Talk()
    for text, moods, intensity in readings:
        read(talk.customer(text), moods, intensity)
        talk.agent("one moment", gap=1.0)
    return play(talk)


def test_the_word_is_told_with_its_course():
    said = "i do not know what else to say"
    course = [
        (said, {"frustrated": 0.8}, 1.0),
        (said, {"frustrated": 0.8}, 1.0),
        (said, {"frustrated": 0.6, "angry": 0.3}, 2.0),
        (said, {"grateful": 0.9}, 2.0),
    ]
    words = [told(*course[: upto + 1]).state.mood.words for upto in range(4)]
    assert words == [
        "a little frustrated",
        "still frustrated",
        "frustrated, and more so than before",
        "thankful",
    ]


def test_between_two_like_moods_there_is_no_doubt():
    assert likeliest({"angry": 0.3, "frustrated": 0.35, "neutral": 0.35}) == (
        "frustrated",
        pytest.approx(0.65),
    )


@pytest.mark.parametrize(
    ("text", "how", "moods"),
    [
        ("well here we are again", {}, {"frustrated": 0.4, "neutral": 0.3, "sad": 0.3}),
        ("well here we are again", {"confidence": 0.2}, {"frustrated": 0.8}),
        ("no", {}, {"frustrated": 0.9}),
        ("well here we are again", {}, {}),
    ],
)
def test_where_it_is_not_sure_it_says_nothing(text, how, moods):
    played = play(read(Talk().customer(text, **how), moods))
    assert played.state.mood.name == ""
    assert played.state.moods == ()
    assert played.kinds == []
    assert played.state.risk.value == 0.0


@pytest.mark.parametrize(
    ("moods", "kinds"),
    [
        (UPSET, ["mood-frustrated", "echo"]),
        ({"neutral": 0.9}, []),
        ({"sad": 0.4, "neutral": 0.3}, []),
    ],
)
def test_the_same_again_is_a_sign_only_where_something_is_wrong(moods, kinds):
    talk = Talk().customer("the red lamp still blinks").agent("okay")
    played = play(read(talk.customer("it goes on flashing red"), moods, echo=1, similarity=0.9))
    assert played.kinds == kinds


def test_a_reading_of_nothing_that_was_heard_is_nothing():
    talk = Talk().customer("hello there")
    talk.ids["customer"] = 7
    assert play(read(talk, UPSET)).state.mood.utterance is None


def test_strength_goes_with_intensity():
    assert strength(0) < strength(1) < strength(1.5) < strength(2) == 1.0 < strength(3)
    assert strength(9.0) == strength(3.0)


def test_not_so_takes_the_reading_away_and_hands_out_an_example():
    talk = Talk().customer("i am calling about the bill").agent("yes")
    talk.customer("it is the third time i am calling")
    read(talk, UPSET, 3.0)
    before = play(talk).state
    assert {"mood-frustrated", "repeated-contact"} <= {one.kind for one in before.risk.reasons}
    after = play(talk.click(NotSo(t=talk.t + 1, kind="mood", utterance=2)))
    (effect,) = [one for one in after.effects if isinstance(one, ReadingContradicted)]
    assert effect.example.text == "it is the third time i am calling"
    assert effect.example.before == ("i am calling about the bill",)
    assert (effect.example.mood, effect.example.reading) == ("frustrated", before.mood.words)
    assert "third" not in repr(effect)
    assert after.state.mood.name == ""
    assert after.state.risk.value < before.risk.value
    assert [reason.kind for reason in after.state.risk.reasons] == ["repeated-contact"]
    assert after.state.marks[-1].kind == "not-so"
    again = play(talk.click(NotSo(t=talk.t + 2, kind="mood", utterance=2)))
    assert sum(isinstance(one, ReadingContradicted) for one in again.effects) == 1


def test_a_kind_that_was_wrong_counts_less_for_this_call():
    def value(*clicks: NotSo) -> float:
        talk = Talk().customer("it is the third time i am calling").agent("yes")
        for click in clicks:
            talk.click(click)
        return play(talk.customer("i called so many times")).state.risk.value

    wrong = NotSo(t=6.0, kind="repeated-contact", utterance=1)
    assert value(wrong) < 0.6 * value()


def test_what_was_never_said_cannot_be_contradicted():
    talk = Talk().customer("hello there").click(NotSo(t=5.0, kind="legal", utterance=1))
    played = play(talk)
    assert played.state.not_so == ()
    assert played.effects == play(Talk().customer("hello there")).effects


@pytest.mark.parametrize("kind", ["mood", "mood-frustrated", "repeated-contact"])
def test_not_so_can_be_taken_back_as_if_it_had_never_been_said(kind):
    def heard(*clicks: NotSo | NotSoTakenBack) -> Played:
        talk = Talk().customer("i am calling about the bill").agent("yes")
        talk.customer("it is the third time i am calling")
        read(talk, UPSET, 3.0)
        for click in clicks:
            talk.click(msgspec.structs.replace(click, t=talk.t + click.t))
        talk.agent("let me look into that right away", gap=9.0)
        return play(talk.customer("i called so many times", gap=1.0).wait(3))

    said = NotSo(t=1.0, kind=kind, utterance=2)
    back = NotSoTakenBack(t=2.0, kind=kind, utterance=2)
    plain, never, undone = heard(), heard(said), heard(said, back)
    assert never.state.risk.value < plain.state.risk.value
    assert undone.state.risk.value == pytest.approx(plain.state.risk.value)
    assert undone.state.risk.reasons == plain.state.risk.reasons
    assert (undone.state.not_so, undone.state.mood) == ((), plain.state.mood)
    assert "not-so" not in {mark.kind for mark in undone.state.marks}
    (effect,) = [one for one in undone.effects if isinstance(one, ReadingRestored)]
    assert (effect.kind, effect.utterance) == (kind, 2)
    assert heard(back).effects == plain.effects


def test_a_relief_that_was_none_has_eased_nothing():
    talk = Talk()
    for _ in range(2):
        read(talk.customer("i called three times and nobody called me back"), UPSET, 3.0)
        talk.agent("one moment", gap=1.2)
    before = play(talk).state.risk.value
    read(talk.customer("oh thank you so very much then"), {"grateful": 0.9}, 2.0)
    eased = play(talk).state
    key = {"kind": "mood", "utterance": eased.mood.utterance}
    contradicted = play(talk.click(NotSo(t=talk.t + 1, **key))).state
    assert eased.risk.value < contradicted.risk.value <= before
    back = play(talk.click(NotSoTakenBack(t=talk.t + 2, **key))).state
    assert back.risk.value == pytest.approx(eased.risk.value, abs=0.01)


def test_the_mood_comes_back_with_it():
    talk = Talk().customer("it is the third time i am calling")
    read(talk, UPSET, 3.0)
    mood = play(talk).state.mood
    talk.click(NotSo(t=talk.t + 1, kind="mood", utterance=1))
    assert play(talk).state.mood.name == ""
    talk.click(NotSoTakenBack(t=talk.t + 2, kind="mood", utterance=1))
    assert play(talk).state.mood == mood


def test_an_earlier_reason_of_the_same_kind_takes_the_line_of_the_contradicted_one():
    talk = Talk().customer("it is the third time i am calling").agent("yes")
    talk.customer("i called so many times")
    talk.click(NotSo(t=talk.t + 1, kind="repeated-contact", utterance=2))
    (reason,) = [one for one in play(talk).state.risk.reasons if one.kind == "repeated-contact"]
    assert reason.utterance == 1


@pytest.mark.parametrize("kind", [NotSo, NotSoTakenBack])
def test_the_click_is_recorded(kind):
    click = kind(t=3.0, kind="mood", utterance=4)
    assert decode_action(encode_action(click)) == click


def test_polite_anger_is_an_alarm_that_comes_down_when_helped():
    talk = Talk()
    for _ in range(3):
        read(talk.customer("i am sure that you do all you can and yet here we are"), UPSET, 3.0)
        talk.agent("one moment", gap=1.2)
    up = play(talk)
    assert up.state.risk.level == "high"
    assert up.state.marks[0].kind == "upset"
    for _ in range(3):
        read(talk.customer("yes that is right i can see it here now"), {"satisfied": 0.8}, 2.0)
        talk.agent("one moment", gap=1.2)
    down = play(talk)
    assert down.state.risk.value < 0.3 * up.state.risk.value
    changes = [one.level for one in down.effects if isinstance(one, RiskLevelChanged)]
    assert changes[-1] == "calm"
    assert down.state.marks[-1].kind == "eased"


def test_sadness_asks_for_care_and_is_no_alarm():
    talk = Talk()
    for _ in range(6):
        read(talk.customer("he passed in march and i am closing his account"), {"sad": 0.95}, 3.0)
    played = play(talk)
    assert "high" not in played.levels
    assert "care" in {mark.kind for mark in played.state.marks}


def test_thanks_that_are_not_meant_take_nothing_away():
    def value(moods: dict[str, float]) -> float:
        talk = Talk()
        read(talk.customer("this is ridiculous it is the third time"), UPSET, 2.0)
        talk.agent("one moment", gap=1.2)
        return play(read(talk.customer("well thank you very much"), moods)).state.risk.value

    assert value({"frustrated": 0.9}) > 1.5 * value({"grateful": 0.9})


def test_words_told_as_a_matter_of_fact_count_less():
    def value(moods: dict[str, float]) -> float:
        return play(read(Talk().customer("i was charged twice"), moods)).state.risk.value

    assert value({"neutral": 0.95}) < value({}) < value(UPSET)


THIRD = "this is the third time i am calling you"


def test_words_and_mood_of_one_utterance_are_one_opinion():
    once = read(Talk().customer(THIRD), {"frustrated": 0.95, "neutral": 0.05}, 3.0)
    assert "high" not in play(once).levels
    again = once.agent("one moment please").customer("and you said that last time as well")
    assert "high" in play(read(again, {"frustrated": 0.95, "neutral": 0.05}, 3.0)).levels


def test_one_angry_line_in_a_calm_call_is_no_alarm_and_the_second_one_is():
    """A joke about lawyers is read as anger, too."""
    talk = read(Talk().customer("ten of them want to yell at somebody"), {"angry": 0.98}, 3.0)
    assert play(talk).levels == {"calm"}
    assert play(talk).state.risk.value == pytest.approx(weights.ENTER["watch"] - 0.01)
    talk.agent("and what is the name please").customer("i have told you what i think of it")
    assert "high" in play(read(talk, {"angry": 0.98}, 3.0)).levels


def test_plain_words_of_another_utterance_bear_one_angry_line_out():
    talk = Talk().customer("this is the third time i am calling you").agent("i see")
    talk = read(talk.customer("what do you think i should do"), {"angry": 0.98}, 3.0)
    assert play(talk).levels - {"calm"}


@pytest.mark.parametrize(("mood", "alarm"), [("angry", True), ("anxious", False)])
def test_a_threat_is_none_in_fear(mood, alarm):
    said = Talk().customer("i am afraid that i will have to call my lawyer")
    risk = play(read(said, {mood: 0.9, "neutral": 0.1})).state.risk
    assert (risk.value >= weights.ENTER["high"]) is alarm
