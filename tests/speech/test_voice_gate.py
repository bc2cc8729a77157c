import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.voice_gate import GateConfig, VoiceChange, VoiceGate

STEP = 0.032
probabilities = st.lists(st.floats(0.0, 1.0), max_size=300)


def run(gate: VoiceGate, track: list[float], start: float = 0.0) -> list[tuple[float, VoiceChange]]:
    """Return the changes with the time at which each was known."""
    changes = []
    for n, probability in enumerate(track):
        begin, end = start + n * STEP, start + (n + 1) * STEP
        if change := gate.push(begin, end, probability):
            changes.append((end, change))
    return changes


def test_speech_starts_and_stops_when_it_did_not_when_it_was_known():
    changes = run(VoiceGate(), [0.0] * 10 + [0.9] * 30 + [0.0] * 30)
    assert [change.speaking for _, change in changes] == [True, False]
    assert changes[0][1].since == pytest.approx(10 * STEP)
    assert changes[1][1].since == pytest.approx(40 * STEP)


def test_a_click_is_no_speech():
    assert run(VoiceGate(), [0.0] * 10 + [1.0] * 2 + [0.0] * 30) == []


def test_a_comma_is_no_end():
    comma = round(0.4 / STEP)
    changes = run(VoiceGate(), [0.9] * 20 + [0.0] * comma + [0.9] * 20)
    assert [change.speaking for _, change in changes] == [True]


def test_between_the_thresholds_nothing_changes():
    assert run(VoiceGate(), [0.45] * 100) == []
    gate = VoiceGate()
    run(gate, [0.9] * 10)
    assert run(gate, [0.45] * 100, start=10 * STEP) == []
    assert gate.speaking


def test_missing_sound_ends_speech():
    gate = VoiceGate()
    run(gate, [0.9] * 10)
    assert gate.reset(5.0) == VoiceChange(speaking=False, since=5.0)
    assert gate.reset(6.0) is None


@pytest.mark.parametrize(
    "wrong",
    [{"enter": 0.3, "leave": 0.4}, {"leave": 0.0}, {"enter": 1.1}, {"min_speech": -1.0}],
)
def test_thresholds_out_of_order_are_refused(wrong):
    with pytest.raises(ValueError, match="must"):
        GateConfig(**wrong)


@given(probabilities)
def test_changes_alternate_and_rise_in_time(track):
    changes = run(VoiceGate(), track)
    assert [c.speaking for _, c in changes] == [n % 2 == 0 for n in range(len(changes))]
    times = [c.since for _, c in changes]
    assert times == sorted(times)


@given(probabilities)
def test_no_change_is_known_before_its_hold_time_or_after_it_plus_a_frame(track):
    config = GateConfig()
    for known, change in run(VoiceGate(config), track):
        hold = config.min_speech if change.speaking else config.min_silence
        assert hold - 1e-6 <= known - change.since <= hold + STEP + 1e-6


@given(probabilities)
def test_every_frame_of_the_hold_time_was_on_the_new_side(track):
    config = GateConfig()
    for known, change in run(VoiceGate(config), track):
        held = track[round(change.since / STEP) : round(known / STEP)]
        if change.speaking:
            assert min(held) >= config.enter
        else:
            assert max(held) < config.leave


@given(probabilities, st.integers(0, 300))
def test_what_was_said_before_does_not_depend_on_what_follows(track, cut):
    whole = run(VoiceGate(), track)
    head = run(VoiceGate(), track[:cut])
    assert whole[: len(head)] == head
