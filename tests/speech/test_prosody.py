import numpy as np
import pytest

from speech import f0, prosody
from speech.events import Utterance, Word
from speech.vad import FRAME
from tests.speech.sounds import buzz, call, noise

WORDS = (Word("one", 0.0, 0.4, 1.0), Word("two", 0.4, 0.9, 1.0), Word("three", 1.5, 2.0, 1.0))


def said(channel="customer", words=WORDS) -> Utterance:
    text = " ".join(word.text for word in words)
    return Utterance(t=9.0, channel=channel, id=4, start=0.0, end=2.0, text=text, words=words)


def flags(samples, voiced=True) -> list[bool]:
    return [voiced] * (samples.size // FRAME)


def test_a_steady_voice_is_measured():
    samples = buzz(110.0, 2.0)
    found = prosody.measure(said(), samples, flags(samples))
    assert (found.utterance, found.t) == (4, 9.0)
    assert found.f0_median_hz == pytest.approx(110.0, rel=0.01)
    assert found.f0_range_semitones < 0.5
    assert found.voiced_ratio == 1.0


def test_a_lively_voice_has_a_wide_range():
    samples = buzz(np.geomspace(100.0, 200.0, 32_000), 2.0)
    found = prosody.measure(said(), samples, flags(samples))
    assert found.f0_range_semitones == pytest.approx(0.8 * 12, abs=1.0)


def test_pace_is_words_over_the_time_spoken_without_pauses():
    samples = buzz(110.0, 2.0)
    found = prosody.measure(said(), samples, flags(samples))
    assert found.rate_wps == pytest.approx(3 / 1.4, abs=0.01)
    assert prosody.measure(said(words=()), samples, flags(samples)).rate_wps == 0.0


def test_pauses_do_not_make_a_voice_quieter():
    voice, pause = buzz(110.0, 1.024), noise(1.024, -70.0)
    alone = prosody.measure(said(), voice, flags(voice))
    samples = np.concatenate((voice, pause))
    found = prosody.measure(said(), samples, flags(voice) + flags(pause, voiced=False))
    assert found.energy_dbfs == alone.energy_dbfs
    assert found.voiced_ratio == 0.5


def test_a_real_voice_has_a_likely_pitch():
    samples = call("customer", 7.2, 11.5)
    found = prosody.measure(said(), samples, flags(samples))
    assert 80 < found.f0_median_hz < 140
    assert 1 < found.f0_range_semitones < 12


def test_the_agent_is_only_timed(monkeypatch):
    """Not merely left out of the result: the pitch tracker never gets the agent's voice."""

    def never(samples):
        pytest.fail("the agent's pitch was measured")

    samples = call("agent", 1.0, 5.0)
    monkeypatch.setattr(f0, "track", never)
    found = prosody.measure(said("agent"), samples, flags(samples))
    assert found.f0_median_hz is None
    assert found.f0_range_semitones is None
    assert found.rate_wps > 0


@pytest.mark.parametrize("voiced", [True, False])
def test_a_moment_of_sound_is_no_pitch(voiced):
    samples = buzz(110.0, 0.1)
    found = prosody.measure(said(), samples, flags(samples, voiced))
    assert found.f0_median_hz is None
    assert -120 <= found.energy_dbfs <= 0
