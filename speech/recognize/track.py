"""What both recognizers keep of the open utterance: where it lies, what was said last, the pace.

Paces the looks at the decoder by the audio, so partials cost the same however the audio is cut.
"""

from collections.abc import Iterable

from speech.events import Word
from speech.recognize.recognizer import RATE, Hypothesis
from speech.recognize.stability import StablePrefix

LOOK = 0.09
"""Seconds of audio between two looks at the partial hypothesis: a little under the pieces of 0.096
that the listener feeds, so that each piece gets one."""
_FRAME = 0.01
"""Seconds: the shortest word kept; both decoders work in frames of this length."""


class Track:
    """One utterance that begins at `at` seconds on the call clock."""

    def __init__(self, at: float, *, hold: float) -> None:
        self.at = at
        self._look = round(LOOK * RATE)
        self._samples = 0
        self._next_look = self._look
        self._prefix = StablePrefix(hold)
        self._told = Hypothesis("")

    @property
    def heard(self) -> float:
        """Seconds of audio fed so far."""
        return self._samples / RATE

    def take(self, samples: int) -> bool:
        """Count `samples` more; return True where it is time to look at the partial again."""
        self._samples += samples
        if self._samples < self._next_look:
            return False
        self._next_look = self._samples + self._look
        return True

    def partial(self, text: str) -> Hypothesis | None:
        """Return the hypothesis if its text or its stable prefix changed."""
        words = text.split()
        now = Hypothesis(" ".join(words), self._prefix.update(words, self.heard))
        if now == self._told:
            return None
        self._told = now
        return now

    def final(self, words: Iterable[Word]) -> Hypothesis:
        """Return the final hypothesis.

        Decoders round to frames and sums of floats drift, so every word is put inside the audio
        that was fed, after the word before it, and its confidence between 0 and 1.
        """
        first, last = self.at, self.at + self.heard
        kept: list[Word] = []
        for word in words:
            start = min(max(word.start, first), last)
            end = min(max(word.end, start + _FRAME), last)
            kept.append(Word(word.text, start, end, min(max(word.confidence, 0.0), 1.0)))
            first = end
        return Hypothesis(" ".join(word.text for word in kept), len(kept), tuple(kept))
