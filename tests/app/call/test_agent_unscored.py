"""The agent's voice and words move nothing that is said of a mood, whatever a listener sends."""

from itertools import groupby
from pathlib import Path

import msgspec
import pytest

from app.call import stream
from app.call.session import CallSession
from app.call.signals import Signal
from app.call.weights import FAMILIES, WEIGHTS
from speech.events import AnyEvent, Channel, Level, Partial, Prosody, Utterance, Word
from tests.app.call.talk import QUIET_PACK

ROOT = Path(__file__).parents[3]
CALL = [
    event
    for event in stream.load(ROOT / "tests/data/streams/late-order.vosk.jsonl")
    if not isinstance(event, (Level, Partial))  # neither has a part in it, and they are many
]
FURY = "this is ridiculous i am furious third time i sue you my mother died"


def heard(events: list[AnyEvent]) -> tuple[CallSession, list[Signal]]:
    session, signals = CallSession(QUIET_PACK), {}
    for event in events:
        session.feed(event)
        signals |= {(one.kind, one.t): one for one in session.state.signals}
    return session, list(signals.values())


def told(session: CallSession) -> tuple[object, ...]:
    """Return what is said of a mood. The track may hold more points, no higher ones."""
    risk = session.state.risk
    levels = [level for level, _ in groupby(point.level for point in risk.track)]
    return risk.level, risk.value, risk.reasons, levels, max(point.value for point in risk.track)


def shouted(
    hz: float | None, dbfs: float, rate: float, channel: Channel = "agent"
) -> list[AnyEvent]:
    """Return the call with that voice on one channel, from the second half on."""
    half = CALL[-1].t / 2
    return [
        msgspec.structs.replace(
            event, f0_median_hz=hz, f0_range_semitones=24.0, energy_dbfs=dbfs, rate_wps=rate
        )
        if isinstance(event, Prosody) and event.channel == channel and event.t > half
        else event
        for event in CALL
    ]


@pytest.mark.parametrize(
    ("hz", "dbfs", "rate"), [(400.0, -3.0, 9.0), (60.0, -60.0, 0.5), (None, 0.0, 20.0)]
)
def test_no_voice_of_the_agent_moves_the_risk(hz, dbfs, rate):
    usual, _ = heard(CALL)
    loud, _ = heard(shouted(hz, dbfs, rate))
    assert told(loud) == told(usual)


def test_the_same_voice_of_the_customer_does():
    """Or else the test above would hold nothing."""
    usual, _ = heard(CALL)
    quiet, _ = heard(shouted(60.0, -60.0, 0.5, "customer"))
    assert told(quiet) != told(usual)


def test_words_of_anger_from_the_agent_raise_no_signal_of_a_mood():
    words = tuple(Word(word, 0.0, 0.1, 1.0) for word in FURY.split())
    events = [
        msgspec.structs.replace(event, text=FURY, words=words)
        if isinstance(event, Utterance) and event.channel == "agent"
        else event
        for event in CALL
        if not (isinstance(event, Utterance) and event.channel == "customer")
    ]
    _, signals = heard(events)
    assert {one.kind for one in signals if one.weight} <= {"dead-air"} | {
        kind for kind, family in FAMILIES.items() if family == "course"
    }


def test_what_the_agent_is_timed_for_weighs_nothing():
    assert WEIGHTS["agent-fast"] == WEIGHTS["agent-long-turn"] == 0.0


def test_one_place_alone_may_measure_pitch():
    """`speech.prosody`, which asks for the channel first (tests/speech/test_prosody.py)."""
    rooms = [ROOT / room for room in ("app", "ui", "speech", "models")]
    naming = "import f0", "speech.f0"
    users = {
        file.relative_to(ROOT).as_posix()
        for room in rooms
        for file in room.rglob("*.py")
        if any(name in file.read_text("utf-8") for name in naming)
    }
    assert users == {"speech/prosody.py"}
