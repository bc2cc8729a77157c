"""The calls that were spoken: every one has its stream, of the script as it is now."""

import msgspec
import pytest

from speech.events import Alive, Emotion, End, Partial, Ready, Utterance
from tests.bench import spoken_calls, whole_calls
from tests.bench.spoken_calls import FOLDER, Stream

STREAMS = spoken_calls.load()


@pytest.fixture(params=STREAMS, ids=lambda stream: stream.call.name)
def stream(request: pytest.FixtureRequest) -> Stream:
    found: Stream = request.param
    return found


def test_every_spoken_call_has_a_stream() -> None:
    assert {s.call.name for s in STREAMS} == {c.name for c in whole_calls.load() if c.spoken}
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 1_500_000


def test_a_stream_holds_what_was_heard_and_no_mood(stream: Stream) -> None:
    assert isinstance(stream.events[0], Ready)
    assert isinstance(stream.events[-1], End)
    assert not any(isinstance(event, Partial | Alive | Emotion) for event in stream.events)
    assert not any(event.mono for event in stream.events)
    times = [event.t for event in stream.events]
    assert times == sorted(times)


def test_what_was_heard_belongs_to_what_was_said(stream: Stream) -> None:
    said = [event for event in stream.events if isinstance(event, Utterance)]
    turns = [stream.turn_of(utterance) for utterance in said]
    assert all(turn is not None for turn in turns)
    heard = {turn.start for turn in turns if turn is not None}
    customer = [turn for turn in stream.turns if turn.turn.who == "customer"]
    assert sum(turn.start in heard for turn in customer) >= 0.8 * len(customer)


def test_the_marked_turn_is_heard(stream: Stream) -> None:
    if stream.call.marked is None:
        return
    marked = stream.turns[stream.call.marked]
    assert stream.utterances(marked)
    assert marked.start < marked.end <= marked.final + 0.2


def test_a_stream_of_another_script_is_refused(stream: Stream) -> None:
    turns = list(stream.call.turn)
    other = msgspec.structs.replace(
        stream.call, turn=(msgspec.structs.replace(turns[0], text="another text"), *turns[1:])
    )
    with pytest.raises(ValueError, match="another script"):
        spoken_calls.read(FOLDER / f"{stream.call.name}.jsonl", other)
