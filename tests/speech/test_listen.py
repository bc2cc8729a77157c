"""The whole listener but for the recognizer's ear: real voice activity on the sample call."""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import pytest

import resources
from speech.capture.source import Audio, Block, DeviceGoneError, Idle, Item, Lost, Missing
from speech.control import Control
from speech.events import (
    CHANNELS,
    Channel,
    End,
    Gap,
    Health,
    Level,
    Overlap,
    Partial,
    Prosody,
    Ready,
    Utterance,
    Voice,
)
from speech.listen import Listener, Start
from speech.recognize.recognizer import RecognizerError
from tests.speech.scripted import ScriptedRecognizer
from tests.speech.sounds import call

BLOCK = 0.1
LINES = ["word " * 40] * 12


def floats(channel: Channel, start: float, end: float) -> Audio:
    return call(channel, start, end).astype(np.float32) / 32_768


def lines() -> list[dict]:
    return json.loads(resources.path("sample_calls/charged-twice.json").read_text())["lines"]


def stretches(channel: Channel, until: float) -> list[tuple[float, float]]:
    """Where a side speaks, by the script: a short breath does not part two."""
    found: list[tuple[float, float]] = []
    for line in lines():
        if line["channel"] != channel or line["end"] > until:
            continue
        if found and line["start"] - found[-1][1] < 0.6:
            found[-1] = (found[-1][0], line["end"])
        else:
            found.append((line["start"], line["end"]))
    return found


class ScriptedSource:
    """Plays pieces of the sample call, with other items between them."""

    def __init__(self, *script: "Item | tuple[float, float]", fails: bool = False) -> None:
        self._script = script
        self._fails = fails
        self.closed = False

    @property
    def devices(self) -> Mapping[Channel, str]:
        return {"customer": "softphone", "agent": "headset"}

    @property
    def rates(self) -> Mapping[Channel, int]:
        return {"customer": 16_000, "agent": 16_000}

    def open(self) -> None:
        pass

    def items(self) -> Iterator[Item]:
        for part in self._script:
            if isinstance(part, tuple):
                for start in np.arange(part[0], part[1], BLOCK):
                    for channel in CHANNELS:
                        yield Block(channel, floats(channel, start, start + BLOCK))
            else:
                yield part
        if self._fails:
            raise DeviceGoneError("the sound server is gone")

    def close(self) -> None:
        self.closed = True


class Run:
    """A listener over a source, its events, and how it ended."""

    def __init__(self, source, *, start=None, fails_after=None) -> None:
        self.control = Control()
        self.events = []
        self.recognizers = {
            channel: ScriptedRecognizer(LINES, fails_after=fails_after) for channel in CHANNELS
        }
        self.source = source
        self.listener = Listener(
            source, self.recognizers, self.control, self.events.append, start or Start()
        )

    def go(self) -> "Run":
        self.listener.run()
        return self

    def of(self, kind, channel=None):
        return [
            e
            for e in self.events
            if isinstance(e, kind) and (channel is None or e.channel == channel)
        ]


@pytest.fixture(scope="module")
def opening() -> Run:
    """The first half-minute and a bit, with one interruption."""
    return Run(ScriptedSource((0.0, 50.0))).go()


def test_ready_comes_first_and_end_last(opening):
    ready, end = opening.events[0], opening.events[-1]
    assert isinstance(ready, Ready)
    assert (ready.recognizer, ready.model, ready.sample_rate) == ("scripted", "script", 16_000)
    assert dict(ready.devices) == {"customer": "softphone", "agent": "headset"}
    assert isinstance(end, End)
    assert end.reason == "file"
    assert opening.source.closed


def test_time_only_rises(opening):
    times = [(e.t, e.mono) for e in opening.events]
    assert times == sorted(times)


def test_every_side_is_heard_when_it_speaks(opening):
    """Against the script of the call: every stretch of speech within a quarter of a second."""
    customer = stretches("customer", 42.0)
    assert len(customer) >= 3
    voices = opening.of(Voice, "customer")
    spans = [(a.since, b.since) for a, b in zip(voices[::2], voices[1::2], strict=True)]
    found = [
        next((s for s in spans if abs(s[0] - start) < 0.25 and abs(s[1] - end) < 0.6), None)
        for start, end in customer
    ]
    assert None not in found


def test_an_utterance_lies_within_its_voice_and_brings_its_prosody(opening):
    for channel in CHANNELS:
        finals = opening.of(Utterance, channel)
        assert [u.id for u in finals] == list(range(1, len(finals) + 1))
        assert [p.utterance for p in opening.of(Prosody, channel)] == [u.id for u in finals]
        for before, after in pairwise(finals):
            assert before.start < before.end <= after.start


def test_only_the_customer_has_a_pitch(opening):
    assert all(p.f0_median_hz is None for p in opening.of(Prosody, "agent"))
    assert all(80 < p.f0_median_hz < 150 for p in opening.of(Prosody, "customer"))


def interruption() -> tuple[float, float]:
    """Where the customer first cuts in on the agent, and where the agent falls silent."""
    before, after = next(
        (a, b) for a, b in pairwise(lines()) if b["start"] < a["end"] and b["channel"] == "customer"
    )
    return after["start"], before["end"]


def test_the_interruption_is_noticed(opening):
    [overlap] = opening.of(Overlap)
    assert (overlap.held, overlap.took) == ("agent", "customer")
    assert (overlap.start, overlap.end) == pytest.approx(interruption(), abs=0.3)


def test_levels_tick_about_five_a_second(opening):
    for channel in CHANNELS:
        levels = opening.of(Level, channel)
        assert 4.5 < len(levels) / 50 < 5.5
        assert min(e.dbfs for e in levels) < -55
        assert max(e.dbfs for e in levels) > -25


def test_a_sound_call_is_healthy(opening):
    assert [(h.channel, h.state) for h in opening.of(Health)] == [
        ("customer", "ok"),
        ("agent", "ok"),
    ]


def test_partials_of_both_sides_interleave(opening):
    """While both speak, neither waits for the other to finish."""
    start, end = interruption()
    both = [p.channel for p in opening.of(Partial) if start < p.t < end]
    assert len(set(both)) == 2
    assert sum(a != b for a, b in pairwise(both)) >= 4


def test_missing_sound_is_a_gap_and_the_clock_goes_on():
    run = Run(ScriptedSource((6.0, 9.0), *[Missing("customer", 0.5, "lost")] * 4, (9.0, 12.0))).go()
    [gap] = run.of(Gap)
    assert (gap.channel, gap.reason) == ("customer", "lost")
    assert gap.start == pytest.approx(3.0, abs=0.01)
    assert gap.end == pytest.approx(5.0, abs=0.01)
    first, second = run.of(Utterance, "customer")
    assert first.end <= gap.start + 0.01
    assert second.start >= gap.end - 0.01


def test_a_lost_device_closes_its_utterance_and_the_other_side_goes_on():
    run = Run(ScriptedSource((6.0, 9.0), Lost("customer", "headset is gone"), Idle())).go()
    [gone] = [h for h in run.of(Health) if h.state != "ok"]
    assert (gone.channel, gone.state, gone.detail) == ("customer", "gone", "headset is gone")
    assert len(run.of(Utterance, "customer")) == 1


def test_when_everything_is_gone_it_says_so_and_ends():
    run = Run(ScriptedSource((6.0, 9.0), fails=True))
    with pytest.raises(DeviceGoneError):
        run.go()
    assert {h.channel for h in run.of(Health) if h.state == "gone"} == set(CHANNELS)
    assert run.events[-1].reason == "device"
    assert run.source.closed


def test_a_recognizer_that_fails_ends_the_stream_honestly():
    run = Run(ScriptedSource((0.0, 30.0)), fails_after=1)
    with pytest.raises(RecognizerError):
        run.go()
    assert run.events[-1].reason == "error"
    assert run.source.closed


def test_while_paused_nothing_is_heard():
    run = Run(ScriptedSource((0.0, 6.0), (6.0, 12.0)))
    run.control.send("pause")
    run.go()
    assert run.of(Utterance) == run.of(Partial) == run.of(Voice) == []
    assert all(level.dbfs == -120 for level in run.of(Level))
    assert 45 <= len(run.of(Level, "agent")) <= 63
    assert [(gap.start, gap.end, gap.reason) for gap in run.of(Gap)] == [(0.0, 12.0, "paused")] * 2
    assert [recognizer.takes for recognizer in run.recognizers.values()] == [[], []]


def test_after_a_pause_it_hears_again():
    run = Run(ScriptedSource((0.0, 7.0), (7.0, 12.0)))
    heard = run.listener._hear

    def resume_at_seven(item):
        if run.listener._clock >= 7.0:
            run.control.send("resume")
        heard(item)

    run.listener._hear = resume_at_seven
    run.control.send("pause")
    run.go()
    assert run.of(Utterance, "agent") == []
    [gap] = run.of(Gap, "customer")
    assert (gap.start, gap.end) == pytest.approx((0.0, 7.0), abs=0.2)
    assert len(run.of(Utterance, "customer")) == 1


def test_stop_ends_cleanly_with_the_open_utterance():
    run = Run(ScriptedSource((0.0, 3.0)))
    items = run.source.items

    def stopping():
        yield from items()
        run.control.send("stop")
        yield Idle()

    run.source.items = stopping
    run.go()
    assert run.events[-1].reason == "stopped"
    assert len(run.of(Utterance, "agent")) == 1


def test_a_restarted_listener_goes_on_where_the_last_one_was_lost():
    start = Start(clock=60.0, first_utterance=12, lost_at=57.5)
    run = Run(ScriptedSource((7.0, 12.0)), start=start).go()
    ready, *gaps = run.events[:3]
    assert ready.t == 60.0
    assert [(g.channel, g.start, g.end, g.reason) for g in gaps] == [
        (channel, 57.5, 60.0, "listener restarted") for channel in CHANNELS
    ]
    [said] = run.of(Utterance, "customer")
    assert said.id == 12
    assert said.start > 60.0
    assert all(word.start > 59.5 for word in said.words)
