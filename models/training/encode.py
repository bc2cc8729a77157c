"""Token ids of an utterance, `[CLS] words [SEP]`, and of what the customer said before it.

An utterance keeps up to 62 tokens, its last ones if it is longer: what somebody wants comes at the
end of a long turn. Of the two before it the last 40 words' tokens are remembered, together. The
runtime does the same; `emotion.json` carries the numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.emotion_text import remembered

MAX_TOKENS: Final = 64
BEFORE_TOKENS: Final = 40
"""Two utterances, mostly. A network that was trained with 24 read calls better the more it was
given: with 12, 16, 24 and 40 the AUC of anger and frustration in the tuning calls was 0.858, 0.866,
0.875 and 0.888."""

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance and the two before it, as tokens."""

    ids: Ids
    before: tuple[Ids, ...] = ()
    """Oldest first."""
    kept: tuple[int, ...] = ()
    """How many of each one's last words' tokens are remembered."""

    def __len__(self) -> int:
        return len(self.ids)


class Encoder:
    """A tokenizer with the joining of context."""

    def __init__(self, tokenizer: str) -> None:
        self._tokenizer = Tokenizer.from_str(tokenizer)
        ids = self._tokenizer.get_vocab()
        self._start, self._end = ids["[CLS]"], ids["[SEP]"]

    def encode(
        self,
        texts: Sequence[str],
        before: Sequence[Sequence[str]],
        before_tokens: int = BEFORE_TOKENS,
    ) -> list[Said]:
        """Return each text as tokens; `before`: for each its earlier lines, oldest first."""
        now = self._lines(texts)
        then = iter(self._lines([line for lines in before for line in lines]))
        earlier = [tuple(next(then) for _ in lines) for lines in before]
        return [self._said(ids, a, before_tokens) for ids, a in zip(now, earlier, strict=True)]

    def pieces(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the tokens of each text, by name."""
        found = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [one.tokens for one in found]

    def _lines(self, texts: Sequence[str]) -> list[Ids]:
        found = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [
            np.array([self._start, *one.ids[-(MAX_TOKENS - 2) :], self._end], np.int64)
            for one in found
        ]

    def _said(self, ids: Ids, before: tuple[Ids, ...], most: int) -> Said:
        kept = remembered([len(line) - 2 for line in before], most)
        return Said(ids, before[len(before) - len(kept) :], tuple(kept))


def pad(lines: Sequence[Ids]) -> tuple[Ids, Ids]:
    """Return ids [b, t] padded with 0 and the mask [b, t] that is 1 at tokens."""
    longest = max(len(line) for line in lines)
    ids = np.zeros((len(lines), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, line in enumerate(lines):
        ids[row, : len(line)] = line
        mask[row, : len(line)] = 1
    return ids, mask


@dataclass(frozen=True, slots=True)
class Earlier:
    """What came before the lines of a batch, as `network.Before` wants it; see there for shapes."""

    ids: Ids
    mask: Ids
    places: Ids
    turns: Ids
    kept: Ids


def earlier(lines: Sequence[Said]) -> Earlier | None:
    """Return what came before the lines; None where nothing did before any."""
    every = [ids for line in lines for ids in line.before]
    if not every:
        return None
    ids, mask = pad(every)
    places, turns, at = [], [], 0
    for line in lines:
        where: list[int] = []
        whose: list[int] = []
        for turn, (then, kept) in enumerate(zip(line.before, line.kept, strict=True)):
            end = at * ids.shape[1] + len(then) - 1
            where += range(end - kept, end)
            whose += [len(line.before) - 1 - turn] * kept
            at += 1
        places.append(np.array(where, np.int64))
        turns.append(np.array(whose, np.int64))
    joined, kept_mask = pad(places)
    return Earlier(ids, mask, joined, pad(turns)[0], kept_mask)


def batches(
    lengths: Sequence[int], size: int, rng: np.random.Generator, *, pool: int = 32
) -> Iterator[list[int]]:
    """Yield every index once, in shuffled batches of lines that are about equally long.

    Sorting only within pools of `pool` batches keeps the order random enough to learn from.
    """
    order = rng.permutation(len(lengths))
    made = []
    for begin in range(0, len(order), size * pool):
        near = sorted(order[begin : begin + size * pool].tolist(), key=lengths.__getitem__)
        made += [near[i : i + size] for i in range(0, len(near), size)]
    for number in rng.permutation(len(made)).tolist():
        yield made[number]
