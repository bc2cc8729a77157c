"""pocketsphinx's binary trigram format, read and written: its own converter fails on its own model.

A trie in reverse: from a word to the word before it to the one before that. Behind the header lie
three tables of 65,536 floats, of which the n-grams hold numbers (16 bits), then unigrams as they
are, then bigrams and trigrams packed bit by bit, then the words. All little-endian; weights are
logarithms to base 1.0001. Layout: pocketsphinx `src/lm/lm_trie.c`, `lm_trie_quant.c`.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LOG_BASE = 1.0001
_MAGIC = b"Trie Language Model"
_ORDER = 3
_BINS = 1 << 16
_UNIGRAM = np.dtype([("weight", "<f4"), ("backoff", "<f4"), ("next", "<u4")])

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trigrams:
    """A back-off model over `words`, in natural logarithms.

    `pairs` are history × size + word, rising; `triples` (older × size + history) × size + word.
    """

    words: list[str]
    single: Floats
    single_backoff: Floats
    pairs: Ints
    pair: Floats
    pair_backoff: Floats
    triples: Ints
    triple: Floats

    @property
    def size(self) -> int:
        return len(self.words)


def read(path: Path) -> Trigrams:
    """Return the model in the file. Raises ValueError where it is none."""
    data = path.read_bytes()
    at = len(_MAGIC)
    if data[:at] != _MAGIC or data[at] != _ORDER:
        raise ValueError(f"{path.name} is not a trigram model of pocketsphinx")
    counts = struct.unpack_from("<3I", data, at + 1)
    at += 1 + 12 + 4
    bins = np.frombuffer(data, "<f4", 3 * _BINS, at).reshape(3, _BINS).astype(float)
    at += 3 * _BINS * 4
    unigrams = np.frombuffer(data, _UNIGRAM, counts[0] + 1, at)
    at += unigrams.nbytes
    widths = _Widths(*counts)
    # a few entries at the end may be reserved and not used: the last word's pointer knows
    used = int(unigrams["next"][-1])
    memory = np.frombuffer(data, np.uint8, widths.pair_bytes, at)
    at += widths.pair_bytes
    field = [_unpack(memory, widths.pair, used, *part) for part in widths.pair_parts]
    follow = _unpack(memory, widths.pair, used + 1, *widths.pair_parts[3])
    follow[-1] = counts[2]
    memory = np.frombuffer(data, np.uint8, widths.triple_bytes, at)
    at += widths.triple_bytes
    oldest, triple = (
        _unpack(memory, widths.triple, counts[2], *part) for part in widths.triple_parts
    )
    (length,) = struct.unpack_from("<I", data, at)
    words = data[at + 4 : at + 4 + length].decode().split("\0")[:-1]
    size = len(words)
    first: Ints = unigrams["next"].astype(np.int64)
    word = np.repeat(np.arange(size), first[1:] - first[:-1])
    pairs = field[0] * size + word
    pair_of = np.repeat(np.arange(used), np.diff(follow))
    triples = oldest * size * size + pairs[pair_of]
    natural = np.log(LOG_BASE)
    by_pair, by_triple = np.argsort(pairs), np.argsort(triples)
    return Trigrams(
        words,
        unigrams["weight"][:-1] * natural,
        unigrams["backoff"][:-1] * natural,
        pairs[by_pair],
        bins[0][field[2]][by_pair] * natural,
        bins[1][field[1]][by_pair] * natural,
        triples[by_triple],
        bins[2][triple][by_triple] * natural,
    )


def write(model: Trigrams, path: Path) -> None:
    """Write the model. Every triple's last two words must be among the pairs."""
    size, natural = model.size, np.log(LOG_BASE)
    history, word = np.divmod(model.pairs, size)
    order = np.lexsort((history, word))
    oldest, last_two = np.divmod(model.triples, size * size)
    place = np.empty(model.pairs.size, np.int64)
    place[order] = np.arange(order.size)
    pair_of = place[np.searchsorted(model.pairs, last_two)]
    triple_order = np.lexsort((oldest, pair_of))
    counts = (size, model.pairs.size, model.triples.size)
    widths = _Widths(*counts)
    tables, codes = zip(
        *(_quantize(weights / natural)
          for weights in
          (model.pair[order], model.pair_backoff[order], model.triple[triple_order])),
        strict=True,
    )  # fmt: skip
    unigrams = np.zeros(size + 1, _UNIGRAM)
    unigrams["weight"][:-1] = model.single / natural
    unigrams["backoff"][:-1] = model.single_backoff / natural
    unigrams["next"] = np.concatenate(([0], np.cumsum(np.bincount(word, minlength=size))))
    follow = np.concatenate(([0], np.cumsum(np.bincount(pair_of, minlength=counts[1]))))
    none = np.zeros(1, np.int64)
    parts = (history[order], codes[1], codes[0])
    pairs = _pack(
        [*(np.concatenate((part, none)) for part in parts), follow],
        widths.pair, widths.pair_parts, widths.pair_bytes,
    )  # fmt: skip
    triples = _pack(
        [oldest[triple_order], codes[2]], widths.triple, widths.triple_parts, widths.triple_bytes
    )
    text = "".join(f"{each}\0" for each in model.words).encode()
    path.write_bytes(
        _MAGIC + bytes([_ORDER]) + struct.pack("<3Ii", *counts, 1)
        + np.concatenate(tables).astype("<f4").tobytes() + unigrams.tobytes() + pairs + triples
        + struct.pack("<I", len(text)) + text
    )  # fmt: skip


class _Widths:
    """Bits and bytes that entries take: each part as (offset, width)."""

    def __init__(self, singles: int, pairs: int, triples: int) -> None:
        word, pointer = singles.bit_length(), triples.bit_length()
        self.pair = word + 32 + pointer
        self.pair_parts = ((0, word), (word, 16), (word + 16, 16), (word + 32, pointer))
        self.triple = word + 16
        self.triple_parts = ((0, word), (word, 16))
        # one entry more than there are, and eight bytes that a reader may run over
        self.pair_bytes = ((1 + pairs) * self.pair + 7) // 8 + 8
        self.triple_bytes = ((1 + triples) * self.triple + 7) // 8 + 8


def _unpack(memory: NDArray[np.uint8], stride: int, count: int, offset: int, width: int) -> Ints:
    bit = np.arange(count, dtype=np.int64) * stride + offset
    first, shift = bit >> 3, (bit & 7).astype(np.uint64)
    memory = np.concatenate((memory, np.zeros(8, np.uint8)))
    value = np.zeros(count, np.uint64)
    for byte in range(5):
        value |= memory[first + byte].astype(np.uint64) << np.uint64(8 * byte)
    return ((value >> shift) & np.uint64((1 << width) - 1)).astype(np.int64)


def _pack(fields: list[Ints], stride: int, parts: tuple[tuple[int, int], ...], size: int) -> bytes:
    bits = np.zeros((size * 8 // stride + 1, stride), np.uint8)
    for values, (offset, width) in zip(fields, parts, strict=True):
        for bit in range(width):
            bits[: values.size, offset + bit] = (values >> bit) & 1
    return np.packbits(bits.reshape(-1)[: size * 8], bitorder="little").tobytes().ljust(size, b"\0")


def _quantize(weights: Floats) -> tuple[Floats, Ints]:
    """Return a rising table and the place of each weight in it, rounded to what a code can tell."""
    rounded = np.rint(weights)
    table = np.unique(rounded)
    if table.size > _BINS:
        table = np.unique(np.quantile(weights, np.linspace(0, 1, _BINS)))
    code = np.clip(np.searchsorted(table, rounded), 0, table.size - 1).astype(np.int64)
    return np.pad(table, (0, _BINS - table.size), mode="edge"), code
