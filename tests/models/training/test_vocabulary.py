"""A trimmed vocabulary still writes every word, and nothing needless is kept."""

import json
from collections import Counter

import pytest
from tokenizers import Tokenizer

from models.emotion_text import Encoder as RuntimeEncoder
from models.training import vocabulary
from models.training.encode import BEFORE_TOKENS, MAX_TOKENS, Encoder, pad

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


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("hello", ()),
        ("hello", ("i called", "refund")),
        ("hello " * 90, ("refund",)),
        ("call " * 59, ("refund refund",)),
        ("call " * 55, ("refund " * 9,)),
        ("refund", ("call " * 40, "hello")),
        ("refund", ("call",)),
    ],
)
def test_training_and_runtime_give_the_network_the_same(trimmed, text, before):
    ours = Encoder(trimmed).encode([text.strip()], [before])[0]
    runtime = RuntimeEncoder(trimmed.encode(), max_tokens=MAX_TOKENS, context_tokens=BEFORE_TOKENS)
    assert ours.tolist() == runtime.encode(text, before)
    assert len(ours) <= MAX_TOKENS


def test_padding_is_marked():
    lines = Encoder(json.dumps(published())).encode(["refund", "call called"], [(), ()])
    ids, mask = pad(lines)
    assert ids.shape == (2, 4)
    assert mask.tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]
    assert ids[0, 3] == 0
