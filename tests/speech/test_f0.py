import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech import f0
from speech.recognize.recognizer import RATE
from tests.bench.spoken import over_the_phone
from tests.speech import pitch_reference, pitch_score
from tests.speech.sounds import buzz, call, noise, times
from tests.speech.vowels import voice

GROSS = 0.05
"""Of the frames that are voiced for both: further off than a fifth."""
LEAST_HEARD = 0.7
"""Of the voiced frames, in a voice with ordinary roughness."""


@pytest.mark.parametrize("line", ["wide", "phone"])
@pytest.mark.parametrize("hz", [75, 100, 130, 180, 240, 330])
@pytest.mark.parametrize("lively", [3.0, 8.0])
def test_a_known_voice_is_followed(hz, lively, line):
    """Low and high, even and lively, through a wide band and through a telephone."""
    sung = voice(hz, 4.0, lively=lively, rough=0.01, seed=hz)
    heard = over_the_phone(sung.samples) if line == "phone" else sung.samples
    score = pitch_score.against_known(f0.track(heard), sung.hz)
    assert score.gross <= GROSS
    assert score.found >= LEAST_HEARD
    assert score.median == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("rough", [0.02, 0.04])
@pytest.mark.parametrize("hz", [90, 210])
def test_a_rough_voice_is_followed_where_it_is_voiced(hz, rough):
    sung = voice(hz, 4.0, rough=rough, seed=hz)
    for heard in (sung.samples, over_the_phone(sung.samples)):
        assert pitch_score.against_known(f0.track(heard), sung.hz).gross <= GROSS


@pytest.mark.parametrize(("channel", "start"), [("customer", 7.2), ("customer", 27.0)])
def test_speech_is_followed_as_another_method_follows_it(channel, start):
    """Also where it came over a telephone: the other method hears it before that."""
    clear = call(channel, start, start + 4.0)
    times_, hz = pitch_reference.pitch(clear)
    for heard in (clear, over_the_phone(clear)):
        score = pitch_score.against(f0.track(heard), times_, hz)
        assert score.gross <= GROSS
        assert score.found >= LEAST_HEARD


@pytest.mark.parametrize("gain", [-24.0, -12.0, 6.0])
def test_the_gain_of_a_line_is_no_pitch(gain):
    sung = voice(130, 3.0)
    loud = np.clip(sung.samples * 10 ** (gain / 20), -32768, 32767).astype(np.int16)
    usual = np.nanmedian(f0.track(sung.samples))
    assert np.nanmedian(f0.track(loud)) == pytest.approx(usual, rel=0.01)


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
