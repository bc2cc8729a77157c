"""From words to tokens: what the emotion model is given, at run time and in training alike.

A line is `[CLS] utterance [SEP]`. The one rule for too much: the end of an utterance is kept, for
that is where people say what they came to say, and so it is with what is remembered of earlier
ones.
"""

import re
import unicodedata
from collections.abc import Sequence

from tokenizers import Tokenizer

from models.emotion_files import EmotionModelError

CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
BEFORE_MOST = 2
"""Earlier utterances that are looked at."""
LETTERS_MOST = 2_000
"""Of an utterance, from its end: some thirty times what fits, so that nothing costs time for
nothing. Words of a recognizer are never that many (an utterance ends after 15 s)."""
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´＇", "'"))
_NO_WORD = re.compile(r"[^\w' ]+|_+|(?<!\w)'|'(?!\w)")
_SPACES = re.compile(r"\s+")


def remembered(tokens: Sequence[int], most: int) -> list[int]:
    """Return how many of the last tokens of each earlier line are kept: `most` in all.

    `tokens`: how many each has, oldest first. Of the newest two only, and the newest comes first.
    """
    kept: list[int] = []
    for many in reversed(tokens[-BEFORE_MOST:]):
        kept.insert(0, min(many, most - sum(kept)))
    return kept


def plain(text: str) -> str:
    """Return a line in the form of recognizers: words in lower case, and nothing but words.

    An apostrophe within a word is kept; accents and punctuation are not. Numbers are left as they
    are: recognizers write them in words.
    """
    text = unicodedata.normalize("NFKD", text[-LETTERS_MOST:].translate(_APOSTROPHES)).lower()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _SPACES.sub(" ", _NO_WORD.sub(" ", _SPACES.sub(" ", text))).strip()


class Encoder:
    """A tokenizer and the rule for lines that are too long."""

    def __init__(self, content: bytes, *, max_tokens: int) -> None:
        """`content`: a `tokenizer.json`. Raises EmotionModelError where it is none."""
        try:
            self._tokenizer = Tokenizer.from_buffer(content)
        except Exception as error:  # tokenizers raises nothing narrower
            raise EmotionModelError(f"tokenizer.json: {type(error).__name__}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep, self._unknown = map(self._special, (CLS, SEP, UNKNOWN))
        self._max = max_tokens
        self._last: tuple[str, list[int]] = ("", [])

    @property
    def words(self) -> int:
        """Entries of the vocabulary: the ids are below it."""
        return self._tokenizer.get_vocab_size()

    def encode(self, text: str) -> list[int]:
        """Return the token ids of an utterance, at most `max_tokens` with the special ones."""
        return [self._cls, *self._tokens(text)[-(self._max - 2) :], self._sep]

    def unknown_share(self, text: str) -> float:
        """Return how many of the tokens the vocabulary does not have, 0…1; 1 of nothing."""
        tokens = self._tokens(text)
        return sum(token == self._unknown for token in tokens) / len(tokens) if tokens else 1.0

    def _tokens(self, text: str) -> list[int]:
        """Return the ids of a line alone, however many there are; of the last one they are kept."""
        if text != self._last[0]:
            ids = self._tokenizer.encode(plain(text), add_special_tokens=False).ids
            self._last = text, ids
        return self._last[1]

    def _special(self, name: str) -> int:
        found: int | None = self._tokenizer.token_to_id(name)
        if found is None:
            raise EmotionModelError(f"tokenizer.json: {name} is missing")
        return found
