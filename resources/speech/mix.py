"""Arithmetic of back-off trigram models: count, interpolate, prune. All in natural logarithms."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from resources.speech.trie import Floats, Ints, Trigrams

FLOOR = 1e-12


def restrict(model: Trigrams, words: Sequence[str]) -> Trigrams:
    """Return the model over `words` only; what the others had goes to back-off and unigrams.

    Words that the model did not know get the weight of its rarest word.
    """
    place = {word: index for index, word in enumerate(words)}
    new = np.array([place.get(word, -1) for word in model.words], np.int64)
    single = np.full(len(words), model.single.min())
    known = new >= 0
    single[new[known]] = model.single[known]
    single -= np.log(np.exp(single).sum())
    size, now = model.size, len(words)
    pairs, kept2 = _renumber(model.pairs, 2, size, new, now)
    triples, kept3 = _renumber(model.triples, 3, size, new, now)
    order2, order3 = np.argsort(pairs), np.argsort(triples)
    return backed_off(
        list(words), single, pairs[order2], model.pair[kept2][order2],
        triples[order3], model.triple[kept3][order3],
    )  # fmt: skip


def count(sentences: Iterable[Sequence[str]], words: Sequence[str]) -> Trigrams:
    """Return a Witten-Bell model of the sentences over exactly these words.

    I. H. Witten, T. C. Bell, "The zero-frequency problem", IEEE Trans. Inf. Theory 37(4), 1991. An
    unknown word ends one sequence and begins another. Raises KeyError without <s> and </s>.
    """
    place = {word: index for index, word in enumerate(words)}
    size = len(words)
    begin, end = place["<s>"], place["</s>"]
    ones: Counter[int] = Counter()
    twos: Counter[int] = Counter()
    threes: Counter[int] = Counter()
    for sentence in sentences:
        line = [begin, *(place.get(word, -1) for word in sentence), end]
        for at, word in enumerate(line):
            if word < 0:
                continue
            if at:
                ones[word] += 1
            if at and line[at - 1] >= 0:
                twos[line[at - 1] * size + word] += 1
                if at > 1 and line[at - 2] >= 0:
                    threes[(line[at - 2] * size + line[at - 1]) * size + word] += 1
    seen = np.zeros(size)
    for word, times in ones.items():
        seen[word] = times
    kinds = np.count_nonzero(seen)
    single = (seen + kinds / size) / (seen.sum() + kinds)
    pairs, pair = _witten_bell(twos, size, lambda keys: single[keys % size])
    triples, triple = _witten_bell(
        threes, size, lambda keys: pair[np.searchsorted(pairs, keys % size**2)]
    )
    return backed_off(list(words), np.log(single), pairs, np.log(pair), triples, np.log(triple))


def mix(one: Trigrams, other: Trigrams, share: float) -> Trigrams:
    """Return `share` of `one` and the rest of `other`, exact wherever either has an n-gram."""
    if one.words != other.words:
        raise ValueError("models over different words")

    def both(a: Floats, b: Floats) -> Floats:
        mixed: Floats = np.logaddexp(a + np.log(share), b + np.log1p(-share))
        return mixed

    pairs = np.union1d(one.pairs, other.pairs)
    triples = np.union1d(one.triples, other.triples)
    return backed_off(
        one.words, both(one.single, other.single),
        pairs, both(of_pairs(one, pairs), of_pairs(other, pairs)),
        triples, both(of_triples(one, triples), of_triples(other, triples)),
    )  # fmt: skip


def prune(model: Trigrams, pairs: int, triples: int) -> Trigrams:
    """Return the model with as many n-grams, those whose loss would cost the most.

    The cost of one is its probability times what backing off instead would take from its
    logarithm (A. Stolcke, "Entropy-based pruning of backoff language models", 1998, without the
    change of the back-off weight). Pairs that a triple begins or ends with are kept beside.
    """
    size = model.size
    often = model.single.copy()
    often[model.words.index("<s>")] = often[model.words.index("</s>")]
    context, last_two = model.triples // size, model.triples % size**2
    at = np.searchsorted(model.pairs, context)
    before = often[context // size] + model.pair[at]
    lost = model.triple - model.pair_backoff[at] - of_pairs(model, last_two)
    best = _best(np.exp(before + model.triple) * lost, triples)
    kept = model.triples[best]
    history, word = np.divmod(model.pairs, size)
    lost = model.pair - model.single_backoff[history] - model.single[word]
    cost = np.exp(often[history] + model.pair) * lost
    needed = np.isin(model.pairs, np.concatenate((kept // size, kept % size**2)))
    keep = np.union1d(np.flatnonzero(needed), _best(cost, pairs))
    return backed_off(
        model.words, model.single, model.pairs[keep], model.pair[keep], kept, model.triple[best]
    )


def perplexity(model: Trigrams, sentences: Iterable[Sequence[str]]) -> float:
    """Return the perplexity per known word, ends counted in."""
    place = {word: index for index, word in enumerate(model.words)}
    size, keys = model.size, []
    for sentence in sentences:
        line = [place["<s>"], *(place[word] for word in sentence if word in place), place["</s>"]]
        keys += [
            (line[at - 2] * size + line[at - 1]) * size + line[at] for at in range(2, len(line))
        ]
    return float(np.exp(-of_triples(model, np.array(keys, np.int64)).mean()))


def of_pairs(model: Trigrams, keys: Ints) -> Floats:
    """Return log P(word | history) of each key."""
    at, found = _find(model.pairs, keys)
    history, word = np.divmod(keys, model.size)
    return np.where(found, model.pair[at], model.single_backoff[history] + model.single[word])


def of_triples(model: Trigrams, keys: Ints) -> Floats:
    """Return log P(word | two before) of each key."""
    at, found = _find(model.triples, keys)
    context, known = _find(model.pairs, keys // model.size)
    shorter = np.where(known, model.pair_backoff[context], 0.0)
    shorter = shorter + of_pairs(model, keys % model.size**2)
    return np.where(found, model.triple[at], shorter)


def backed_off(  # noqa: PLR0913, PLR0917  the parts of a model
    words: list[str], single: Floats, pairs: Ints, pair: Floats, triples: Ints, triple: Floats
) -> Trigrams:
    """Return the model whose back-off weights make every history's probabilities sum to one."""
    size = len(words)
    history, word = np.divmod(pairs, size)
    single_backoff = _backoff(history, pair, single[word], size)
    none = np.zeros(pairs.size)
    model = Trigrams(words, single, single_backoff, pairs, pair, none, triples, triple)
    context = np.searchsorted(pairs, triples // size)
    weights = _backoff(context, triple, of_pairs(model, triples % size**2), pairs.size)
    return Trigrams(words, single, single_backoff, pairs, pair, weights, triples, triple)


def _backoff(history: Ints, given: Floats, otherwise: Floats, size: int) -> Floats:
    left = 1.0 - np.bincount(history, np.exp(given), size)
    other = 1.0 - np.bincount(history, np.exp(otherwise), size)
    weights: Floats = np.log(np.maximum(left, FLOOR)) - np.log(np.maximum(other, FLOOR))
    return weights


def _witten_bell(
    counter: Counter[int], size: int, lower: Callable[[Ints], Floats]
) -> tuple[Ints, Floats]:
    keys = np.array(sorted(counter), np.int64)
    times = np.array([counter[key] for key in keys.tolist()], float)
    _, history = np.unique(keys // size, return_inverse=True)
    kinds = np.bincount(history)[history]
    return keys, (times + kinds * lower(keys)) / (np.bincount(history, times)[history] + kinds)


def _renumber(keys: Ints, order: int, size: int, new: Ints, now: int) -> tuple[Ints, Ints]:
    """Return the keys in new word numbers, and the places of those all of whose words are left."""
    parts = [new[keys // size**power % size] for power in range(order)]
    kept = np.flatnonzero(np.all([part >= 0 for part in parts], axis=0))
    renumbered = np.zeros(kept.size, np.int64)
    for power, part in enumerate(parts):
        renumbered += part[kept] * now**power
    return renumbered, kept


def _find(among: Ints, keys: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    at = np.minimum(np.searchsorted(among, keys), max(among.size - 1, 0))
    return at, among[at] == keys


def _best(cost: Floats, many: int) -> Ints:
    order = np.argsort(-cost, kind="stable")[:many]
    return np.sort(order[cost[order] > 0])
