"""Every example of docs/phrase-packs.md is a pack that can be used, and the page is complete."""

import re
from pathlib import Path

import pytest

from app.call.signals import SignalKind
from app.cues.pack import read_pack
from app.cues.rules import Rule, RuleMoment
from app.cues.wording import doubts

PAGE = (Path(__file__).parents[3] / "docs" / "phrase-packs.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
HEAD = 'format = "hearback-pack/1"\n[pack]\nid = "x"\ntitle = "X"\nversion = "1"\n'


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_sound_pack(example):
    text = example if "format" in example else HEAD + example
    pack = read_pack({Path("docs.toml"): text})
    assert len(pack.rules) == 1
    assert list(doubts(pack)) == []


def test_there_are_examples():
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize(
    "word", [*Rule.__struct_encode_fields__, *SignalKind.__args__, *RuleMoment.__args__]
)
def test_the_page_names_every_key_signal_and_moment(word):
    assert f"`{word}`" in PAGE
