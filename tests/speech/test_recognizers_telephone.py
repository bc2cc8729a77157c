"""The telephone line: noticed from its spectrum, and cepstra of it that fit the model."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pocketsphinx
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.recognize.front_end import (
    CEPSTRA,
    SHIFT,
    WINDOW,
    FrontEnd,
    NoiseRemoval,
)
from speech.recognize.recognizer import RATE, Samples
from speech.recognize.telephone import TelephoneDetector
from tests.speech.test_recognizers import sample

MODEL = Path(pocketsphinx.get_model_path("en-us/en-us"))
MEAN = np.array([45.5, 4.5, 4, 14, -2, *[0.0] * 8])


def narrow(samples: Samples) -> Samples:
    """Return the sound as an 8 kHz line leaves it."""
    line = soxr.resample(soxr.resample(samples / 32768, RATE, 8000), 8000, RATE)
    return np.rint(line * 32767).astype(np.int16)


def detected(samples: Samples, piece: int = 1536) -> bool:
    detector = TelephoneDetector()
    for start in range(0, samples.size, piece):
        detector.feed(samples[start : start + piece])
    return detector.telephone


def test_speech_is_not_a_telephone_until_it_comes_over_one():
    speech = sample("flite-rms")
    assert not detected(speech)
    assert detected(narrow(speech))


@settings(max_examples=30)
@given(
    piece=st.integers(1, 9000), decibels=st.floats(-30, 6), over_a_line=st.booleans(),
    begin=st.integers(0, 8000),
)  # fmt: skip
def test_neither_level_nor_pieces_change_what_it_is(piece, decibels, over_a_line, begin):
    speech = (sample("flite-rms")[begin:] * 0.4).astype(np.int16)
    sound = narrow(speech) if over_a_line else speech
    louder = np.clip(sound * 10 ** (decibels / 20), -32768, 32767)
    assert detected(np.rint(louder).astype(np.int16), max(piece, 200)) == over_a_line


def test_silence_changes_nothing():
    detector = TelephoneDetector()
    detector.feed(np.zeros(RATE, np.int16))
    assert not detector.telephone
    detector.feed(narrow(sample("flite-rms")))
    detector.feed(np.zeros(60 * RATE, np.int16))
    assert detector.telephone


def test_a_line_that_becomes_wide_is_noticed():
    detector = TelephoneDetector()
    detector.feed(narrow(sample("flite-rms")))
    detector.feed(sample("flite-rms"))
    assert not detector.telephone


@settings(max_examples=20)
@given(cuts=st.lists(st.integers(1, 6000), max_size=12))
def test_how_it_is_cut_does_not_change_the_cepstra(cuts):
    speech = narrow(sample("flite-rms"))[:RATE]
    whole = FrontEnd(MODEL, MEAN).feed(speech)
    front_end = FrontEnd(MODEL, MEAN)
    edges = [0, *np.minimum(np.cumsum(cuts, dtype=int), speech.size), speech.size]
    pieces = [front_end.feed(speech[a:b]) for a, b in pairwise(edges)]
    assert np.allclose(np.concatenate(pieces), whole, atol=1e-3)
    assert whole.shape == ((RATE - WINDOW) // SHIFT + 1, CEPSTRA)


@pytest.mark.parametrize("value", [0, 32767, -32768])
def test_a_dead_or_stuck_line_gives_finite_cepstra(value: int):
    cepstra = FrontEnd(MODEL, MEAN).feed(np.full(RATE, value, np.int16))
    assert np.isfinite(cepstra).all()


def test_the_estimate_is_nearer_to_the_wide_cepstra_than_what_the_line_leaves():
    """Compared with the decoder's own front end, each without its mean, as the decoder does."""
    wide = sample("flite-rms")
    truth, left = (decoder_cepstra(sound) for sound in (wide, narrow(wide)))
    guess = FrontEnd(MODEL, MEAN).feed(narrow(wide))
    frames = min(len(truth), len(guess))
    errors = [
        float(np.square(each[:frames] - each[:frames].mean(0) - (truth - truth.mean(0))[:frames])
              .mean()) for each in (guess, left)
    ]  # fmt: skip
    assert errors[0] < errors[1] * 0.75


def decoder_cepstra(samples: Samples) -> np.ndarray:
    """Return what FrontEnd makes of sound when it hears all filters: the decoder's cepstra."""
    from speech.recognize import front_end as fe  # noqa: PLC0415

    emphasized = samples.astype(float) - 0.97 * np.concatenate(([0.0], samples[:-1]))
    frames = np.lib.stride_tricks.sliding_window_view(emphasized, WINDOW)[::SHIFT]
    power = np.abs(np.fft.rfft(frames * fe._HAMMING, fe.FFT)) ** 2 @ fe._MEL
    return np.log(power + fe.FLOOR) @ fe._COSINE.T * fe._LIFT


def test_noise_removal_takes_away_what_is_steady():
    rng = np.random.default_rng(1)
    steady = rng.exponential(1e6, (400, 25))
    cleaned = NoiseRemoval().clean(steady)[300:, 1:20]
    assert cleaned.mean() < steady[300:, 1:20].mean() / 2
