"""Model folders that vosk is never handed, and what vosk does with those it is."""

import argparse
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.errors import BadInputError
from speech.recognize import cli, vosk_probe
from speech.recognize.choose import make_recognizer
from speech.recognize.recognizer import RATE, RecognizerError
from speech.recognize.vosk import VoskRecognizer
from speech.recognize.vosk_folder import examine
from tests.speech.test_recognizers import SAID, TINY, hear, sample

Break = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "vosk-model-x"
    shutil.copytree(TINY, copied, ignore=shutil.ignore_patterns("samples"))
    return copied


def without(name: str) -> Break:
    return lambda folder: (folder / name).unlink()


def holding(name: str, content: bytes) -> Break:
    def fill(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    return fill


BROKEN: list[tuple[Break, str]] = [
    (shutil.rmtree, "there is no such folder"),
    (without("am/final.mdl"), "am/final.mdl is missing"),
    (without("graph/HCLG.fst"), "graph/HCLG.fst is missing"),
    (without("graph/words.txt"), "graph/words.txt is missing"),
    (without("conf/mfcc.conf"), "conf/mfcc.conf is missing"),
    (without("conf/model.conf"), "conf/model.conf is missing"),
    (holding("am/final.mdl", b""), "am/final.mdl is empty"),
    (holding("am/final.mdl", b"<html>"), "am/final.mdl is damaged"),
    (holding("graph/HCLG.fst", b"<html>"), "graph/HCLG.fst is damaged"),
    (holding("conf/mfcc.conf", b"--sample-frequency=1.6.0"), "conf/mfcc.conf is damaged"),
    (holding("conf/mfcc.conf", b"--sample-frequency=8000\n"), "8000 Hz, and Hearback needs 16000"),
    (holding("ivector/final.ie", b"\0B"), "ivector/final.dubm is missing"),
]


@pytest.mark.parametrize(("harm", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_a_broken_folder_is_refused_in_one_sentence(folder: Path, harm: Break, said: str):
    harm(folder)
    with pytest.raises(RecognizerError) as raised:
        make_recognizer("vosk", folder)
    assert isinstance(raised.value, BadInputError)
    assert said in raised.value.person
    assert raised.value.person.startswith(f"{folder} is not a usable vosk model: ")
    assert not raised.value.retryable


def flipped(name: str, seed: int) -> Break:
    """Harm that no look at sizes and headers can see."""

    def flip(folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        chance = random.Random(seed)
        for _ in range(200):
            content[chance.randrange(len(content) // 100, len(content))] = chance.randrange(256)
        (folder / name).write_bytes(content)

    return flip


@pytest.mark.parametrize(
    "harm",
    [
        flipped("graph/HCLG.fst", 0),
        flipped("am/final.mdl", 0),
        lambda folder: os.truncate(folder / "am/final.mdl", 1_000_000),
        holding("conf/model.conf", b"--nonsense=1\n"),
    ],
    ids=["graph flipped", "weights flipped", "weights cut", "option"],
)
def test_a_folder_that_kills_vosk_kills_a_child_only(folder: Path, harm: Break):
    harm(folder)
    with pytest.raises(RecognizerError) as raised:
        make_recognizer("auto", folder)
    assert "its files are damaged" in raised.value.person


def test_a_trial_is_remembered_until_a_file_changes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tried = []
    run = vosk_probe.subprocess.run

    def counted(*args, **options):
        tried.append(args)
        return run(*args, **options)

    monkeypatch.setattr(vosk_probe.subprocess, "run", counted)
    cache = tmp_path / "cache"
    for _ in range(2):
        make_recognizer("vosk", folder, cache)
    monkeypatch.setattr(vosk_probe, "_survived", set())
    make_recognizer("vosk", folder, cache)
    assert len(tried) == 1
    with (folder / "conf/model.conf").open("a") as conf:
        conf.write("\n")
    make_recognizer("vosk", folder, cache)
    assert len(tried) == 2


def test_a_cache_that_cannot_be_written_is_no_reason_to_stay_deaf(folder: Path, tmp_path: Path):
    (tmp_path / "cache").write_text("a file")
    assert make_recognizer("vosk", folder, tmp_path / "cache").name == "vosk"


def test_kaldi_takes_16_khz_where_the_folder_does_not_say(folder: Path):
    (folder / "conf/mfcc.conf").write_text("--use-energy=false\n")
    assert examine(folder).rate == 16_000


def test_the_verb_says_what_it_found(folder: Path, capsys):
    parser = argparse.ArgumentParser()
    cli.configure(parser)
    assert cli.run(parser.parse_args([str(folder)]), None) == 0
    assert capsys.readouterr().out == f"{folder} works: a vosk model for 16000 Hz.\n"
    (folder / "conf/model.conf").write_text("--nonsense=1\n")
    with pytest.raises(RecognizerError):
        cli.run(parser.parse_args([str(folder.parent)]), None)


def test_an_endpoint_that_vosk_sees_within_an_utterance_loses_no_text():
    pause = np.zeros(RATE * 3 // 2, np.int16)
    recognizer = make_recognizer("vosk", TINY)
    samples = np.concatenate([sample("flite-rms"), pause, sample("espeak-en-us"), pause])
    partials, final = hear(recognizer, samples)
    both = f"{SAID} i have called six times and nobody called me back"
    assert final.text == both
    assert partials[-1] == type(partials[-1])(both, 20)
    assert final.words[-1].start > 100.0 + 4.9 + 1.5


def test_two_channels_share_the_model_and_nothing_else():
    one, other = (make_recognizer("vosk", TINY) for _ in range(2))
    assert isinstance(one, VoskRecognizer)
    for recognizer in (one, other):
        recognizer.begin(0.0)
    pieces = zip(*(sample(name)[:64_000].reshape(-1, 1600) for name in
                   ("flite-rms", "flite-slt")), strict=True)  # fmt: skip
    for mine, theirs in pieces:
        one.feed(mine)
        other.feed(theirs)
    assert one.finish().text.startswith("this is the fifth time i'm calling about")
    assert other.finish().text.startswith("so what i'm hearing is that your replacement")
