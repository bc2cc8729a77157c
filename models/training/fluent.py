"""How well words follow each other, as the built-in recognizer believes: its errors read well.

It hears "trade nineteen" for "gate nineteen", not "grape nineteen". Probabilities are those of its
language model (`resources/speech`), of two words.
"""

import functools
import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

import resources
from resources.speech import trie

START, END = "<s>", "</s>"
POWER: Final = 0.5
"""Of each probability. Between 0.3 and 0.6 real errors are foretold about as well; without any,
half a nat worse for each."""
UNKNOWN: Final = math.log(1e-6)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Fluency:
    """Probabilities of one word after another."""

    def __init__(self, model: trie.Trigrams) -> None:
        self._model = model
        self._place = {word: at for at, word in enumerate(model.words)}

    def places(self, words: Sequence[str]) -> Ints:
        """Return the numbers of words, −1 for those that the model does not know."""
        return np.array([self._place.get(word, -1) for word in words], np.int64)

    def weights(self, before: str, choices: tuple[Ints, Ints], after: str) -> Floats:
        """Return [n]: how well each choice fits between two words, relative to the best one.

        A choice is given by the places of its first and its last word.
        """
        firsts, lasts = choices
        log = self._log(self.places([before]), firsts) + self._log(lasts, self.places([after]))
        found: Floats = np.exp(POWER * (log - log.max()))
        return found

    def _log(self, history: Ints, word: Ints) -> Floats:
        """Return the logarithm of the probability of each word after each history."""
        model = self._model
        history, word = np.broadcast_arrays(history, word)
        single = np.where(word < 0, UNKNOWN, model.single[word])
        backoff = np.where(history < 0, 0.0, model.single_backoff[history])
        key = history * model.size + word
        at = np.minimum(np.searchsorted(model.pairs, key), model.pairs.size - 1)
        known = (model.pairs[at] == key) & (history >= 0) & (word >= 0)
        found: Floats = np.where(known, model.pair[at], backoff + single)
        return found


@functools.cache
def built_in() -> Fluency:
    """Return the fluency of the recognizer that needs nothing downloaded."""
    return Fluency(trie.read(resources.path("speech/support.lm.bin")))
