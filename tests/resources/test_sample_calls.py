"""The sample calls hold what their timetables say."""

import shutil
from itertools import pairwise

import msgspec
import numpy as np
import pytest
import soundfile

from resources.sample_calls import build

FRAME = 160
"""Samples in the 10 ms over which energy is measured."""


def timetable(name):
    return msgspec.json.decode((build.HERE / f"{name}.json").read_bytes(), type=build.Timetable)


def spans(name, channel):
    return [(line.start, line.end) for line in timetable(name).lines if line.channel == channel]


def energy(name, channel):
    """Return the energy of each 10 ms in dBFS."""
    pcm, _ = soundfile.read(build.HERE / f"{name}.flac", dtype="float64")
    side = pcm[: len(pcm) // FRAME * FRAME, build.CHANNELS.index(channel)]
    return 10 * np.log10((side.reshape(-1, FRAME) ** 2).mean(axis=1) + 1e-12)


def talking(name, channel, margin=0.0):
    """Return which 10 ms lie in a line of this side, each line wider by the margin."""
    at = (np.arange(len(energy(name, channel))) + 0.5) * FRAME / build.RATE
    inside = [(at > start - margin) & (at < end + margin) for start, end in spans(name, channel)]
    return np.any(inside, axis=0)


@pytest.mark.parametrize("name", build.names())
def test_recordings_are_telephony_ready_and_as_long_as_they_say(name):
    info = soundfile.info(build.HERE / f"{name}.flac")
    assert (info.samplerate, info.channels, info.subtype) == (16_000, 2, "PCM_16")
    assert info.duration == pytest.approx(timetable(name).duration, abs=0.001)


@pytest.mark.parametrize("name", build.names())
def test_lines_and_moments_lie_inside_the_recording_in_order(name):
    table = timetable(name)
    assert all(0 < line.start < line.end < table.duration for line in table.lines)
    assert all(0 < moment.at < table.duration for moment in table.moments)
    assert table.moments == sorted(table.moments, key=lambda moment: moment.at)
    for channel in build.CHANNELS:
        assert all(a[1] < b[0] for a, b in pairwise(spans(name, channel)))


@pytest.mark.parametrize("name", build.names())
def test_the_timetable_says_what_the_script_says(name):
    script, table = build.load(name), timetable(name)
    assert sorted(line.text for line in table.lines) == sorted(line.text for line in script.line)
    assert len(table.moments) == sum(len(line.moments) for line in script.line)


@pytest.mark.parametrize("name", build.names())
@pytest.mark.parametrize("channel", build.CHANNELS)
def test_a_side_is_heard_when_it_talks_and_is_quiet_otherwise(name, channel):
    dbfs = energy(name, channel)
    for start, end in spans(name, channel):
        first, last = (round(t * build.RATE / FRAME) for t in (start, end))
        assert dbfs[first:last].max() > -30
    quiet = dbfs[~talking(name, channel, margin=0.05)]
    assert quiet.max() < -50
    assert -66 < np.median(quiet) < -58


def test_the_customer_charged_twice_gets_louder_and_faster():
    name = "charged-twice"
    dbfs = energy(name, "customer")
    third = len(dbfs) // 3
    spoken = talking(name, "customer") & (dbfs > -45)
    loudness = [np.median(dbfs[k : k + third][spoken[k : k + third]]) for k in (0, third)]
    assert loudness[1] > loudness[0] + 3
    own = [line for line in timetable(name).lines if line.channel == "customer"]
    angry = next(m.at for m in timetable(name).moments if m.kind == "faster_and_louder")
    pace = [
        np.mean([len(line.text) / (line.end - line.start) for line in lines])
        for lines in (own[:4], [line for line in own if abs(line.end - angry) < 12])
    ]
    assert pace[1] > 1.15 * pace[0]


def test_the_customer_charged_twice_is_louder_in_the_last_third_than_in_the_first():
    dbfs = energy("charged-twice", "customer")
    third = len(dbfs) // 3
    spoken = talking("charged-twice", "customer") & (dbfs > -45)
    first, last = (
        np.median(dbfs[part][spoken[part]]) for part in (slice(third), slice(-third, None))
    )
    assert last > first + 2


def test_interruptions_are_real_overlap_that_takes_the_turn():
    lines = timetable("charged-twice").lines
    cuts = [m.at for m in timetable("charged-twice").moments if m.kind == "interruption"]
    assert len(cuts) == 2
    both = talking("charged-twice", "agent") & talking("charged-twice", "customer")
    assert 2 < both.sum() * FRAME / build.RATE < 5
    for at in cuts:
        taker = next(line for line in lines if line.start == at)
        cut_off = next(line for line in lines if line.start < at < line.end)
        assert (taker.channel, cut_off.channel) == ("customer", "agent")
        assert 1 <= cut_off.end - at <= 2 < taker.end - at


@pytest.mark.parametrize("name", ["calm-update", "bereavement"])
def test_nobody_talks_over_anybody_elsewhere(name):
    assert all(a.end < b.start for a, b in pairwise(timetable(name).lines))


def test_dead_air_is_where_it_says():
    (at,) = (m.at for m in timetable("charged-twice").moments if m.kind == "dead_air")
    first, last = (round(t * build.RATE / FRAME) for t in (at + 0.05, at + 9.0))
    assert all(energy("charged-twice", side)[first:last].max() < -50 for side in build.CHANNELS)


def test_the_calm_call_has_no_long_silence():
    lines = timetable("calm-update").lines
    assert max(b.start - a.end for a, b in pairwise(lines)) < 4


def test_nothing_is_said_back_in_the_first_two_thirds():
    table = timetable("charged-twice")
    (at,) = (m.at for m in table.moments if m.kind == "said_back")
    assert at > table.duration * 2 / 3


@pytest.mark.parametrize("engine", ["flite", "espeak-ng"])
def test_building_a_line_again_gives_the_same_samples(engine):
    if shutil.which(engine) is None:
        pytest.skip(f"{engine} is not installed")
    name, line, voice = next(
        (name, line, script.voice(line))
        for name in build.names()
        for script in [build.load(name)]
        for line in script.line
        if script.voice(line).engine == engine
    )
    once, twice = (build.synthesize(line.say or line.text, voice) for _ in range(2))
    # espeak-ng is not the same to the last bit from run to run on every machine.
    assert np.allclose(once, twice, atol=0 if engine == "flite" else 0.01)
    said = next(said for said in timetable(name).lines if said.text == line.text)
    assert said.end - said.start == pytest.approx(len(once) / build.RATE, abs=0.05)


def test_line_noise_is_seeded():
    assert np.array_equal(build.line_noise(800, "a"), build.line_noise(800, "a"))
    assert not np.array_equal(build.line_noise(800, "a"), build.line_noise(800, "b"))
