"""How errors are learned: which words are taken for which, and what is counted of it."""

import msgspec

from models.training.mishear import KINDS, TABLE, Table
from models.training.sounds import built_in
from tests.bench.misheard import blocks, learn
from tests.bench.misheard_lines import Pair, sample


def of(said: str, heard: str) -> list[tuple[str, str]]:
    found = blocks(said.split(), heard.split(), built_in())
    return [(" ".join(was), " ".join(became)) for was, became in found]


def wrong(said: str, heard: str) -> list[tuple[str, str]]:
    return [(was, became) for was, became in of(said, heard) if was != became]


def test_a_word_is_taken_for_the_one_that_sounds_like_it() -> None:
    assert wrong("i want my refund now", "i want the my refined now") == [
        ("want", "want the"), ("refund", "refined"),
    ]  # fmt: skip


def test_a_word_is_left_out() -> None:
    assert wrong("he is not here", "he is here") == [("not", "")]


def test_one_word_is_heard_as_two_and_two_as_one() -> None:
    assert wrong("it says mailbox full", "it says mail box full") == [("mailbox", "mail box")]
    assert wrong("they are gone", "they're gone") == [("they are", "they're")]


def test_words_before_the_first_go_with_it() -> None:
    assert wrong("no thank you", "oh no thank you") == [("no", "oh no")]


def test_every_word_said_is_in_one_block() -> None:
    said = "the master socket yes i've had the front off it"
    found = of(said, "the master stop a t s i've had a different offered")
    assert " ".join(was for was, _ in found) == said


def test_what_is_counted() -> None:
    pairs = [
        Pair("flite:rms", False, "my refund is late", "my refined is late"),
        Pair("flite:rms", False, "no my refund is late", "my refund is late"),
        Pair("flite:rms", True, "where is the cat", "there has been a lot of them"),
    ]
    table = learn(pairs, built_in())
    assert table.measured == {"flite:rms wide-band": (9, 2), "flite:rms telephone": (4, 7)}
    assert table.words["refund"] == (2, 1)
    assert table.heard == {"no": {"": 1}, "refund": {"refined": 1}}
    assert "cat" not in table.words  # nobody can say what became of it
    assert sum(map(sum, table.kinds)) == 2
    assert {len(row) for row in table.kinds} == {len(KINDS)}


def test_the_table_beside_the_code_is_sound() -> None:
    table = msgspec.json.decode(TABLE.read_bytes(), type=Table)
    assert sum(wrong for _, wrong in table.measured.values()) > 1000
    assert table.heard.keys() == {" ".join(said.split()) for said in table.heard}


def test_the_same_lines_are_spoken_every_time() -> None:
    lines = sample(20, 5, None)
    assert lines == sample(20, 5, None)
    assert len(lines) == 20
