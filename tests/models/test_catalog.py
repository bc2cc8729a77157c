"""The catalog that ships, and those that companies write."""

from pathlib import Path

import pytest

from models import catalog
from models.errors import BadInputError

GOOD = """
[[model]]
id = "ours"
title = "Our model"
language = "en"
recognizer = "vosk"
url = "https://models.example.com/ours.zip"
bytes = 12
sha256 = "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498"
license = "Apache-2.0"
"""


def test_the_built_in_one_has_the_small_english_model():
    entry = catalog.load().entry("vosk-model-small-en-us-0.15")
    assert entry.bytes == 41_205_931
    assert entry.address().startswith("https://alphacephei.com/vosk/models/")
    assert entry.address("https://mirror.example.com/vosk/") == (
        "https://mirror.example.com/vosk/vosk-model-small-en-us-0.15.zip"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('id = "ours"', 'id = "../ours"', "id"),
        ('id = "ours"', 'id = ".ours"', "id"),
        ("https://", "file://", "url"),
        ("bytes = 12", "bytes = 0", "bytes"),
        ("bytes = 12", "byte = 12", "byte"),
        ("30f2", "30F2", "sha256"),
        ('license = "Apache-2.0"', "", "license"),
        ("bytes = 12", "bytes = ", "line 8"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, before: str, after: str, said: str):
    file = tmp_path / "catalog.toml"
    file.write_text(GOOD.replace(before, after))
    with pytest.raises(BadInputError) as raised:
        catalog.load(file)
    assert str(file) in raised.value.person
    assert said in raised.value.person


def test_an_id_may_be_there_once(tmp_path: Path):
    file = tmp_path / "catalog.toml"
    file.write_text(GOOD + GOOD)
    with pytest.raises(BadInputError, match="twice"):
        catalog.load(file)


def test_no_such_file_and_no_such_model(tmp_path: Path):
    with pytest.raises(BadInputError, match="No such file"):
        catalog.load(tmp_path / "none.toml")
    with pytest.raises(BadInputError) as raised:
        catalog.load().entry("vosk-model-large")
    assert "vosk-model-small-en-us-0.15" in raised.value.person
