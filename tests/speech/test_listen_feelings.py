"""Feelings within the listener: who is read, in what order it is said, and that nothing waits."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

import resources
from models.emotion_files import EmotionModelError
from speech import listen
from speech.backlog import Backlog
from speech.capture.source import Idle
from speech.control import Control
from speech.events import (
    CHANNELS,
    Alive,
    Emotion,
    EmotionSoFar,
    End,
    Health,
    Level,
    Partial,
    Prosody,
    Ready,
    Utterance,
)
from speech.feelings import Feelings
from speech.listen import Listener
from tests.models import tiny_emotion
from tests.speech.scripted import ScriptedRecognizer
from tests.speech.spy import SpyModel
from tests.speech.test_listen import ScriptedSource

SAID = {
    "customer": [f"customer number {n} " + "is cross " * 30 for n in range(12)],
    "agent": [f"agent number {n} " + "is angry " * 30 for n in range(12)],
}


class Call:
    """The first half-minute of the sample call, heard by script, read by a spy."""

    def __init__(self, model, *, live: bool = False, script=((0.0, 45.0),), load=None) -> None:
        self.model = model
        self.events = []
        recognizers = {channel: ScriptedRecognizer(SAID[channel]) for channel in CHANNELS}
        self.feelings = Feelings(load or (lambda: model))
        self.listener = Listener(
            ScriptedSource(*script), recognizers, Control(), self.events.append,
            backlog=Backlog() if live else None, feelings=self.feelings,
        )  # fmt: skip

    def go(self) -> "Call":
        self.listener.run()
        return self

    def of(self, kind, channel=None):
        return [
            e
            for e in self.events
            if isinstance(e, kind) and (channel is None or e.channel == channel)
        ]


@pytest.fixture(scope="module")
def recorded() -> Call:
    return Call(SpyModel()).go()


def test_what_the_agent_says_never_reaches_the_model(recorded):
    assert len(recorded.of(Utterance, "agent")) >= 2
    given = [*recorded.model.given, *(line for of in recorded.model.before for line in of)]
    assert given
    assert not [text for text in given if "agent" in text or not text.startswith("customer")]
    whole = [text for text, _ in read_whole(recorded)]
    assert whole == [u.text for u in recorded.of(Utterance, "customer") if u.text]


def test_each_customer_utterance_is_followed_by_its_prosody_and_its_emotion(recorded):
    kinds = (Utterance, Prosody, Emotion)
    told = [e for e in recorded.events if isinstance(e, kinds) and not _of_agent(e)]
    assert [type(e) for e in told] == list(kinds) * (len(told) // 3)
    assert len(told) >= 9
    for utterance, prosody, emotion in zip(told[::3], told[1::3], told[2::3], strict=True):
        assert utterance.id == prosody.utterance == emotion.utterance
        at = recorded.events.index(emotion)
        assert recorded.events[at - 1] is prosody
    assert isinstance(recorded.events[0], Ready)
    assert recorded.events[0].moods
    assert isinstance(recorded.events[-1], End)


def _of_agent(event) -> bool:
    return getattr(event, "channel", "customer") == "agent"


def test_time_only_rises_with_feelings_too(recorded):
    times = [(e.t, e.mono) for e in recorded.events]
    assert times == sorted(times)


def test_a_recording_gives_the_same_stream_every_time(recorded):
    """But for when: the clock of this machine, and signs of life where it was busy."""

    def shown(call):
        return [
            {name: getattr(e, name) for name in e.__struct_fields__ if name != "mono"}
            for e in call.events
            if not isinstance(e, Alive)
        ]

    assert shown(Call(SpyModel()).go()) == shown(recorded)


def test_each_is_read_with_what_the_customer_had_said_before(recorded):
    whole = read_whole(recorded)
    said = [text for text, _ in whole]
    assert [before for _, before in whole] == [
        tuple(said[max(0, n - 2) : n]) for n in range(len(said))
    ]


def read_whole(call):
    """Return what was read of whole utterances, with what had been said before."""
    told = call.of(Emotion) + call.of(EmotionSoFar)
    read = zip(
        sorted(told, key=call.events.index), call.model.given, call.model.before, strict=True
    )
    return [(text, before) for event, text, before in read if isinstance(event, Emotion)]


def test_the_words_so_far_are_read_when_they_have_become_stable(recorded):
    told = recorded.of(EmotionSoFar)
    assert len(told) > len(recorded.of(Emotion)) > 0
    for event in told:
        cause = recorded.events[recorded.events.index(event) - 1]
        assert isinstance(cause, Partial)
        assert (cause.channel, cause.utterance) == ("customer", event.utterance)
        assert cause.stable == event.words


def test_live_a_model_that_hangs_holds_nothing_up(monkeypatch):
    monkeypatch.setattr(listen, "LAST_FEELINGS", 0.0)
    call = Call(SpyModel(held=True), live=True, script=((0.0, 20.0),)).go()
    assert len(call.of(Utterance, "customer")) >= 2
    assert len(call.of(Level, "agent")) > 90
    assert call.of(Emotion) == []
    assert call.events[-1].reason == "file"
    call.model.go.set()


def test_live_what_is_read_late_comes_with_the_next_sound():
    model = SpyModel(held=True)
    call = Call(model, live=True, script=((0.0, 30.0), Idle(), (30.0, 31.0)))
    items = call.listener._source.items

    def released_at_idle():
        for item in items():
            if isinstance(item, Idle):
                model.go.set()
                with call.feelings._changed:
                    call.feelings._changed.wait_for(lambda: not call.feelings._open, 60)
            yield item

    call.listener._source.items = released_at_idle
    call.go()
    read = call.of(Emotion)
    customer = [u.id for u in call.of(Utterance, "customer")]
    assert [e.utterance for e in read] == customer[: len(read)]
    assert len(read) >= 2
    last = max(call.events.index(u) for u in call.of(Utterance, "customer") if u.t <= 30.0)
    assert call.events.index(read[0]) > last


def test_without_a_model_the_call_goes_on_and_it_is_said_once(caplog):
    def load():
        raise EmotionModelError("model.onnx: no such file", "The mood is not read.")

    with caplog.at_level(logging.WARNING):
        call = Call(None, load=load, script=((0.0, 20.0),)).go()
    assert [r.message for r in caplog.records] == [
        "no emotion in this call: model.onnx: no such file"
    ]
    assert len(call.of(Utterance, "customer")) >= 2
    told = [h for h in call.of(Health) if h.detail]
    assert [(h.channel, h.state, h.detail) for h in told] == [
        ("customer", "ok", "The mood is not read.")
    ]


# As a program


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty seconds of the sample call, two turns of each side."""
    path = tmp_path_factory.mktemp("calls") / "clip.flac"
    call = resources.path("sample_calls/charged-twice.flac")
    table, rate = soundfile.read(call, frames=20 * 16_000, dtype="int16")
    soundfile.write(path, table, rate)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_emotion.make(tmp_path_factory.mktemp("models") / "emotion-tiny")


VOSK = ("--recognizer", "vosk", "--model",
        str(Path(__file__).parents[1] / "data" / "vosk-model-tiny-synth-en"))  # fmt: skip


def heard(clip: Path, *more: object) -> tuple[list[dict], str]:
    command = ["-m", "app", "listen", "--file", clip, "--speed", "max", *VOSK, *more]
    done = subprocess.run(
        [sys.executable, *map(str, command)], check=True, capture_output=True, text=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_the_listener_reads_the_customer_with_a_model_folder(clip, folder):
    events, complaints = heard(clip, "--emotion-model", folder)
    told = [e for e in events if e["type"] in {"prosody", "emotion"}]
    customer = [e["utterance"] for e in told if e.get("channel") == "customer"]
    assert [e["utterance"] for e in told if e["type"] == "emotion"] == customer
    assert len(customer) >= 2
    read = [e["moods"] for e in events if e["type"] in {"emotion", "emotion-so-far"}]
    assert max(moods.get("frustrated", 0.0) for moods in read) > 0.5, '"the third time"'
    assert complaints == ""


def test_no_emotion_when_it_is_not_wanted(clip, folder):
    events, _ = heard(clip, "--no-emotion", "--emotion-model", folder)
    assert "emotion" not in {e["type"] for e in events}
    assert not events[0]["moods"]


def test_a_broken_model_is_one_line_of_the_log_and_the_call_goes_on(clip, folder, tmp_path):
    broken = tiny_emotion.make(tmp_path / "broken")
    (broken / "model.onnx").write_bytes(b"other")
    events, complaints = heard(clip, "--emotion-model", broken)
    assert {"utterance", "prosody", "end"} <= {e["type"] for e in events}
    assert complaints.count("\n") == 1
    assert "no emotion in this call: model.onnx" in complaints
    [told] = [e["detail"] for e in events if e["type"] == "health" and e["detail"]]
    assert told.startswith("The emotion model is damaged: model.onnx")


def test_what_runs_the_model_is_not_loaded_before_it_is_needed():
    """`ready` would wait for it."""
    code = "import sys, speech.cli; print({'onnxruntime', 'tokenizers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
