"""Finding the triggers that an utterance holds: an index, so that many cost what few cost.

Each trigger is filed under its two rarest stems; an utterance looks only at the triggers that
share both with it, and verifies those. Partial hypotheses are read as far as they are stable, so
that a trigger fires as early as it is sure and once per utterance.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from app.cues.phrase import Span, Trigger, find
from app.cues.words import content, traced
from speech.events import CHANNELS, Channel, Partial, Utterance

SURE = 0.6
"""Recognizer confidence below which a word alone is not enough to act on."""


class Index:
    """Many triggers, filed under their two rarest stems; equal ones are looked for once."""

    def __init__(self, triggers: Iterable[Trigger]) -> None:
        equal: defaultdict[Trigger, list[Trigger]] = defaultdict(list)
        for trigger in triggers:
            if trigger.stems:
                equal[trigger._replace(owner=0)].append(trigger)
        often = Counter(stem for trigger in equal for stem in set(trigger.stems))
        self._filed: defaultdict[str, defaultdict[str, list[list[Trigger]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for same in equal.values():
            rare = sorted(set(same[0].stems), key=lambda stem: (often[stem], stem))
            self._filed[rare[0]][rare[min(1, len(rare) - 1)]].append(same)

    def hits(self, stems: Sequence[str]) -> list[tuple[Trigger, Span]]:
        """Return every trigger that the stems hold, with where it first ends."""
        there = set(stems)
        found: list[tuple[Trigger, Span]] = []
        for rarest in self._filed.keys() & there:
            seconds = self._filed[rarest]
            for second in seconds.keys() & there:
                for same in seconds[second]:
                    if there.issuperset(same[0].stems) and (span := find(same[0], stems)):
                        found += ((trigger, span) for trigger in same)
        return found


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A trigger of rule number `owner` was heard. Its words are speech: hidden from `repr`."""

    owner: int
    channel: Channel
    utterance: int
    words: str
    """As they were said, first to last trigger word."""
    end: float
    """End of the trigger words in the audio; of a partial, the time it was emitted."""
    last: int
    """Place of the last trigger word among the words of the hypothesis."""

    def __repr__(self) -> str:
        return f"<Match of rule {self.owner} in {self.channel} {self.utterance}>"


class Heard(NamedTuple):
    """What one hypothesis adds, and which earlier matches of its utterance it takes back."""

    matches: tuple[Match, ...] = ()
    withdrawn: frozenset[int] = frozenset()


class Matcher:
    """Reads the hypotheses of a call, partial and final, and says what is new in each."""

    def __init__(
        self,
        triggers: Iterable[tuple[Channel, Trigger]],
        exceptions: Iterable[Trigger] = (),
    ) -> None:
        sides: dict[Channel, list[Trigger]] = {channel: [] for channel in CHANNELS}
        for channel, trigger in triggers:
            sides[channel].append(trigger)
        self._index = {channel: Index(side) for channel, side in sides.items()}
        self._exceptions: defaultdict[int, list[Trigger]] = defaultdict(list)
        for trigger in exceptions:
            self._exceptions[trigger.owner].append(trigger)
        self._fired: defaultdict[tuple[Channel, int], set[int]] = defaultdict(set)

    def excepted(self, owner: int, stems: Sequence[str]) -> bool:
        """Return whether a do-not-trigger phrase of the rule is in these stems."""
        return any(find(phrase, stems) for phrase in self._exceptions.get(owner, ()))

    def hear(self, hypothesis: Partial | Utterance) -> Heard:
        """Return the matches that are new in this hypothesis, each rule once per utterance."""
        if isinstance(hypothesis, Partial):
            return self._partial(hypothesis)
        return self._final(hypothesis)

    def _partial(self, partial: Partial) -> Heard:
        written = partial.text.split()
        every, source = traced(written)
        sure = every[: bisect_left(source, partial.stable)]
        fired = self._fired[partial.channel, partial.utterance]
        found = _first_per_owner(
            (trigger, span)
            for trigger, span in self._index[partial.channel].hits(sure)
            if trigger.owner not in fired and len(content(trigger.stems)) > 1
        )
        matches = tuple(
            Match(
                owner=owner,
                channel=partial.channel,
                utterance=partial.utterance,
                words=" ".join(written[source[span.first] : source[span.last] + 1]),
                end=partial.t,
                last=source[span.last],
            )
            for owner, span in found.items()
            if not self.excepted(owner, every)
        )
        withdrawn = frozenset(owner for owner in fired if self.excepted(owner, every))
        fired.update(match.owner for match in matches)
        return Heard(matches, withdrawn)

    def _final(self, utterance: Utterance) -> Heard:
        written = [word.text for word in utterance.words] or utterance.text.split()
        stems, source = traced(written)
        hits = self._index[utterance.channel].hits(stems)
        fired = self._fired.pop((utterance.channel, utterance.id), set())
        found = _first_per_owner(
            (trigger, span)
            for trigger, span in hits
            if trigger.owner not in fired and _sure(trigger, span, stems, source, utterance)
        )
        matches = tuple(
            Match(
                owner=owner,
                channel=utterance.channel,
                utterance=utterance.id,
                words=" ".join(written[source[span.first] : source[span.last] + 1]),
                end=utterance.words[source[span.last]].end if utterance.words else utterance.end,
                last=source[span.last],
            )
            for owner, span in found.items()
            if not self.excepted(owner, stems)
        )
        still = {trigger.owner for trigger, _ in hits}
        withdrawn = frozenset(
            owner for owner in fired if owner not in still or self.excepted(owner, stems)
        )
        return Heard(matches, withdrawn)


def _first_per_owner(hits: Iterable[tuple[Trigger, Span]]) -> dict[int, Span]:
    """Keep the span of each rule that ends first, of those the longest, in rule order."""
    best: dict[int, Span] = {}
    for trigger, span in hits:
        if trigger.owner not in best or (span.last, span.first) < (
            best[trigger.owner].last,
            best[trigger.owner].first,
        ):
            best[trigger.owner] = span
    return dict(sorted(best.items()))


def _sure(
    trigger: Trigger,
    span: Span,
    stems: Sequence[str],
    source: Sequence[int],
    utterance: Utterance,
) -> bool:
    """Return whether a word that carries the meaning was heard well; unknown counts as well."""
    if not utterance.words:
        return True
    telling = content(trigger.stems) or frozenset(trigger.stems)
    return any(
        utterance.words[source[at]].confidence >= SURE
        for at in range(span.first, span.last + 1)
        if stems[at] in telling
    )
