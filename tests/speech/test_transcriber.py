from itertools import pairwise

import numpy as np
import pytest

from speech.events import Partial, Prosody, Utterance
from speech.transcriber import BREATH, HARD_MAX, SOFT_MAX, Frame, Transcriber
from speech.vad import FRAME, FRAME_SECONDS
from speech.voice_gate import VoiceGate
from tests.speech.scripted import ScriptedRecognizer


class Speaker:
    """Feeds voiced and unvoiced frames through a real gate into a transcriber."""

    def __init__(self, *lines: str) -> None:
        self.recognizer = ScriptedRecognizer(lines)
        self.transcriber = Transcriber("customer", self.recognizer, 7)
        self.events = []
        self._gate = VoiceGate()
        self._count = 0

    @property
    def clock(self) -> float:
        return self._count * FRAME_SECONDS

    def frames(self, count: int, *, voiced: bool) -> None:
        for _ in range(count):
            start, probability = self.clock, 0.95 if voiced else 0.0
            self._count += 1
            change = self._gate.push(start, self.clock, probability)
            quiet = self._gate.quiet_since
            if change and not change.speaking:
                quiet = change.since
            frame = Frame(
                np.full(FRAME, self._count, np.int16),
                start,
                voiced=voiced,
                speaking=self._gate.speaking,
                quiet_since=quiet,
                spoken_since=change.since if change and change.speaking else None,
            )
            self.events += self.transcriber.push(frame)

    def speak(self, seconds: float) -> None:
        self.frames(round(seconds / FRAME_SECONDS), voiced=True)

    def rest(self, seconds: float) -> None:
        self.frames(round(seconds / FRAME_SECONDS), voiced=False)

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]


def test_an_utterance_has_partials_one_final_and_its_prosody():
    speaker = Speaker("i was charged twice")
    speaker.rest(1)
    speaker.speak(2)
    speaker.rest(1)
    *partials, final, prosody = speaker.events
    assert all(isinstance(event, Partial) for event in partials)
    assert [p.text for p in partials] == ["i", "i was", "i was charged", "i was charged twice"]
    assert isinstance(final, Utterance)
    assert isinstance(prosody, Prosody)
    assert {event.utterance for event in (*partials, prosody)} == {final.id} == {7}
    assert final.text == "i was charged twice"
    assert final.start == pytest.approx(1.0, abs=0.05)
    assert final.end == pytest.approx(3.0, abs=0.05)


def test_the_recognizer_gets_what_came_before_and_not_the_long_silence_after():
    speaker = Speaker("hello")
    speaker.rest(2)
    speaker.speak(1)
    speaker.rest(1)
    [take] = speaker.recognizer.takes
    assert take.at == pytest.approx(2.0 - 0.3, abs=0.05)
    assert take.samples / 16_000 == pytest.approx(0.3 + 1.0 + 0.3, abs=0.1)


def test_a_pause_within_speech_is_handed_over_when_it_goes_on():
    speaker = Speaker("one two three four")
    speaker.speak(1)
    speaker.rest(0.5)
    speaker.speak(1)
    speaker.rest(1)
    [take] = speaker.recognizer.takes
    assert take.samples / 16_000 == pytest.approx(2.8, abs=0.1)


def test_noise_that_is_no_word_leaves_no_trace_and_takes_no_number():
    speaker = Speaker("", "yes")
    for _ in range(2):
        speaker.speak(0.5)
        speaker.rest(1)
    assert [(u.id, u.text) for u in speaker.of(Utterance)] == [(7, "yes")]
    assert len(speaker.recognizer.takes) == 2


def test_numbers_count_up():
    speaker = Speaker("one", "two", "three")
    for _ in range(3):
        speaker.speak(1)
        speaker.rest(1)
    assert [u.id for u in speaker.of(Utterance)] == [7, 8, 9]


def test_a_long_story_is_cut_at_a_breath():
    speaker = Speaker(*["word " * 60] * 2)
    speaker.speak(SOFT_MAX + 1)
    speaker.rest(0.4)
    speaker.speak(2)
    speaker.rest(1)
    first, second = speaker.of(Utterance)
    assert first.end == pytest.approx(SOFT_MAX + 1, abs=0.05)
    assert second.start == pytest.approx(SOFT_MAX + 1.4, abs=0.05)
    again = speaker.recognizer.takes[1]
    assert again.at >= first.end - BREATH


def test_a_story_without_a_breath_is_cut_anyway_and_nothing_is_heard_twice():
    speaker = Speaker(*["word " * 60] * 3)
    speaker.speak(2 * HARD_MAX + 5)
    speaker.rest(1)
    takes = speaker.recognizer.takes
    assert len(takes) == 3
    for take, after in pairwise(takes):
        assert after.at == pytest.approx(take.at + take.samples / 16_000, abs=0.001)


def test_a_short_pause_early_in_a_story_cuts_nothing():
    speaker = Speaker("word " * 60)
    for _ in range(6):
        speaker.speak(1)
        speaker.rest(0.4)
    speaker.rest(1)
    assert len(speaker.of(Utterance)) == 1


def test_the_end_of_the_sound_closes_what_is_open():
    speaker = Speaker("good bye")
    speaker.speak(1)
    speaker.events += speaker.transcriber.close(speaker.clock)
    speaker.events += speaker.transcriber.close(speaker.clock)
    assert [u.text for u in speaker.of(Utterance)] == ["good bye"]
