"""The smoke alarm: when it rises, when it must not, and that it comes down again."""

from hypothesis import given
from hypothesis import strategies as st

from app.call.effects import RiskLevelChanged
from app.call.evidence import Item, Sum, add_up
from app.call.risk import MOST_POINTS
from app.call.shape import shape
from app.call.signals import Signal, SignalKind
from app.call.state import RiskPoint
from app.call.weights import ENTER, FAMILIES, WEIGHTS
from tests.app.call.talk import Talk, heard, play

VOICE: list[SignalKind] = ["faster", "louder", "higher"]


def signal(kind: SignalKind, t: float = 0.0) -> Signal:
    return Signal(kind=kind, t=t, reason=kind, weight=WEIGHTS[kind], utterance=1)


def assess(items: list[tuple[Signal, float]], t: float) -> Sum:
    return add_up([Item(one, agrees=left) for one, left in items], t)


def test_a_polite_question_is_calm() -> None:
    played = heard("good morning i have a question", "where can i see my invoice")
    assert played.levels == {"calm"}
    assert played.state.risk.value == 0.0


def test_one_complaint_is_no_alarm() -> None:
    assert "high" not in heard("i was charged twice").levels
    assert "high" not in heard("this is ridiculous").levels
    assert "high" not in heard("i want to talk to your manager").levels


def test_plain_words_are_enough_alone() -> None:
    assert "high" in heard("there is a smell of gas in the house").levels
    assert "high" in heard("i will see you in court with my lawyer").levels


def test_a_history_of_failures_is_an_alarm() -> None:
    played = heard(
        "this is the third time i am calling",
        "i was charged twice",
        "nobody called me back",
        "i want to talk to your manager",
    )
    assert "high" in played.levels
    assert len(played.state.risk.reasons) >= 3


def test_sad_is_not_angry() -> None:
    played = heard(
        "my husband died three weeks ago",
        "i am struggling it is very hard for me",
        "i want to close the account",
        "i do not know what to do i am so overwhelmed",
    )
    assert "grief" in played.kinds
    assert "high" not in played.levels


def test_it_comes_down_after_thanks() -> None:
    talk = Talk()
    for line in ("this is ridiculous i am furious", "i want to talk to your manager"):
        talk.customer(line).agent("one moment")
    up = play(talk).state.risk
    assert up.level == "high"
    talk.customer("yes that is right thank you for listening").agent("good")
    talk.customer("okay a refund is all i want").agent("good")
    talk.customer("thank you very much goodbye now").wait(20)
    down = play(talk)
    assert down.state.risk.level == "calm"
    assert down.state.risk.value < up.value / 3
    changes = [effect for effect in down.effects if isinstance(effect, RiskLevelChanged)]
    assert [change.level for change in changes][-2:] == ["watch", "calm"]


def test_the_same_again_adds_less() -> None:
    once = assess([(signal("distress"), 1.0)], 0.0).value
    twice = assess([(signal("distress"), 1.0)] * 2, 0.0).value
    other = assess([(signal("distress"), 1.0), (signal("supervisor"), 1.0)], 0.0).value
    assert once < twice < other


def test_one_word_weighs_less_than_a_phrase() -> None:
    word, phrase = heard("lawsuit stuff"), heard("i will call my lawyer")
    assert word.kinds == phrase.kinds == ["legal"]
    assert "high" not in word.levels
    assert "high" in phrase.levels


def test_silence_is_the_agents_doing_and_no_second_opinion() -> None:
    talk = Talk().customer("i called three times and nobody called me back i was charged twice")
    before = play(talk.agent("let me look")).state.risk.level
    assert (before, play(talk.wait(20)).state.risk.level) == ("watch", "watch")


def test_reasons_are_ranked_and_timed() -> None:
    found = assess([(signal("long-wait", 3.0), 1.0), (signal("supervisor", 1.0), 1.0)], 3.0)
    value, reasons = found.value, found.reasons
    assert [reason.kind for reason in reasons] == ["supervisor", "long-wait"]
    assert [reason.t for reason in reasons] == [1.0, 3.0]
    assert 0 < value < 1


@given(st.lists(st.sampled_from(VOICE), max_size=30))
def test_the_voice_alone_never_even_watches(kinds: list[SignalKind]) -> None:
    value = assess([(signal(kind), 1.0) for kind in kinds], 0.0).value
    assert value < ENTER["watch"]


@given(st.lists(st.sampled_from(list(FAMILIES)), max_size=40))
def test_voice_and_manner_never_reach_high(kinds: list[SignalKind]) -> None:
    value = assess([(signal(kind), 1.0) for kind in kinds], 0.0).value
    assert value < ENTER["high"]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(WEIGHTS)), st.floats(0, 1), st.floats(0, 600)), max_size=40
    )
)
def test_the_value_is_a_share(items: list[tuple[SignalKind, float, float]]) -> None:
    found = [(signal(kind, t), left) for kind, left, t in items if WEIGHTS[kind] > 0]
    summed = assess(found, 600.0)
    value, reasons = summed.value, summed.reasons
    assert 0.0 <= value <= 1.0
    assert [r.weight for r in reasons] == sorted((r.weight for r in reasons), reverse=True)


def test_the_level_does_not_flicker() -> None:
    talk = Talk().customer("i am so frustrated this is the third time i am calling")
    for _ in range(12):
        talk.agent("let me see").customer("and the weather is nice")
    changes = [effect for effect in play(talk).effects if isinstance(effect, RiskLevelChanged)]
    assert [change.level for change in changes] in (["watch", "calm"], ["high", "watch", "calm"])


def test_the_track_of_an_endless_call_stays_small() -> None:
    talk = Talk()
    for _ in range(250):
        talk.customer("this is ridiculous", partial=False).customer("thank you very much")
    played = play(talk)
    assert len(played.state.risk.track) <= MOST_POINTS
    assert len(played.state.signals) <= 400


def test_the_shape_of_a_call() -> None:
    track = [
        RiskPoint(10.0, 0.2, "calm"),
        RiskPoint(50.0, 0.8, "high"),
        RiskPoint(90.0, 0.1, "calm"),
    ]
    found = shape(track, 100.0)
    assert (found.lowest, found.lowest_at, found.end) == (0.8, 50.0, 0.1)
    assert found.worst_level == "high"
    assert found.overall == 0.41
    assert found.start == 0.1
    assert shape([], 10.0).overall == 0.0
