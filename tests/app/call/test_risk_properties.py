"""What holds of the risk whatever is heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call import weights
from app.call.evidence import Item, add_up
from app.call.signals import Signal
from app.call.weights import CARE, ENTER, LEAVE, WEIGHTS
from speech.events import Emotion
from tests.app.call.talk import Talk, play, read

RAISING = [kind for kind, weight in WEIGHTS.items() if weight > 0]
ITEM = st.builds(
    lambda kind, share, left, t, utterance: Item(
        Signal(
            kind=kind, t=t, reason=kind, weight=WEIGHTS[kind] * share, utterance=utterance
        ),
        agrees=left,
    ),
    st.sampled_from(RAISING),
    st.floats(0.1, 1.3),
    st.floats(0.0, 1.0),
    st.floats(0.0, 300.0),
    st.integers(1, 6),
)  # fmt: skip
MOODS = ("angry", "frustrated", "anxious", "sad", "confused", "neutral", "satisfied", "grateful")
READING = st.tuples(
    st.sampled_from(["this is ridiculous", "my mother died", "thank you so much", "on monday"]),
    st.lists(st.floats(0.01, 1.0), min_size=8, max_size=8),
    st.floats(0.0, 3.0),
)  # fmt: skip


@given(st.lists(ITEM, max_size=20), ITEM)
def test_one_more_sign_of_trouble_never_lowers_it(items: list[Item], more: Item) -> None:
    """But for grief and sadness, beside which less is an alarm."""
    before, after = add_up(items, 300.0).value, add_up([*items, more], 300.0).value
    if more.signal.kind not in CARE:
        assert after >= before - 1e-12


@given(st.lists(ITEM, max_size=30), st.floats(0.0, 900.0))
def test_it_is_a_share_and_every_part_is(items: list[Item], t: float) -> None:
    found = add_up(items, t)
    assert 0.0 <= found.value <= 1.0
    assert all(0.0 <= part.share <= 1.0 for part in found.parts)
    assert len(found.parts) == len(items)


@given(st.lists(READING, min_size=1, max_size=8))
def test_a_call_is_bounded_and_the_same_each_time(readings: list[object]) -> None:
    talk = Talk()
    for text, beliefs, intensity in readings:
        moods = {name: one / sum(beliefs) for name, one in zip(MOODS, beliefs, strict=True)}
        read(talk.customer(text, partial=False), moods, intensity)
    once, again = play(talk), play(talk)
    assert [step.state for step in once.steps] == [step.state for step in again.steps]
    assert all(0.0 <= point.value <= 1.0 for point in once.state.risk.track)


@pytest.mark.parametrize("mood", ["angry", "frustrated"])
def test_the_surer_and_the_stronger_the_higher(mood: str) -> None:
    def value(belief: float, intensity: float) -> float:
        talk = read(Talk().customer("well here we are again"), {"frustrated": 0.7}, 1.0)
        talk.agent("one moment", gap=1.0).customer("and that is the third time now")
        return play(read(talk, {mood: belief, "neutral": 1 - belief}, intensity)).state.risk.value

    by_belief = [value(belief / 20, 2.0) for belief in range(21)]
    by_intensity = [value(0.8, 1 + step / 10) for step in range(21)]
    assert by_belief == sorted(by_belief)
    assert by_intensity == sorted(by_intensity)
    assert by_belief[0] < by_belief[-1]
    assert by_intensity[0] < by_intensity[-1]


def test_what_is_missing_lowers_the_confidence_and_not_the_risk() -> None:
    def risk(*, clear: bool, voice: bool, hz: int):
        talk = Talk()
        for _ in range(4):
            talk.customer("i want to talk to your manager", confidence=0.9 if clear else 0.4)
            talk.agent("one moment")
        events = [one for one in talk.recorded() if voice or type(one).__name__ != "Prosody"]
        talk.events = [type(one)(**{**fields(one), "sample_rate": hz}) if at == 0 else one
                       for at, one in enumerate(events)]  # fmt: skip
        return play(talk).state.risk

    full = risk(clear=True, voice=True, hz=16_000)
    assert (full.confidence, full.missing) == (0.8, ("no mood is read",))
    phone = risk(clear=True, voice=False, hz=8_000)
    assert phone.value == full.value
    assert phone.confidence < full.confidence
    assert phone.missing == (
        "no mood is read",
        "the voice is not measured",
        "it is a telephone line",
    )
    unclear = risk(clear=False, voice=True, hz=16_000)
    assert unclear.confidence < full.confidence
    assert "the words are hard to hear" in unclear.missing


def fields(event: object) -> dict[str, object]:
    return {name: getattr(event, name) for name in event.__struct_fields__}


def test_where_next_to_nothing_is_heard_no_level_rises() -> None:
    talk = Talk()
    events = [type(talk.events[0])(**{**fields(talk.events[0]), "sample_rate": 8_000})]
    for _ in range(8):
        talk.customer("i want to talk to your manager third time", confidence=0.05)
    talk.events[0] = events[0]
    talk.events = [one for one in talk.recorded() if type(one).__name__ != "Prosody"]
    state = play(talk).state
    assert state.risk.confidence < weights.SPEAKS
    assert state.risk.level == "calm"


def test_an_agent_can_not_be_read_for_a_mood() -> None:
    """A reading that carries the number of an agent's utterance finds no customer who said it."""
    talk = Talk()
    for _ in range(5):
        talk.agent("this is ridiculous i am furious")
    for number in range(1, 6):
        talk.click(
            Emotion(t=talk.t, utterance=number, scores={}, valence=-1.0, moods={"angry": 1.0},
                    intensity=3.0)
        )  # fmt: skip
    state = play(talk).state
    assert (state.risk.value, state.moods, state.mood.name) == (0.0, (), "")


class TestTheTable:
    def test_thresholds_are_paired(self) -> None:
        assert LEAVE["watch"] < ENTER["watch"] < LEAVE["high"] < ENTER["high"]

    def test_only_anger_can_carry_an_alarm(self) -> None:
        worried = WEIGHTS["mood-anxious"], WEIGHTS["mood-sad"], WEIGHTS["mood-confused"]
        assert max(worried) < weights.UPSET_COUNTS * 2 < WEIGHTS["mood-frustrated"]
        assert WEIGHTS["mood-frustrated"] < WEIGHTS["mood-angry"]

    def test_intensity_rises(self) -> None:
        assert list(weights.INTENSITY) == sorted(weights.INTENSITY)
        assert weights.INTENSITY[2] == 1.0

    def test_calm_eases_more_than_less_upset(self) -> None:
        assert 0 < weights.SETTLED <= weights.LESS < 1

    def test_factors_are_shares(self) -> None:
        shares = [*weights.TRUST.values(), weights.AGREES, weights.NOT_SO, weights.SURE]
        assert all(0 < one <= 1 for one in shares)
        assert weights.TROUBLE[0] < weights.TROUBLE[1]
