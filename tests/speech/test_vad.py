import numpy as np
import pytest

from speech.vad import FRAME, FRAME_SECONDS, SILENCE_DBFS, EnergyGate, VoiceDetector, dbfs
from tests.speech.sounds import buzz, call, noise


def judged_share(samples, *, speaking: bool = False) -> tuple[float, list[float]]:
    detector = VoiceDetector()
    frames = samples[: samples.size // FRAME * FRAME].reshape(-1, FRAME)
    found = [detector.probability(frame, dbfs(frame), speaking=speaking) for frame in frames]
    return detector.judged / len(frames), found


@pytest.mark.parametrize("level", [-60.0, -30.0, -10.0])
def test_level_of_noise_is_its_level(level):
    assert dbfs(noise(1.0, level)) == pytest.approx(level, abs=0.5)


def test_level_of_nothing_is_the_lowest():
    assert dbfs(np.zeros(FRAME, np.int16)) == SILENCE_DBFS
    assert dbfs(np.zeros(0, np.int16)) == SILENCE_DBFS


@pytest.mark.parametrize("level", [-120.0, -70.0, -62.0, -50.0])
def test_steady_silence_is_free(level):
    """An hour of line noise costs the model next to nothing."""
    share, found = judged_share(noise(60.0, level))
    assert share < 0.2 if level > -55 else share < 0.01
    assert max(found) < 0.5


def test_speech_is_heard_and_pauses_are_free():
    words = call("customer", 7.0, 11.0)
    share, found = judged_share(np.concatenate((noise(10.0, -62.0), words, noise(10.0, -62.0))))
    assert share < 0.25
    spoken = found[round(10 / FRAME_SECONDS) : round(14 / FRAME_SECONDS)]
    assert np.mean(np.array(spoken) > 0.5) > 0.6
    assert max(found[: round(9.9 / FRAME_SECONDS)]) < 0.5


def test_quiet_speech_is_heard_too():
    words = (call("customer", 7.0, 11.0) * 0.05).astype(np.int16)
    assert dbfs(words) < -40
    _, found = judged_share(np.concatenate((noise(3.0, -72.0), words)))
    assert np.mean(np.array(found[-100:]) > 0.5) > 0.5


def test_settled_clear_speech_costs_about_half():
    words = call("customer", 7.2, 11.6)
    share, _ = judged_share(words)
    cheaper, _ = judged_share(words, speaking=True)
    assert cheaper < 0.75 * share


def test_a_long_story_never_closes_the_gate():
    gate = EnergyGate()
    words = call("customer", 72.0, 76.0)
    frames = np.tile(words, 15)[: 60 * 16_000 // FRAME * FRAME].reshape(-1, FRAME)
    levels = [dbfs(frame) for frame in frames]
    loud = [gate.opens(level) for level in levels if gate is not None]
    missed = sum(not opened for opened, level in zip(loud, levels, strict=True) if level > -30)
    assert missed == 0


def test_a_tone_is_not_mistaken_for_endless_speech():
    _, found = judged_share(buzz(440.0, 20.0))
    assert np.mean(np.array(found) > 0.5) < 0.3
