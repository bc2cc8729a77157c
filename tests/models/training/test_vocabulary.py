"""A trimmed vocabulary still writes every word, and nothing needless is kept."""

import json
from collections import Counter

import pytest
from tokenizers import Tokenizer

from models.emotion_text import Encoder as RuntimeEncoder
from models.training import vocabulary
from models.training.encode import MAX_TOKENS, Encoder, earlier, pad

WORDS = ["refund", "hello", "call", "called", "##ing", "##ed", "café", "日", "Hello"]
TOKENS = ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *vocabulary.LETTERS]
TOKENS += ["##" + letter for letter in vocabulary.LETTERS] + WORDS
PUBLISHED = {token: number for number, token in enumerate(TOKENS)}


def published():
    special = [
        {"id": PUBLISHED[name], "content": name, "special": True, "single_word": False,
         "lstrip": False, "rstrip": False, "normalized": False}
        for name in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    ]  # fmt: skip
    ends = {
        name: {"id": name, "ids": [PUBLISHED[name]], "tokens": [name]}
        for name in ("[CLS]", "[SEP]")
    }
    around = [
        {"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
    ]  # fmt: skip
    return {
        "version": "1.0",
        "truncation": {"max_length": 8, "strategy": "LongestFirst", "stride": 0,
                       "direction": "Right"},
        "padding": None,
        "added_tokens": special,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing", "single": around, "pair": around,
                           "special_tokens": ends},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": PUBLISHED},
    }  # fmt: skip


MUST = 4 + 2 * len(vocabulary.LETTERS)


@pytest.fixture(scope="module")
def trimmed() -> str:
    seen = Counter({"call": 9, "##ing": 5, "hello": 1})
    kept = vocabulary.choose(PUBLISHED, seen, MUST + 3, ["refund"])
    return json.dumps(vocabulary.trim(published(), kept))


def test_what_is_asked_for_comes_before_what_is_frequent_and_that_before_the_rest(trimmed):
    vocab = json.loads(trimmed)["model"]["vocab"]
    assert set(vocab) - set(vocabulary.SPECIAL) - set(TOKENS[6:MUST + 2]) == {
        "refund", "call", "##ing",
    }  # fmt: skip
    assert sorted(vocab.values()) == list(range(MUST + 3))
    assert vocab["[PAD]"] == 0


def test_room_left_is_filled_with_plain_words_in_published_order():
    kept = vocabulary.choose(PUBLISHED, Counter(), MUST + 2)
    assert {TOKENS[number] for number in kept} >= {"refund", "hello"}
    everything = vocabulary.choose(PUBLISHED, Counter(), 10_000)
    assert not {"café", "日", "Hello", "[unused1]", "[MASK]"} & {TOKENS[n] for n in everything}


def test_a_word_that_was_dropped_is_written_in_pieces(trimmed):
    tokenizer = Tokenizer.from_str(trimmed)
    assert tokenizer.encode("calling", add_special_tokens=False).tokens == ["call", "##ing"]
    pieces = tokenizer.encode("hello", add_special_tokens=False).tokens
    assert pieces == ["h", "##e", "##l", "##l", "##o"]
    assert tokenizer.encode("refund").tokens == ["[CLS]", "refund", "[SEP]"]


@pytest.mark.parametrize("text", ["hello", "hello " * 90, "call " * 59, "refund"])
def test_training_and_runtime_give_the_network_the_same(trimmed, text):
    [ours] = Encoder(trimmed).encode([text.strip()], [()])
    runtime = RuntimeEncoder(trimmed.encode(), max_tokens=MAX_TOKENS)
    assert ours.ids.tolist() == runtime.encode(text)
    assert len(ours) <= MAX_TOKENS


def test_of_what_came_before_the_end_is_remembered(trimmed):
    lines = Encoder(trimmed).encode(
        ["refund", "hello", "call"],
        [("hello", "refund refund", "call"), (), ("refund " * 90, "call " * 9)],
        before_tokens=12,
    )
    assert [[len(ids) for ids in line.before] for line in lines] == [[4, 3], [], [64, 11]]
    assert [line.kept for line in lines] == [(2, 1), (), (3, 9)]
    then = earlier(lines)
    assert then.ids.shape == then.mask.shape == (4, 64)
    flat = then.ids.reshape(-1)
    for row, line in enumerate(lines):
        wanted = [ids[-1 - kept : -1] for ids, kept in zip(line.before, line.kept, strict=True)]
        places, turns = (a[row][then.kept[row] == 1] for a in (then.places, then.turns))
        assert flat[places].tolist() == [int(one) for ids in wanted for one in ids]
        assert turns.tolist() == [1] * sum(line.kept[:-1]) + [0] * sum(line.kept[-1:])


def test_where_nothing_came_before_there_is_nothing_to_remember(trimmed):
    assert earlier(Encoder(trimmed).encode(["refund", "call"], [(), ()])) is None


def test_padding_is_marked():
    lines = Encoder(json.dumps(published())).encode(["refund", "call called"], [(), ()])
    ids, mask = pad([line.ids for line in lines])
    assert ids.shape == (2, 4)
    assert mask.tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]
    assert ids[0, 3] == 0
