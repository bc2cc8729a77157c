"""Which words of a partial hypothesis may be acted on before the utterance is over.

Pure: time is the amount of audio heard, so the same audio gives the same answer at any speed.
"""

from collections.abc import Sequence

LOOKS = 2
"""Partials a prefix must have been part of, so that one lucky look is never enough."""


class StablePrefix:
    """Remembers since when each prefix of the hypothesis has been unchanged.

    `hold`: seconds of audio it must have been; `looks`: partials it must have been part of.
    """

    def __init__(self, hold: float, looks: int = LOOKS) -> None:
        self._hold = hold
        self._looks = looks
        self._words: list[str] = []
        self._since: list[float] = []
        self._seen: list[int] = []

    def update(self, words: Sequence[str], heard: float) -> int:
        """Take the words believed after `heard` seconds of the utterance; return how many hold.

        `heard` must not go back. A revised word makes itself and everything after it new, so the
        answer may shrink; it is never more than `len(words)`.
        """
        same = _shared(self._words, words)
        fresh = len(words) - same
        self._words[same:] = words[same:]
        self._since[same:] = [heard] * fresh
        self._seen[same:] = [0] * fresh
        self._seen = [seen + 1 for seen in self._seen]
        stable = 0
        for since, seen in zip(self._since, self._seen, strict=True):
            if heard - since < self._hold or seen < self._looks:
                break
            stable += 1
        return stable


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many words at the beginning are the same."""
    for index, (before, now) in enumerate(zip(old, new, strict=False)):
        if before != now:
            return index
    return min(len(old), len(new))
