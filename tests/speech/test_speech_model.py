"""The language model's arithmetic and its binary format, against pocketsphinx's own reader."""

import json
from pathlib import Path

import numpy as np
import pocketsphinx
import pytest

import resources
from resources.speech import build, mix, text, trie

WORDS = ["</s>", "<s>", "again", "call", "charged", "i", "me", "twice", "was", "you"]
SAID = [line.split() for line in ("i was charged twice", "you charged me twice", "call me again")]


@pytest.fixture
def model() -> trie.Trigrams:
    return mix.count(SAID, WORDS)


def every_triple(size: int, older: int, history: int) -> np.ndarray:
    return (older * size + history) * size + np.arange(size)


def test_probabilities_of_every_history_sum_to_one(model):
    other = mix.count([["you", "was", "charged"], ["call", "you"]], WORDS)
    for each in (model, other, mix.mix(model, other, 0.3), mix.prune(model, 4, 3)):
        assert np.exp(each.single).sum() == pytest.approx(1.0)
        for history in range(each.size):
            keys = history * each.size + np.arange(each.size)
            assert np.exp(mix.of_pairs(each, keys)).sum() == pytest.approx(1.0, abs=1e-6)
            for older in range(each.size):
                total = np.exp(mix.of_triples(each, every_triple(each.size, older, history))).sum()
                assert total == pytest.approx(1.0, abs=1e-6)


def test_a_mixture_lies_between(model):
    other = mix.count([["again", "again"]], WORDS)
    keys = np.arange(len(WORDS) ** 3)
    mixed = np.exp(mix.of_triples(mix.mix(model, other, 0.5), keys))
    both = [np.exp(mix.of_triples(each, keys)) for each in (model, other)]
    there = np.isin(keys, np.union1d(model.triples, other.triples))
    assert np.allclose(mixed[there], (both[0] + both[1])[there] / 2)


def test_restricting_keeps_what_is_left_and_knows_new_words(model):
    kept = mix.restrict(model, [*WORDS[:-1], "zebra"])
    assert np.exp(kept.single).sum() == pytest.approx(1.0)
    assert mix.perplexity(kept, [["charged", "twice"]]) < mix.perplexity(kept, [["zebra", "was"]])


def test_what_is_written_is_read_back_and_pocketsphinx_reads_the_same(model, tmp_path: Path):
    file = tmp_path / "model.lm.bin"
    trie.write(model, file)
    again = trie.read(file)
    assert again.words == WORDS
    assert (again.pairs == model.pairs).all()
    assert (again.triples == model.triples).all()
    assert np.allclose(again.triple, model.triple, atol=1e-4)
    theirs = pocketsphinx.NGramModel.readfile(str(file))
    for older, history, word in np.ndindex(len(WORDS), len(WORDS), len(WORDS)):
        key = np.array([(older * len(WORDS) + history) * len(WORDS) + word])
        ours = mix.of_triples(model, key)[0] / np.log(trie.LOG_BASE)
        names = [WORDS[word], WORDS[history], WORDS[older]]
        assert theirs.prob(names) == pytest.approx(ours, abs=4)


def test_another_file_is_refused(tmp_path: Path):
    (tmp_path / "x").write_bytes(b"Something else entirely")
    with pytest.raises(ValueError, match="not a trigram model"):
        trie.read(tmp_path / "x")


def test_a_line_with_choices_is_spoken_many_ways():
    said = list(text.own_lines("# heading\n\nplain line\n(i|we) called (twice|) today\n"))
    assert said[0] == ["plain", "line"]
    assert len(said) == 1 + text.TIMES
    assert {" ".join(line) for line in said[1:]} == {
        "i called twice today", "i called today", "we called twice today", "we called today",
    }  # fmt: skip


def test_what_was_written_is_made_into_what_is_said():
    assert text.as_said("I’ve paid £25, by E-mail!") == [
        "i've",
        "paid",
        "pounds",
        "twenty",
        "five",
        "by",
        "email",
    ]
    assert text.as_said("PIN 407 'now'") == ["pin", "four", "zero", "seven", "now"]


def test_the_shipped_model_knows_only_words_it_can_hear():
    folder = resources.path("speech")
    known = {line.split()[0] for line in (folder / "support.dict").read_text().splitlines()}
    model = trie.read(folder / "support.lm.bin")
    unheard = set(model.words) - {"<s>", "</s>"} - known
    assert all(build.UNHEARD.match(word) for word in unheard)
    assert not any(build.UNHEARD.match(word) for word in known)
    assert {"wifi", "refund", "supervisor", "autopay", "voicemail"} <= known
    assert (folder / "support.lm.bin").stat().st_size < 4_500_000


def test_calls_give_what_both_sides_say_and_nothing_of_the_test_half(tmp_path: Path):
    utterances, whole = tmp_path / "utterances", tmp_path / "whole"
    utterances.mkdir()
    whole.mkdir()
    line = {"text": "still nothing", "before": ["agent: one moment", "customer: so"]}
    (utterances / "x.jsonl").write_text(json.dumps(line) + "\n")
    for part in ("tuning", "test"):
        turns = f'part = "{part}"\n[[turn]]\ntext = "{part} one"\n[[turn]]\ntext = "two"\n'
        (whole / f"{part}.toml").write_text(turns)
    said = [" ".join(words) for words in text.call_lines(tmp_path)]
    assert said == ["still nothing", "one moment", "tuning one", "two"]
