"""Streams from before there was an emotion model give the very risk that they gave then.

`risk-without-moods.json` holds the tracks as they were the day before moods came in. Whoever
changes the weights of words, voice or course on purpose writes the file anew, and says so: since
a lawyer alone is no threat any more, `late-order.vosk` rises later (its lawyer was misheard, too).
"""

import json
from pathlib import Path

import pytest

from app.call import stream
from app.call.session import CallSession
from speech.events import Emotion
from tests.app.call.talk import QUIET_PACK

STREAMS = Path(__file__).parents[2] / "data" / "streams"
TRACKS = json.loads((STREAMS / "risk-without-moods.json").read_text("utf-8"))


def test_every_recorded_stream_is_held():
    assert set(TRACKS) == {file.stem for file in STREAMS.glob("*.jsonl")}


@pytest.mark.parametrize("name", TRACKS)
def test_the_track_is_what_it_was(name):
    session = CallSession(QUIET_PACK)
    for event in stream.load(STREAMS / f"{name}.jsonl"):
        if not isinstance(event, Emotion):
            session.feed(event)
    state, was = session.state, TRACKS[name]
    assert [[point.t, point.level] for point in state.risk.track] == [[t, lev] for t, _, lev in was]
    values = [point.value for point in state.risk.track]
    assert values == pytest.approx([value for _, value, _ in was], abs=2e-4)
    assert (state.mood.name, state.moods) == ("", ())
