"""A voice against its own start: what is the mood, what the line, and what only this voice."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.call import stream
from app.call.session import CallSession
from app.call.weights import WEIGHTS
from speech.events import AnyEvent, Prosody
from tests.app.call.talk import QUIET_PACK
from tests.app.call.voices import Said, events, kinds, signals, voice_signals, wandering

STREAMS = Path(__file__).parents[2] / "data" / "streams"
START = [Said()] * 5
LATER = 5


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        (Said(sps=4.9), "faster"),
        (Said(dbfs=-20.0), "louder"),
        (Said(hz=150.0), "higher"),
        (Said(sps=3.1), "slower"),
        (Said(dbfs=-33.0), "quieter"),
        (Said(pauses=0.3), "halting"),
    ],
)
def test_each_way_a_voice_may_move(changed, kind):
    assert kinds([*START, *[changed] * LATER]) == {kind}
    assert kinds(START * 2) == set()


def test_only_what_goes_up_is_part_of_the_risk():
    session = CallSession(QUIET_PACK)
    for event in events([*START, *[Said(sps=3.0, dbfs=-34.0, pauses=0.4)] * LATER]):
        session.feed(event)
    quieter = {"slower", "quieter", "halting"}
    assert quieter <= {signal.kind for signal in session.state.signals}
    assert not quieter & {reason.kind for reason in session.state.risk.reasons}
    assert WEIGHTS["slower"] == WEIGHTS["quieter"] == WEIGHTS["halting"] == 0.0


def test_two_that_move_together_need_less_than_one_alone():
    wide = wandering(6, 3, pace=0.1, db=2.2, semitones=1.1)
    later = wandering(6, 4, pace=0.1, db=2.2, semitones=1.1)
    both = [voice.transposed(semitones=3.0, db=6.0) for voice in later]
    assert {"louder", "higher"} <= kinds([*wide, *both])


def test_a_voice_that_goes_on_rising_is_said_in_other_words():
    rising = [Said(hz=130 * 2 ** (step / 12)) for step in (2, 2.5, 3, 4, 5, 6)]
    reasons = [signal.reason for signal in signals([*START, *rising])]
    assert reasons[0] == "voice is higher than at the start"
    assert reasons[-1] == "voice climbs higher and higher"


def test_it_ends_when_the_voice_comes_back():
    later = [*[Said(dbfs=-18.0)] * 4, *START]
    last = max(signal.utterance for signal in signals([*START, *later]))
    assert last <= len(START) + 4


# ── the line ──


@pytest.mark.parametrize("db", [6.0, 10.0, -8.0])
def test_a_step_of_voice_and_noise_alike_is_the_line(db):
    """Another gain, another headset: whether it comes later or within the start."""
    stepped = Said(dbfs=-26.0 + db, floor=-60.0 + db)
    assert kinds([*START, *[stepped] * LATER]) == set()
    assert kinds([*START[:2], *[stepped] * 8]) == set()


def test_shouting_on_a_line_that_also_changed_is_still_heard():
    assert "louder" in kinds([*START, *[Said(dbfs=-26 + 14, floor=-60 + 6)] * LATER])


def test_noise_that_comes_up_alone_takes_nothing_from_the_voice_and_gives_nothing():
    assert kinds([*START, *[Said(floor=-45.0)] * LATER]) == set()


def test_a_voice_raised_over_noise_is_the_noise():
    assert kinds([*START, *[Said(dbfs=-20.0, floor=-48.0)] * LATER]) == set()


def test_where_no_noise_is_heard_loudness_needs_a_trace_of_effort():
    """A telephone that carries nothing between words: its gain could be all there is to it."""
    start = [Said(floor=None)] * 5
    assert kinds([*start, *[Said(floor=None, dbfs=-18.0)] * LATER]) == set()
    for effort in (Said(floor=None, dbfs=-18.0, tilt=-9.0),
                   Said(floor=None, dbfs=-18.0, hz=138.0)):  # fmt: skip
        assert "louder" in kinds([*start, *[effort] * LATER])
    deaf = [Said(floor=None, hz=None, tilt=None)] * 5
    assert "louder" in kinds([*deaf, *[Said(dbfs=-18.0, hz=None, tilt=None, floor=None)] * LATER])


# ── this voice ──


def test_a_voice_that_wanders_by_nature_needs_more():
    even = wandering(5, 1, pace=0.01, db=0.3, semitones=0.2)
    jumpy = wandering(40, 5, pace=0.2, db=4.0, semitones=2.5)
    step = [voice.transposed(semitones=2.0) for voice in wandering(5, 2, pace=0, db=0, semitones=0)]
    assert "higher" in kinds([*even, *step])
    raised = signals(jumpy)
    assert len(raised) <= 4


def test_calm_voices_are_left_in_peace():
    """Sixty calls of 20 utterances, as wide as people are: one call in six may hold a word."""
    raised = [
        bool(kinds(wandering(20, seed, pace=0.09, db=1.8, semitones=0.9))) for seed in range(60)
    ]
    assert sum(raised) <= 10


def test_one_shout_is_no_trend():
    assert kinds([*START, Said(dbfs=-10.0, hz=200.0, sps=6.0), *START]) == set()


# ── fairness ──


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), st.floats(-4, 4), st.floats(-6, 6), st.floats(0.87, 1.15))
def test_a_transposed_voice_gives_the_same_signals(seed, semitones, db, tempo):
    """High or low, loud or soft, quick or slow from the first second on: nobody is told apart."""
    voices = wandering(5, seed, pace=0.06, db=1.0, semitones=0.6)
    voices += [
        voice.transposed(semitones=2.5, db=6.0, tempo=1.25)
        for voice in wandering(6, seed + 100, pace=0.06, db=1.0, semitones=0.6)
    ]
    moved = [voice.transposed(semitones, db, tempo) for voice in voices]
    assert [(s.kind, s.utterance, s.reason) for s in signals(moved)] == [
        (s.kind, s.utterance, s.reason) for s in signals(voices)
    ]


@pytest.mark.parametrize("name", ["charged-twice.pocketsphinx", "late-order.vosk"])
@pytest.mark.parametrize(
    ("semitones", "db", "tempo"),
    [(4, 0, 1), (-4, 0, 1), (0, 6, 1), (0, -6, 1), (0, 0, 1.15), (0, 0, 0.85), (4, -6, 1.15)],
)
def test_a_transposed_call_gives_the_same_signals(name, semitones, db, tempo):
    call = list(stream.load(STREAMS / f"{name}.jsonl"))
    moved = [_transposed(event, semitones, db, tempo) for event in call]
    usual = [(s.kind, s.utterance) for s in voice_signals(call)]
    assert usual
    assert [(s.kind, s.utterance) for s in voice_signals(moved)] == usual


def _transposed(event: AnyEvent, semitones: float, db: float, tempo: float) -> AnyEvent:
    if not isinstance(event, Prosody) or event.channel == "agent":
        return event
    return msgspec.structs.replace(
        event,
        f0_median_hz=event.f0_median_hz and event.f0_median_hz * 2 ** (semitones / 12),
        energy_dbfs=event.energy_dbfs + db,
        rate_wps=event.rate_wps * tempo,
    )
