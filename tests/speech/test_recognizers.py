"""One contract for every ear: the real ones and the simulator that other tests listen with."""

import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import numpy as np
import psutil
import pytest

from speech.recognize.choose import make_recognizer
from speech.recognize.recognizer import RATE, Hypothesis, Recognizer, RecognizerError, Samples
from tests.speech.scripted import ScriptedRecognizer

TINY = Path(__file__).parent.parent / "data" / "vosk-model-tiny-synth-en"
SAID = "this is the fifth time i'm calling about my warranty"
"""What samples/flite-rms.wav says."""
AT = 100.0
PIECE = 1536
"""Samples: what the listener feeds at a time."""


def sample(name: str) -> Samples:
    with wave.open(str(TINY / "samples" / f"{name}.wav")) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def hear(
    recognizer: Recognizer, samples: Samples, at: float = AT, piece: int = PIECE
) -> tuple[list[Hypothesis], Hypothesis]:
    recognizer.begin(at)
    pieces = (samples[start : start + piece] for start in range(0, samples.size, piece))
    partials = [partial for each in pieces if (partial := recognizer.feed(each)) is not None]
    return partials, recognizer.finish()


@pytest.fixture(scope="module")
def ears() -> Iterator[dict[str, Recognizer]]:
    """One of a kind for most tests: loading costs more than hearing, and reuse is in the contract.

    Let go before the interpreter ends, for vosk cannot free itself without its module.
    """
    made: dict[str, Recognizer] = {}
    yield made
    made.clear()


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[list[Hypothesis], Hypothesis]]:
    """What each kind made of the sample, for the tests that only look at it."""
    return {}


class RecognizerContract:
    """Subclass and say how to `make` one that hears `SAID` in the sample, more or less."""

    certain: ClassVar[str] = SAID
    """What the final text must contain."""
    begin: ClassVar[float] = 0.0
    """Seconds into the sample."""

    @staticmethod
    def make() -> Recognizer:
        raise NotImplementedError

    @pytest.fixture
    def speech(self) -> Samples:
        return sample("flite-rms")[round(self.begin * RATE) :]

    @pytest.fixture
    def recognizer(self, ears) -> Recognizer:
        kind = type(self).__name__
        return ears[kind] if kind in ears else ears.setdefault(kind, self.make())

    @pytest.fixture
    def heard(self, recognizer, speech, told) -> tuple[list[Hypothesis], Hypothesis]:
        kind = type(self).__name__
        return told[kind] if kind in told else told.setdefault(kind, hear(recognizer, speech))

    def test_it_says_who_it_is(self, recognizer: Recognizer):
        assert recognizer.name
        assert recognizer.model
        assert recognizer.version

    def test_partials_come_while_it_is_spoken_and_the_final_holds_the_words(self, heard):
        partials, final = heard
        assert len(partials) > 5
        assert self.certain in final.text
        assert final.text == " ".join(word.text for word in final.words)
        assert final.stable == len(final.words)
        assert not any(partial.words for partial in partials)

    def test_every_partial_says_something_new_and_stays_within_its_words(self, heard):
        partials, _ = heard
        for before, after in pairwise(partials):
            assert (before.text, before.stable) != (after.text, after.stable)
        assert all(0 <= each.stable <= len(each.text.split()) for each in partials)
        assert partials[-1].stable >= len(self.certain.split()) - 1

    def test_the_text_grows_with_the_sound(self, heard):
        partials, final = heard
        lengths = [len(partial.text) for partial in partials]
        assert lengths[0] < len(final.text) / 2
        assert sum(after < before for before, after in pairwise(lengths)) <= len(lengths) // 5

    def test_words_lie_one_after_the_other_in_the_sound_that_was_fed(self, heard, speech: Samples):
        _, final = heard
        assert final.words
        for word in final.words:
            assert AT <= word.start < word.end <= AT + speech.size / RATE
            assert 0.0 <= word.confidence <= 1.0
        for before, after in pairwise(final.words):
            assert before.end <= after.start + 1e-9

    def test_the_call_clock_only_moves_the_words(self, speech: Samples):
        words = [hear(self.make(), speech[-RATE * 3 // 2 :], at)[1].words for at in (0.0, 3600.0)]
        assert [w.text for w in words[0]] == [w.text for w in words[1]]
        for early, late in zip(*words, strict=True):
            assert late.start - early.start == pytest.approx(3600.0, abs=1e-6)

    def test_the_same_sound_gives_the_same_events(self, speech: Samples):
        short = speech[-RATE * 3 // 2 :]
        assert hear(self.make(), short) == hear(self.make(), short)

    @pytest.mark.parametrize("piece", [160, 4000])
    def test_how_it_is_cut_does_not_change_the_words(
        self, recognizer: Recognizer, speech: Samples, piece: int
    ):
        _, final = hear(recognizer, speech, piece=piece)
        assert self.certain in final.text

    def test_no_sound_is_no_words(self, recognizer: Recognizer):
        for samples in (np.zeros(0, np.int16), np.zeros(RATE, np.int16)):
            recognizer.begin(0.0)
            recognizer.feed(samples[:0])
            recognizer.feed(samples)
            assert recognizer.finish() == Hypothesis("")

    def test_closed_without_a_sound(self, recognizer: Recognizer):
        recognizer.begin(AT)
        assert recognizer.finish() == Hypothesis("")

    @pytest.mark.parametrize(
        "make_noise",
        [
            lambda rng: rng.integers(-32768, 32767, RATE, np.int16),
            lambda rng: np.full(RATE, -32768, np.int16),
            lambda rng: np.tile(np.array([32767, -32768], np.int16), RATE // 2),
            lambda rng: rng.integers(-32768, 32767, RATE * 2, np.int16)[::2],
            lambda rng: rng.integers(-1, 1, 7, np.int16),
        ],
        ids=["noise", "stuck", "square", "strided", "seven"],
    )
    def test_garbage_raises_nothing(
        self, recognizer: Recognizer, make_noise: Callable[[np.random.Generator], Samples]
    ):
        noise = make_noise(np.random.default_rng(1))
        _, final = hear(recognizer, noise, piece=1000)
        for word in final.words:
            assert AT <= word.start <= word.end <= AT + noise.size / RATE

    def test_it_hears_as_well_after_many_utterances_and_keeps_nothing(
        self, recognizer: Recognizer, speech: Samples
    ):
        short = speech[RATE // 2 : RATE]
        for _ in range(5):
            hear(recognizer, short)
        before = psutil.Process().memory_info().rss
        for _ in range(10):
            hear(recognizer, short)
        grown = psutil.Process().memory_info().rss - before
        assert grown < 10_000_000
        assert self.certain in hear(recognizer, speech)[1].text

    def test_used_the_wrong_way_it_says_so_and_goes_on(
        self, recognizer: Recognizer, speech: Samples
    ):
        for wrong in (lambda: recognizer.feed(speech[:1600]), recognizer.finish):
            with pytest.raises(RecognizerError) as raised:
                wrong()
            assert raised.value.person
        assert self.certain in hear(recognizer, speech)[1].text

    def test_what_was_said_is_not_in_a_repr(self, heard):
        _, final = heard
        assert "warranty" not in repr(final)
        assert "warranty" not in repr(final.words)


class ScriptedEar(ScriptedRecognizer):
    """Hears its line again and again, wherever there is any sound."""

    def _feed(self, samples: Samples) -> Hypothesis | None:
        return super()._feed(samples if samples.any() else samples[:0])


class TestScripted(RecognizerContract):
    @staticmethod
    def make() -> Recognizer:
        return ScriptedEar([SAID] * 1000)


class TestVosk(RecognizerContract):
    @staticmethod
    def make() -> Recognizer:
        return make_recognizer("vosk", TINY)


class TestPocketsphinx(RecognizerContract):
    certain = "my warranty"
    begin = 1.9  # slow on a busy machine

    @staticmethod
    def make() -> Recognizer:
        return make_recognizer("pocketsphinx", None)
