"""The emotion model at run time: what it refuses to load, and what it makes of any text."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.emotion import SHIPPED, EmotionModel
from models.emotion_files import EmotionModelError
from models.emotion_text import Encoder, plain, remembered
from models.labels import FAMILIES, LABELS, MOODS
from tests.models import tiny_emotion as tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make(tmp_path_factory.mktemp("models") / "emotion-tiny")


@pytest.fixture(scope="module")
def model(folder: Path) -> EmotionModel:
    return EmotionModel.load(folder)


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("this is the third time and still nobody called", "frustrated"),
        ("i want my lawyer you useless liars", "angry"),
        ("thank you thanks", "grateful"),
        ("my account number", "neutral"),
    ],
)
def test_a_reading_is_what_the_network_says(model, text, mood):
    reading = model.read(text)
    assert reading.mood == mood
    assert reading.sure
    assert set(reading.scores) == set(LABELS)
    assert set(reading.moods) == set(MOODS)
    assert sum(reading.moods.values()) == pytest.approx(1.0)
    assert all(0.0 <= value <= 1.0 for value in (*reading.scores.values(), reading.confidence))
    assert np.linalg.norm(reading.embedding) == pytest.approx(1.0, abs=1e-5)
    assert (reading.embedding.shape, reading.embedding.dtype) == ((384,), np.float32)


def test_calibration_is_the_description_s(folder, tmp_path):
    strict = {label: {"a": 1.0, "b": -100.0} for label in LABELS}
    plain_one, cold = EmotionModel.load(folder), tiny.make(tmp_path / "cold", platt=strict,
                                                           mood_temperature=50.0)  # fmt: skip
    before, after = plain_one.read("liars again"), EmotionModel.load(cold).read("liars again")
    assert max(after.scores.values()) < 1e-9 < max(before.scores.values())
    assert max(after.moods.values()) < 0.3 < max(before.moods.values())
    assert not after.sure


def test_confidence_is_that_of_moods_that_are_answered_alike(model):
    """Between angry and frustrated it hesitates, and is sure that the customer is upset."""
    reading = model.read("liars again")
    assert max(reading.moods.values()) < 0.51
    assert reading.confidence > 0.8
    torn = model.read("died works")
    assert torn.confidence < 0.51


def test_a_group_of_ekman_holds_if_any_of_its_labels_does(model):
    reading = model.read("nobody called me back")
    joy, gratitude = reading.scores["joy"], reading.scores["gratitude"]
    assert reading.ekman["joy"] == pytest.approx(joy + gratitude - joy * gratitude)
    assert reading.ekman["anger"] == pytest.approx(reading.scores["anger"])


def test_the_same_words_give_the_same_figures_whatever_was_read_before(model, folder):
    text, then = "the parcel has never arrived and nobody called back", ["you liars", "hello"]
    first = model.read(text, then)
    for other in ("you liars", "", "thanks " * 200, "yes", "hello hello", text):
        model.read(other)
    after_them = EmotionModel.load(folder)
    for line in then:
        after_them.read(line, ["still nobody"])
    assert model.read(text).moods != first.moods
    again, elsewhere = model.read(text, then), EmotionModel.load(folder).read(text, then)
    for reading in (again, elsewhere, after_them.read(text, then)):
        assert reading.scores == first.scores
        assert reading.moods == first.moods
        assert np.array_equal(reading.embedding, first.embedding)


@pytest.mark.parametrize(
    "text", ["", " ", "...?!", "''", "日本語の苦情", "qwxyz zzxq", "\ud800\x00"]
)
def test_without_a_word_that_it_knows_it_says_nothing(model, text):
    reading = model.read(text)
    assert (reading.confidence, reading.sure, reading.mood) == (0.0, False, "neutral")
    assert (reading.valence, reading.intensity) == (0.0, 0.0)
    assert not reading.embedding.any()


@given(st.text(st.characters()), st.lists(st.text(max_size=30), max_size=4))
def test_any_text_can_be_read(model, text, before):
    reading = model.read(text, before)
    assert -1.0 <= reading.valence <= 1.0
    assert 0.0 <= reading.intensity <= 3.0
    assert 0.0 <= reading.confidence <= 1.0


def test_of_a_long_utterance_the_end_is_read(model):
    assert model.read("thanks " * 500 + "you liars " * 40).mood == "angry"
    assert model.read("you liars " * 500 + "thanks " * 80).mood == "grateful"


def test_what_was_said_before_is_read_too_but_never_instead(model):
    alone = model.read("yes tuesday")
    after = model.read("yes tuesday", ["you useless liars"])
    assert alone.mood == "neutral"
    assert after.moods["angry"] > alone.moods["angry"]
    assert model.read("thanks " * 61, ["liars " * 30]).mood == "grateful"


def test_recognizer_form_of_odd_text():
    assert plain("  I CAN’T  believe—it!! it's café-style \t\n'quoted' ") == (
        "i can't believe it it's cafe style quoted"
    )
    assert len(plain("word " * 100_000)) <= 2_000


def encoder(max_tokens: int = 12) -> Encoder:
    return Encoder(json.dumps(tiny.tokenizer()).encode(), max_tokens=max_tokens)


def shown(ids: list[int]) -> str:
    words = tiny.vocabulary()
    return " ".join(words[one] for one in ids)


def test_how_an_utterance_becomes_tokens():
    made = encoder()
    assert shown(made.encode("Yes, Tuesday!")) == "[CLS] yes tuesday [SEP]"
    said = "i want my money back and you call"
    assert (
        shown(made.encode(f"hello hello {said} again still")) == f"[CLS] {said} again still [SEP]"
    )


@pytest.mark.parametrize(
    ("tokens", "most", "kept"),
    [
        ([], 4, []),
        ([1, 2], 4, [1, 2]),
        ([9, 1, 2], 4, [1, 2]),
        ([5, 3], 4, [1, 3]),
        ([5, 9], 4, [0, 4]),
        ([5, 3], 0, [0, 0]),
    ],
)
def test_of_what_was_before_the_end_is_remembered(tokens, most, kept):
    assert remembered(tokens, most) == kept


def test_every_mood_has_a_family():
    assert sorted(mood for family in FAMILIES for mood in family) == sorted(MOODS)


DAMAGE = {
    "no folder": ("emotion.json is missing", lambda f: [p.unlink() for p in f.iterdir()]),
    "no network": ("model.onnx is missing", lambda f: (f / "model.onnx").unlink()),
    "no tokenizer": ("tokenizer.json is missing", lambda f: (f / "tokenizer.json").unlink()),
    "one bit": ("model.onnx is not the file", lambda f: flip(f / "model.onnx")),
    "one byte more": ("tokenizer.json is not the file", lambda f: append(f / "tokenizer.json")),
    "no JSON": ("cannot be used", lambda f: (f / "emotion.json").write_bytes(b"\xff{")),
    "a list": ("cannot be used", lambda f: (f / "emotion.json").write_bytes(b"[]")),
    "deep nesting": ("cannot be used", lambda f: (f / "emotion.json").write_bytes(b"[" * 99_999)),
    "newer": ("of another version", lambda f: describe(f, format=3)),
    "other labels": ("cannot be used", lambda f: describe(f, labels=["joy"] * 28)),
    "other moods": ("cannot be used", lambda f: describe(f, moods=MOODS[:7])),
    "no temperature": ("cannot be used", lambda f: describe(f, mood_temperature=0.0)),
    "no calibration": ("cannot be used", lambda f: describe(f, platt={})),
    "no thresholds": ("cannot be used", lambda f: describe(f, thresholds={})),
    "unknown group": ("cannot be used", lambda f: describe(f, ekman={"x": ["hunger"]})),
    "no room": ("cannot be used", lambda f: describe(f, max_tokens=2)),
    "endless context": ("cannot be used", lambda f: describe(f, context_tokens=9_999)),
    "never sure": ("cannot be used", lambda f: describe(f, confident=1.5)),
    "no hashes": ("cannot be used", lambda f: describe(f, files={})),
    "a folder": ("cannot be used", lambda f: as_folder(f / "model.onnx")),
}


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def append(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b" ")


def describe(folder: Path, **changes: object) -> None:
    tiny.make(folder, **changes)


def as_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_not_as_described_is_refused_in_one_sentence(tmp_path, damage):
    folder = tiny.make(tmp_path / "model")
    sentence, harm = DAMAGE[damage]
    harm(folder)
    with pytest.raises(EmotionModelError) as refused:
        EmotionModel.load(folder)
    assert sentence in refused.value.person
    assert "mood is not read" in refused.value.person
    assert str(tmp_path) not in refused.value.person


@pytest.mark.parametrize(
    "network",
    [
        b"no network at all",
        tiny.graph(outputs=("labels", "moods")),
        tiny.graph(meaning=64),
    ],
    ids=["rubbish", "outputs missing", "another width"],
)
def test_a_network_that_is_not_ours_is_refused_although_its_hash_is_right(tmp_path, network):
    with pytest.raises(EmotionModelError, match=r"model\.onnx"):
        EmotionModel.load(tiny.make(tmp_path / "model", network))


@pytest.mark.parametrize("content", [b"{}", b"[1]", b"\xff", b'{"model": {"vocab": {}}}'])
def test_a_tokenizer_that_is_none_is_refused(content):
    with pytest.raises(EmotionModelError, match=r"tokenizer\.json"):
        Encoder(content, max_tokens=64)


def test_a_tokenizer_without_the_special_tokens_is_refused():
    made = tiny.tokenizer()
    made["model"] = {**made["model"], "vocab": {"[UNK]": 0, "[CLS]": 1, "hello": 2}}
    with pytest.raises(EmotionModelError, match=r"\[SEP\]"):
        Encoder(json.dumps(made).encode(), max_tokens=64)


NO_NETWORK = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("a connection")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from models.emotion import EmotionModel
print(EmotionModel.load(Path(sys.argv[1])).read("still nobody called").mood)
print(sorted(name for name in sys.modules if name.split(".")[0] in
             {"huggingface_hub", "hf_xet", "httpx", "httpx2", "requests", "ssl"}))
"""


def test_nothing_that_could_fetch_is_even_loaded(folder):
    """`tokenizers` asks for huggingface_hub to be installed; it is never imported here."""
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK, folder], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["frustrated", "[]"]


@pytest.mark.skipif(not SHIPPED.is_dir(), reason="models/emotion-en is not part of this checkout")
def test_the_model_that_ships_is_whole_and_reads():
    reading = EmotionModel.load().read("this is the third time i call and still nobody helps me")
    assert sum(reading.moods[mood] for mood in ("angry", "frustrated")) > 0.5
