import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech import f0
from speech.recognize.recognizer import RATE
from tests.speech.sounds import buzz, noise, times


@settings(max_examples=30)
@given(st.floats(70.0, 400.0), st.floats(0.02, 0.9))
def test_the_pitch_of_a_buzz_is_found_within_one_percent(hz, level):
    track = f0.track(buzz(hz, 0.5, level))
    assert np.isfinite(track).mean() > 0.9
    assert np.nanmedian(track) == pytest.approx(hz, rel=0.01)


def test_a_missing_fundamental_is_found():
    """A telephone line cuts below 300 Hz: the pitch is in the distance of the harmonics."""
    wave = sum(np.sin(2 * np.pi * 120.0 * n * times(0.5)) for n in range(3, 20))
    samples = (wave / np.abs(wave).max() * 10_000).astype(np.int16)
    assert np.nanmedian(f0.track(samples)) == pytest.approx(120.0, rel=0.02)


def test_a_glide_is_followed():
    glide = np.linspace(100.0, 200.0, RATE)
    track = f0.track(buzz(glide, 1.0))
    assert track[2] == pytest.approx(105.0, rel=0.05)
    assert track[-3] == pytest.approx(195.0, rel=0.05)
    assert np.all(np.diff(track[np.isfinite(track)]) > -3.0)


@pytest.mark.parametrize("dbfs", [-20.0, -60.0])
def test_noise_has_no_pitch(dbfs):
    assert np.isfinite(f0.track(noise(2.0, dbfs))).mean() < 0.05


@pytest.mark.parametrize("samples", [0, 1, 500, 1_071])
def test_too_little_sound_has_no_pitch(samples):
    assert f0.track(np.zeros(samples, np.int16)).size in (0, 1, 2)


def test_digital_silence_has_no_pitch():
    assert not np.isfinite(f0.track(np.zeros(RATE, np.int16))).any()
