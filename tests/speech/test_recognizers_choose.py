"""Which ear is taken, and what two of a kind share."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from models.errors import BadInputError
from speech.recognize import choose
from speech.recognize.choose import make_recognizer
from speech.recognize.pocketsphinx import UNSURE, PocketsphinxRecognizer
from speech.recognize.recognizer import Recognizer
from tests.speech.test_recognizers import TINY, hear, sample


@pytest.mark.parametrize("make", [lambda: make_recognizer("vosk", TINY),
                                  lambda: make_recognizer("pocketsphinx", None)])  # fmt: skip
def test_an_utterance_that_was_never_closed_is_dropped(make: Callable[[], Recognizer]):
    recognizer = make()
    recognizer.begin(0.0)
    recognizer.feed(sample("flite-slt")[:48_000])
    recognizer.begin(10.0)
    recognizer.feed(np.zeros(1600, np.int16))
    assert recognizer.finish().text == ""


def test_two_pocketsphinx_do_not_hear_each_other():
    speech = {name: sample(name)[24_000:48_000] for name in ("flite-rms", "flite-slt")}
    alone = {name: hear(PocketsphinxRecognizer(), samples)[1] for name, samples in speech.items()}
    both = {name: PocketsphinxRecognizer() for name in speech}
    for recognizer in both.values():
        recognizer.begin(100.0)
    for start in range(0, 24_000, 1536):
        for name, recognizer in both.items():
            recognizer.feed(speech[name][start : start + 1536])
    assert {name: recognizer.finish() for name, recognizer in both.items()} == alone


def test_without_a_lattice_a_word_is_not_called_certain():
    _, final = hear(PocketsphinxRecognizer(bestpath=False), sample("flite-rms")[24_000:40_000])
    assert {word.confidence for word in final.words} == {UNSURE}


def test_auto_takes_vosk_where_there_is_a_model():
    assert make_recognizer("auto", TINY).name == "vosk"
    assert make_recognizer("auto", None).name == "pocketsphinx"
    assert make_recognizer("pocketsphinx", TINY).name == "pocketsphinx"


def test_vosk_without_a_model_says_how_to_get_one():
    with pytest.raises(BadInputError) as raised:
        make_recognizer("vosk", None)
    assert "hearback models install" in raised.value.person


def test_choosing_loads_no_ear():
    code = "import sys, speech.recognize.choose; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"vosk", "pocketsphinx", "httpx"} & set(done.stdout.split())
    assert choose.KINDS == ("auto", "vosk", "pocketsphinx", "none")
