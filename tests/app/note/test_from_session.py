"""The sample calls through the real call core, from what was said to the note."""

import json
import re

import pytest

import resources
from app.call.session import CallSession
from app.cues.pack import load_pack
from app.note.compose import compose
from app.note.masking import texts
from speech.events import End, Utterance, Voice, Word


def heard(name):
    """Return the events of a perfect listener on a sample call."""
    call = json.loads(resources.path(f"sample_calls/{name}.json").read_text("utf-8"))
    count = {"customer": 0, "agent": 0}
    events = []
    for line in call["lines"]:
        channel, start, end = line["channel"], line["start"], line["end"]
        count[channel] += 1
        words = re.sub(r"[.,?]", "", line["text"].lower()).split()
        step = (end - start) / len(words)
        timed = tuple(
            Word(word, start + at * step, start + (at + 1) * step, 0.9)
            for at, word in enumerate(words)
        )
        events += [
            Voice(t=start + 0.2, channel=channel, speaking=True, since=start),
            Utterance(
                t=end + 0.3,
                channel=channel,
                id=count[channel],
                start=start,
                end=end,
                text=" ".join(words),
                words=timed,
            ),
            Voice(t=end + 0.5, channel=channel, speaking=False, since=end),
        ]
    events.sort(key=lambda event: event.t)
    return [*events, End(t=call["duration"], reason="file")]


def note_of(name):
    session = CallSession(load_pack(resources.path("packs/default")))
    for event in heard(name):
        session.feed(event)
    return compose(session.state, note_id="n", created="2026-11-20T07:00:00+00:00")


def said(section):
    return " | ".join(line.text for line in section)


def test_charged_twice():
    note = note_of("charged-twice")
    assert "upervisor" in said(note.reason)
    assert "three times" in said(note.reason)
    assert "refund" in said(note.wants)
    for fact in ("47291", "$45", "Tuesday", "[card ending 1111]"):
        assert fact in said(note.facts)
    assert "They will get an email today to confirm it" in said(note.promised)
    assert "promise" in said(note.tried)
    assert note.feeling.lowest.startswith("angry")
    assert note.feeling.end.startswith("calmer")
    assert note.root_cause == "billing.double-charge"
    assert not any("four one one one" in text for text in texts(note))


def test_a_calm_update_is_no_complaint():
    note = note_of("calm-update")
    assert note.subject.startswith("Handover")
    assert said(note.reason) == "The agent asks for help; the customer stayed calm"
    assert "47 King Street" in said(note.facts)


@pytest.mark.parametrize("word", ["angry", "cheerful!", "great"])
def test_a_bereavement_is_told_gently(word):
    note = note_of("bereavement")
    assert "Bereavement" in said(note.reason)
    assert "Will stop the letters now" in said(note.promised)
    assert not any(word in text for text in texts(note))
