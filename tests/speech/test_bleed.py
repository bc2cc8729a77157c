"""The customer in the agent's microphone: noticed, left out, and never imagined."""

from collections.abc import Iterator

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

import resources
from speech.bleed import HOP_SECONDS, KEPT, Bleed, Track, levels
from speech.recognize.recognizer import RATE
from speech.resample import as_int16
from speech.vad import FRAME

CALLS = ("charged-twice", "bereavement", "calm-update")
BLOCK = 1_536
"""Samples, 0.1 s in whole frames of voice activity."""
STEPS = 4


def call(name: str, seconds: float | None = None) -> tuple[np.ndarray, np.ndarray]:
    frames = -1 if seconds is None else round(seconds * RATE)
    table, rate = soundfile.read(
        resources.path(f"sample_calls/{name}.flac"), frames=frames, dtype="float32"
    )
    assert rate == RATE
    return table[:, 0], table[:, 1]


def room(seconds: float = 0.35) -> np.ndarray:
    """A speaker's way to the microphone: the direct sound, and a tail of noise that dies away."""
    size = round(seconds * RATE)
    tail = np.random.default_rng(7).standard_normal(size) * 10 ** (-3 * np.arange(size) / size)
    tail[0] = 4.0
    return tail / np.sqrt(np.sum(tail**2))


def bled(customer: np.ndarray, agent: np.ndarray, db: float, delay: float) -> np.ndarray:
    copy = np.convolve(customer, room())[: customer.size] * 10 ** (db / 20)
    late = round(delay * RATE)
    return agent + np.concatenate((np.zeros(late), copy[: copy.size - late]))


def hear(bleed: Bleed, customer: np.ndarray, agent: np.ndarray) -> Iterator[int]:
    """Feed both sides as a live call would; yield the first sample of each block after it."""
    for begin in range(0, min(customer.size, agent.size) - BLOCK, BLOCK):
        end = begin + BLOCK
        bleed.hear("customer", begin / RATE, as_int16(customer[begin:end]))
        bleed.hear("agent", begin / RATE, as_int16(agent[begin:end]))
        yield begin


def loud(samples: np.ndarray, begin: int, above: float = -38.0) -> bool:
    part = samples[begin : begin + FRAME]
    return bool(10 * np.log10(np.mean(part**2) + 1e-12) > above)


@pytest.mark.parametrize("name", CALLS)
def test_no_sample_call_is_taken_for_bleed(name):
    bleed = Bleed()
    customer, agent = call(name)
    assert not any(bleed.bleeding for _ in hear(bleed, customer, agent))


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(("db", "delay"), [(-12, 0.04), (-12, 0.12), (-20, 0.04), (-20, 0.12)])
def test_bleed_is_noticed_within_seconds_of_the_customers_voice(name, db, delay):
    bleed = Bleed()
    customer, agent = call(name, 45)
    voice = 0.0
    for begin in hear(bleed, customer, bled(customer, agent, db, delay)):
        voice += loud(customer, begin) * BLOCK / RATE
        if bleed.bleeding:
            break
    assert bleed.bleeding
    assert voice < 4.0


def judged(db: float, *, talks_over: bool = False) -> tuple[list[bool], list[bool]]:
    """Return, once bleed is known, which frames with only the customer, and which with the agent,
    were taken for a copy. `talks_over`: the agent's part is moved onto the customer's."""
    customer, agent = call("charged-twice", 80)
    if talks_over:
        agent = np.roll(agent, 10 * RATE)
    microphone = bled(customer, agent, db, 0.08)
    bleed = Bleed()
    alone: list[bool] = []
    spoken: list[bool] = []
    for begin in hear(bleed, customer, microphone):
        if not bleed.bleeding or begin < BLOCK:
            continue
        copied = bleed.copied(begin / RATE, STEPS, speaking=False)
        if loud(agent, begin, -30.0):
            if not talks_over or loud(customer, begin):
                spoken.append(copied)
        elif loud(customer, begin) and not loud(agent, begin, -55.0):
            alone.append(copied)
    return alone, spoken


@pytest.mark.parametrize("db", [-12, -20])
def test_what_only_comes_out_of_the_speakers_is_not_the_agent(db):
    alone, spoken = judged(db)
    assert np.mean(alone) > 0.99
    assert np.mean(spoken) < 0.05


@pytest.mark.parametrize("db", [-12, -20])
def test_an_agent_who_talks_over_the_customer_is_still_heard(db):
    _, spoken = judged(db, talks_over=True)
    assert len(spoken) > 30
    assert np.mean(spoken) < 0.3


def test_a_headset_put_on_ends_it():
    customer, agent = call("charged-twice", 100)
    half = 30 * RATE
    microphone = bled(customer, agent, -12, 0.06)
    microphone[half:] = agent[half:]
    bleed = Bleed()
    states = [(begin, bleed.bleeding) for begin in hear(bleed, customer, microphone)]
    assert any(bleeding for begin, bleeding in states if begin < half)
    assert not states[-1][1]


def test_one_voice_on_both_channels_at_different_times_is_no_bleed():
    """Said back word for word, two seconds later: that is what good agents do."""
    customer, _ = call("charged-twice", 40)
    bleed = Bleed()
    assert not any(bleed.bleeding for _ in hear(bleed, customer, np.roll(customer, 2 * RATE)))


def test_a_tone_has_its_level_in_its_band():
    tone = as_int16(np.sin(2 * np.pi * 1_700 * np.arange(RATE) / RATE) * 0.1)
    bands = levels(tone).mean(axis=0)
    assert int(np.argmax(bands)) == 2
    assert bands[2] == pytest.approx(-20.0, abs=4.0)
    assert levels(np.zeros(256, np.int16)).max() == -80.0


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 1_500), st.integers(1, 40)), max_size=40))
def test_what_was_missed_or_forgotten_is_nothing(story):
    """However a channel is interrupted, each step gives back what was heard in it, or silence."""
    track = Track()
    heard: dict[int, float] = {}
    for gap, size in story:
        start = track.end + gap
        track.add(start, np.full((size, 4), -float(start % 60), np.float32))
        heard |= {step: -float(start % 60) for step in range(start, start + size)}
    first = max(-10, track.end - KEPT - 20)
    rows = track.get(first, track.end + 10)
    for step, row in zip(range(first, track.end + 10), rows, strict=True):
        known = step in heard and step >= track.end - KEPT
        assert row[0] == (heard[step] if known else -80.0)
    assert HOP_SECONDS == 0.008
