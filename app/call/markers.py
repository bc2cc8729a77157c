"""What the customer's words say by themselves: distress, history, threats, grief, thanks."""

from itertools import chain

from app.call.draft import Draft
from app.call.language import Language, SignalData, negated
from app.call.signals import Signal, SignalKind
from app.call.weights import SINGLE_WORD, WEIGHTS
from app.call.wording import Match, Token, content
from speech.events import Utterance

SURE_WORD = 0.6
"""Confidence that a single word needs; a guess at one word must not call anybody upset."""
SURE_PHRASE = 0.35
"""Mean confidence over the words of a phrase: two doubtful words support each other."""

_KIND = frozenset[SignalKind]({"thanks", "grief"})
"""Signals beside which thanks still are thanks."""


class Markers:
    """Raises at most one signal of a kind per customer utterance, the strongest."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def feed(self, draft: Draft) -> None:
        """Take a customer's utterance; the agent's words are never judged."""
        said = draft.event
        if not isinstance(said, Utterance) or said.channel != "customer" or not said.text:
            return
        best: dict[SignalKind, Signal] = {}
        found = draft.tokens(said)
        for entry, last, share in self._matches(found):
            weight = WEIGHTS[entry.kind] * entry.strength * share
            known = best.get(entry.kind)
            if known is None or abs(weight) > abs(known.weight):
                best[entry.kind] = Signal(
                    kind=entry.kind,
                    t=said.words[last].end if last < len(said.words) else said.end,
                    reason=entry.reason,
                    weight=weight,
                    utterance=said.id,
                )
        if not best.keys() <= _KIND:
            best.pop("thanks", None)
        draft.signals.extend(best.values())

    def _matches(self, found: tuple[Token, ...]) -> list[tuple[SignalData, int, float]]:
        """Return what holds, with the index of its last word and the share that it counts."""
        language = self._language
        phrases = ((match, 1.0) for match in language.signal_phrases.find(found))
        words = ((match, SINGLE_WORD) for match in language.signal_words.find(found))
        sure = [pair for pair in chain(phrases, words) if _sure(found, pair[0])]
        if not sure:
            return []
        unless = list(language.signal_unless.find(found))
        return [
            (match.entry, found[match.end - 1].index, share)
            for match, share in sure
            if not negated(found, match) and not any(_takes_back(other, match) for other in unless)
        ]


def _sure(found: tuple[Token, ...], match: Match[SignalData]) -> bool:
    """Return whether it was heard clearly: "this is ridiculous" stands on its one telling word."""
    hits = [found[at] for at in match.hits]
    telling = content(hits)
    by_word = {token.index: token.confidence for token in hits if token.stem in telling}
    if len(by_word) == 1:
        return max(by_word.values()) >= SURE_WORD
    return sum(token.confidence for token in hits) / len(hits) >= SURE_PHRASE


def _takes_back(unless: Match[SignalData], match: Match[SignalData]) -> bool:
    overlap = unless.start < match.end and unless.end > match.start
    return unless.entry is match.entry and overlap
