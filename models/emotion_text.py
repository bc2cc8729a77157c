"""From words to tokens: what the emotion model is given, at run time and in training alike.

A line is `[CLS] before [SEP] utterance [SEP]`, or `[CLS] utterance [SEP]` where nothing is known
of before. The one rule for too much: the end of an utterance is kept, for that is where people
say what they came to say, and context gives way to it.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from tokenizers import Tokenizer

from models.emotion_files import EmotionModelError

CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
BEFORE_MOST = 2
"""Earlier utterances that are looked at."""
BEFORE_LEAST = 4
"""Tokens; where fewer are left for them, earlier utterances are left out: a scrap misleads."""
LETTERS_MOST = 2_000
"""Of an utterance, from its end: some thirty times what fits, so that nothing costs time for
nothing. Words of a recognizer are never that many (an utterance ends after 15 s)."""
KNOWN = 4
"""Lines whose tokens are kept: each is asked for again, and then as what came before."""
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´＇", "'"))
_NO_WORD = re.compile(r"[^\w' ]+|_+|(?<!\w)'|'(?!\w)")
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return a line in the form of recognizers: words in lower case, and nothing but words.

    An apostrophe within a word is kept; accents and punctuation are not. Numbers are left as they
    are: recognizers write them in words.
    """
    text = unicodedata.normalize("NFKD", text[-LETTERS_MOST:].translate(_APOSTROPHES)).lower()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _SPACES.sub(" ", _NO_WORD.sub(" ", _SPACES.sub(" ", text))).strip()


class Encoder:
    """A tokenizer and the way its tokens are joined."""

    def __init__(self, content: bytes, *, max_tokens: int, context_tokens: int) -> None:
        """`content`: a `tokenizer.json`. Raises EmotionModelError where it is none."""
        try:
            self._tokenizer = Tokenizer.from_buffer(content)
        except Exception as error:  # tokenizers raises nothing narrower
            raise EmotionModelError(f"tokenizer.json: {type(error).__name__}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cls, self._sep, self._unknown = map(self._special, (CLS, SEP, UNKNOWN))
        self._known = lru_cache(KNOWN)(self._tokens)
        self._max = max_tokens
        self._context = context_tokens

    @property
    def words(self) -> int:
        """Entries of the vocabulary: the ids are below it."""
        return self._tokenizer.get_vocab_size()

    def encode(self, text: str, before: Sequence[str] = ()) -> list[int]:
        """Return the token ids of an utterance, at most `max_tokens` with the special ones.

        `before`: earlier utterances, oldest first; only the last two count, and of those only the
        end that fits.
        """
        said = self.tokens(text)[-(self._max - 2) :]
        room = min(self._context, self._max - 3 - len(said))
        earlier = [token for line in before[-BEFORE_MOST:] for token in self.tokens(line)]
        if room < BEFORE_LEAST or not earlier:
            return [self._cls, *said, self._sep]
        return [self._cls, *earlier[-room:], self._sep, *said, self._sep]

    def tokens(self, text: str) -> list[int]:
        """Return the ids of a line alone, without special tokens and however many there are."""
        return list(self._known(text))

    def unknown_share(self, tokens: Sequence[int]) -> float:
        """Return how many of the tokens the vocabulary does not have, 0…1; 1 of nothing."""
        return sum(token == self._unknown for token in tokens) / len(tokens) if tokens else 1.0

    def _tokens(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(plain(text), add_special_tokens=False).ids)

    def _special(self, name: str) -> int:
        found: int | None = self._tokenizer.token_to_id(name)
        if found is None:
            raise EmotionModelError(f"tokenizer.json: {name} is missing")
        return found
