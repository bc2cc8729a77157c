import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.recognize.recognizer import RATE
from speech.resample import Resampler


def through(resampler: Resampler, samples: np.ndarray, block: int) -> np.ndarray:
    parts = [resampler.feed(samples[n : n + block]) for n in range(0, samples.size, block)]
    return np.concatenate([*parts, resampler.flush()])


def tone(rate: int, seconds: float = 1.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * rate)) / rate)).astype("f4")


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_a_tone_keeps_its_length_level_and_place(rate):
    out = through(Resampler(rate), tone(rate), rate // 20)
    assert abs(out.size - RATE) <= 1
    expected = tone(RATE) * 32_767
    middle = slice(1_000, 15_000)
    assert np.abs(out[middle] - expected[middle]).max() < 300


@settings(max_examples=20)
@given(st.integers(50, 5_000))
def test_the_size_of_blocks_does_not_matter(block):
    sound = tone(44_100, 0.3)
    whole = through(Resampler(44_100), sound, sound.size)
    assert np.abs(through(Resampler(44_100), sound, block).astype(int) - whole).max() <= 1


@pytest.mark.parametrize("rate", [RATE, 48_000])
def test_broken_samples_become_silence_and_spread_nowhere(rate):
    sound = tone(rate)
    sound[rate // 2] = np.nan
    sound[rate // 2 + 1] = np.inf
    sound[rate // 2 + 2] = -np.inf
    out = through(Resampler(rate), sound, rate // 10)
    expected = tone(RATE) * 32_767
    assert np.abs(out[8_400:15_000] - expected[8_400:15_000]).max() < 300
    assert np.abs(out[1_000:7_600] - expected[1_000:7_600]).max() < 300


def test_too_loud_is_clipped_not_wrapped():
    out = through(Resampler(RATE), np.full(1_000, 3.0, np.float32), 100)
    assert out.min() == 32_767
    assert through(Resampler(RATE), np.full(10, -3.0, np.float32), 10).max() == -32_767


def test_after_a_flush_it_starts_anew():
    resampler = Resampler(48_000)
    first = through(resampler, tone(48_000, 0.2), 1_000)
    second = through(resampler, tone(48_000, 0.2), 1_000)
    assert np.array_equal(first, second)
