import numpy as np
import pytest

from speech import f0, prosody
from speech.events import Utterance, Word
from speech.syllables import syllables
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


def test_nothing_that_may_be_left_out_is_measured_of_the_agent():
    """Whatever is added to `Prosody`: of the agent there is a time and a level, and no more."""
    samples = call("agent", 1.0, 5.0)
    flagged = flags(samples)[:-20] + [False] * 20
    found = prosody.measure(said("agent"), samples, flagged)
    kept = {name: getattr(found, name) for name in found.__struct_fields__}
    measured = {name for name, value in kept.items() if value is not None}
    assert measured == {
        "t", "mono", "channel", "utterance", "energy_dbfs", "rate_wps", "voiced_ratio",
    }  # fmt: skip


def test_pauses_are_within_speech_and_not_around_it():
    quiet, voice = [False], [True]
    voiced = quiet * 12 + voice * 20 + quiet * 10 + voice * 20 + quiet * 3 + voice * 7 + quiet * 19
    found = prosody.measure(said(), np.zeros(FRAME * len(voiced), np.int16), voiced)
    assert found.longest_pause == pytest.approx(10 * 0.032)
    assert found.pause_ratio == pytest.approx(10 / 60, abs=0.001)


def test_speech_without_a_pause_has_none_and_silence_has_no_measure_of_it():
    samples = buzz(110.0, 1.0)
    found = prosody.measure(said(), samples, flags(samples))
    assert (found.pause_ratio, found.longest_pause) == (0.0, 0.0)
    silent = prosody.measure(said(), samples, flags(samples, voiced=False))
    assert (silent.pause_ratio, silent.longest_pause) == (None, None)


def test_syllables_are_timed_like_words():
    words = (Word("computer", 0.0, 0.6, 1.0), Word("made", 0.6, 1.0, 1.0))
    samples = buzz(110.0, 1.0)
    found = prosody.measure(said(words=words), samples, flags(samples))
    assert found.rate_sps == pytest.approx(4.0)
    assert prosody.measure(said(words=()), samples, flags(samples)).rate_sps is None


@pytest.mark.parametrize("db", [-12.0, 6.0])
def test_the_gain_of_a_line_moves_level_and_floor_alike_and_no_effort(db):
    samples = call("customer", 7.2, 11.5)
    voiced = flags(samples)[:-40] + [False] * 40
    usual = prosody.measure(said(), samples, voiced)
    louder = np.clip(samples * 10 ** (db / 20), -32768, 32767).astype(np.int16)
    found = prosody.measure(said(), louder, voiced)
    assert found.energy_dbfs - usual.energy_dbfs == pytest.approx(db, abs=0.3)
    assert found.floor_dbfs - usual.floor_dbfs == pytest.approx(db, abs=1.0)
    assert found.tilt_db == pytest.approx(usual.tilt_db, abs=0.3)


def test_effort_is_heard_in_the_balance_of_a_voice():
    samples = call("customer", 7.2, 11.5).astype(np.float32)
    shouted = np.diff(samples, prepend=np.float32(0)).astype(np.int16)
    usual = prosody.measure(said(), samples.astype(np.int16), flags(samples))
    found = prosody.measure(said(), shouted, flags(samples))
    assert found.tilt_db > usual.tilt_db + 3.0


def test_a_line_that_carries_nothing_between_words_has_no_floor():
    voice, gap = buzz(110.0, 1.024), np.zeros(FRAME * 20, np.int16)
    samples = np.concatenate((voice, gap))
    voiced = flags(voice) + flags(gap, voiced=False)
    assert prosody.measure(said(), samples, voiced).floor_dbfs is None
    samples = np.concatenate((voice, noise(0.64, -55.0)))
    found = prosody.measure(said(), samples, voiced)
    assert found.floor_dbfs == pytest.approx(-55.0, abs=2.0)
    assert prosody.measure(said(), voice, flags(voice)).floor_dbfs is None


@pytest.mark.parametrize(
    ("word", "count"),
    [("a", 1), ("make", 1), ("table", 2), ("frustrated", 3), ("hmm", 1), ("i'm", 1), ("see", 1),
     ("people", 2), ("internet", 3), ("the", 1), ("café", 2)],
)  # fmt: skip
def test_syllables_of_a_written_word(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize("voiced", [True, False])
def test_a_moment_of_sound_is_no_pitch(voiced):
    samples = buzz(110.0, 0.1)
    found = prosody.measure(said(), samples, flags(samples, voiced))
    assert found.f0_median_hz is None
    assert -120 <= found.energy_dbfs <= 0
