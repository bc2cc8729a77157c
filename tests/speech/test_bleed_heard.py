"""The whole listener on a call with bleed: nothing of the customer's is heard twice."""

import subprocess
import sys

import numpy as np
import pytest
import soundfile

from speech import events
from tests.speech.test_bleed import RATE, bled, call


def heard(path, customer, agent) -> list[events.AnyEvent]:
    soundfile.write(path, np.stack((customer, agent), axis=1), RATE)
    options = ("--file", str(path), "--speed", "max", "--recognizer", "none")
    done = subprocess.run(
        [sys.executable, "-m", "app", "listen", *options], check=True, capture_output=True
    )
    return [event for line in done.stdout.splitlines() if (event := events.decode(line))]


def turns(stream: list[events.AnyEvent], channel: str, after: float) -> list[float]:
    return [
        e.since
        for e in stream
        if isinstance(e, events.Voice) and e.channel == channel and e.speaking and e.since > after
    ]


@pytest.mark.parametrize("name", ["charged-twice", "calm-update"])
def test_nothing_is_heard_twice_nor_taken_for_an_interruption(tmp_path, name):
    customer, agent = call(name, 60)
    clean = heard(tmp_path / "clean.wav", customer, agent)
    stream = heard(tmp_path / "bled.wav", customer, bled(customer, agent, -12, 0.08))
    said = [e for e in stream if isinstance(e, events.Health) and e.state == "bleed"]
    assert [e.channel for e in said] == ["agent"]
    known = said[0].t + 1.0
    assert len(turns(stream, "agent", known)) == len(turns(clean, "agent", known))
    assert turns(stream, "customer", 0.0) == turns(clean, "customer", 0.0)
    overlaps = [
        [e for e in each if isinstance(e, events.Overlap) and e.start > known]
        for each in (clean, stream)
    ]
    assert len(overlaps[0]) == len(overlaps[1])
    assert not any(isinstance(e, events.Health) and e.state == "bleed" for e in clean)
