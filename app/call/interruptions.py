"""Who cuts whom off: an overlap takes the turn, or it is listening, or only a quick answer.

About two in five changes of speaker overlap a little, and nobody minds (M. Heldner and J. Edlund,
"Pauses, gaps and overlaps in conversations", J. Phonetics 38, 2010). So the words decide: what was
said over the other, and whether the other had come to an end.
"""

from collections import deque
from dataclasses import dataclass

from app.call.draft import Draft
from app.call.language import Language
from app.call.raising import raise_signal
from app.call.signals import SignalKind
from app.call.wording import Token
from speech.events import CHANNELS, Channel, Overlap, Utterance

LONG = 1.0
"""Seconds of both speaking that take the turn, whatever was said: nobody says "mhm" for so long."""
BOTH = 0.7
"""Seconds, the same, once the words are known to be more than a "yeah". What is shorter is a quick
answer, unless the other was cut off in the middle of a phrase."""
LISTENED = 2.0
"""Seconds up to which "yeah okay right" is listening, however long the other still spoke."""
OBJECTS = 2
"""Times "no" that are no longer "oh no"."""
DECIDE_WITHIN = 15.0
"""Seconds that an overlap waits for the words that were said over the other."""
SAME_END = 1.0
"""Seconds between the end of an overlap and that of the utterance which it ended."""

REASONS: dict[Channel, tuple[SignalKind, str]] = {
    "customer": ("customer-interrupts", "talks over the agent"),
    "agent": ("agent-interrupts", "was interrupted by the agent"),
}


@dataclass(frozen=True, slots=True)
class _Ended:
    end: float
    unfinished: bool


class Interruptions:
    """Raises interruptions both ways. A "mhm" while the other speaks is listening."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._waiting: list[Overlap] = []
        self._ended: dict[Channel, deque[_Ended]] = {one: deque(maxlen=3) for one in CHANNELS}

    def feed(self, draft: Draft) -> None:
        """Take an overlap, or the words of either side."""
        match draft.event:
            case Overlap(held=held, took=took) as overlap if held != took:
                if overlap.end - overlap.start >= LONG:
                    _say(draft, overlap)
                else:
                    self._waiting.append(overlap)
            case Utterance(channel=channel, text=text) as said if text:
                found = draft.tokens(said)
                self._ended[channel].append(_Ended(said.end, self._language.unfinished(found)))
                self._decide(draft, said, found)

    def _decide(self, draft: Draft, said: Utterance, found: tuple[Token, ...]) -> None:
        """Judge the overlaps that these words were said in, and forget those nobody explains."""
        for overlap in list(self._waiting):
            mine = overlap.took == said.channel and said.start <= overlap.end <= said.end + SAME_END
            if mine and not self._listening(said, found) and self._takes(overlap):
                _say(draft, overlap)
            if mine or said.end - overlap.end > DECIDE_WITHIN:
                self._waiting.remove(overlap)

    def _listening(self, said: Utterance, found: tuple[Token, ...]) -> bool:
        objects = sum(token.text == "no" for token in found) >= OBJECTS
        short = said.end - said.start <= LISTENED
        return short and not objects and self._language.is_backchannel(found)

    def _takes(self, overlap: Overlap) -> bool:
        return overlap.end - overlap.start >= BOTH or any(
            one.unfinished and abs(one.end - overlap.end) <= SAME_END
            for one in self._ended[overlap.held]
        )


def _say(draft: Draft, overlap: Overlap) -> None:
    kind, reason = REASONS[overlap.took]
    raise_signal(draft, kind, reason, overlap.end, channel=overlap.took)
