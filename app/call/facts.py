"""Facts heard from the customer, each with a stable key and a short form to say back."""

from collections.abc import Iterator, Sequence
from typing import get_args

import msgspec

from app.call import figures, names
from app.call.actions import FactTicked
from app.call.draft import Draft
from app.call.effects import DraftChanged
from app.call.figures import Found
from app.call.language import FactData, Language, negated
from app.call.said import SaidBack
from app.call.state import Fact, FactKind
from app.call.wording import Token
from speech.events import Partial, Utterance

SURE = 0.35
"""Mean confidence of the words that a fact is read from."""
ASKED_FOR = 25.0
"""Seconds for which the agent's question names the customer's bare number or name."""
MOST = 60
"""Facts kept per call."""

SUPERSEDES = {
    "promise-broken:no-call-back": "promise-broken:promise",
    "problem:double-charge": "problem:overcharged",
    "aim:close-account": "aim:cancel",
    "contacts": "contacts:more",
}
"""The more exact fact makes the other one needless."""


class Facts:
    """Keeps `facts` of the state; also ticks off what the agent says back."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._said_back = SaidBack(language)
        self._asked: tuple[FactKind, float] | None = None

    def feed(self, draft: Draft) -> None:
        """Take an utterance of either side, after its signals are known."""
        said = draft.event
        if isinstance(said, FactTicked):
            self._mark(draft, frozenset({said.key}), draft.state.t)
        elif isinstance(said, Partial) and said.channel == "agent" and draft.state.reminders_shown:
            # What was asked to be said back is ticked off as it is spoken, word by word.
            keys = self._said_back.so_far(draft.state.reminders_shown[-1].facts, said)
            self._mark(draft, keys, draft.state.t)
        if not isinstance(said, Utterance) or not said.text:
            return
        found = draft.tokens(said)
        if said.channel == "agent":
            asked = asked_for(found)
            if asked is not None:
                self._asked = (asked, said.end)
            self._tick(draft, said, found)
            return
        asked = None
        if self._asked is not None and said.start - self._asked[1] <= ASKED_FOR:
            asked = self._asked[0]
        heard = [*self._read(said, found, asked), *self._listed(draft, found)]
        if asked is not None and any(one.kind == asked for one in heard):
            self._asked = None
        if heard:
            self._add(draft, said, heard)

    def _read(
        self, said: Utterance, found: Sequence[Token], asked: FactKind | None
    ) -> Iterator[Found]:
        """Yield facts with figures and names in them."""
        words = [word.text for word in said.words] or said.text.split()
        form = figures.Said(words)
        for reader in figures.READERS:
            yield from reader(form)
        yield from figures.ids(form, asked)
        yield from names.names(form.words, asked=asked == "name")
        yield from names.wishes(found)

    def _listed(self, draft: Draft, found: Sequence[Token]) -> Iterator[Found]:
        """Yield facts of the data file."""
        raised = {(signal.kind, signal.reason) for signal in draft.signals}
        raised |= {(signal.kind, "") for signal in draft.signals}
        last = found[-1].index if found else 0
        for entry in self._language.facts:
            if (entry.signal, entry.because) in raised:
                yield _listed(entry, last)
        unless = list(self._language.fact_unless.find(found))
        for match in self._language.fact_phrases.find(found):
            sure = sum(found[at].confidence for at in match.hits) / len(match.hits) >= SURE
            back = any(
                other.entry is match.entry and other.start < match.end and other.end > match.start
                for other in unless
            )
            if sure and not back and not negated(found, match):
                yield _listed(match.entry, found[match.end - 1].index)

    def _add(self, draft: Draft, said: Utterance, heard: Sequence[Found]) -> None:
        facts = {fact.key: fact for fact in draft.state.facts}
        before = dict(facts)
        keys = {one.key for one in heard}
        for one in heard:
            if one.key == "aim:other" and any(key.startswith("aim:") for key in keys - {one.key}):
                continue
            known = facts.get(one.key)
            if known is not None and not _better(one, known):
                continue
            t = said.words[one.last].end if one.last < len(said.words) else said.end
            facts[one.key] = Fact(
                key=one.key,
                kind=one.kind,
                value=one.value,
                words=one.words,
                t=t,
                channel="customer",
                utterance=said.id,
            )
        for exact, loose in SUPERSEDES.items():
            if exact in facts:
                facts.pop(loose, None)
        days = {fact.value for fact in facts.values() if fact.kind == "deadline"}
        for day in days:
            if f"date:{day}" not in before:
                facts.pop(f"date:{day}", None)
        if facts != before:
            draft.change(facts=tuple(facts.values())[-MOST:])
            draft.effects.append(DraftChanged())

    def _tick(self, draft: Draft, said: Utterance, found: Sequence[Token]) -> None:
        ticked = self._said_back.heard(draft.state.facts, said, found)
        self._mark(draft, ticked, said.end)

    def _mark(self, draft: Draft, keys: frozenset[str], t: float) -> None:
        """Set `said_back` of these facts, once."""
        facts = draft.state.facts
        if any(fact.key in keys and fact.said_back is None for fact in facts):
            draft.change(
                facts=tuple(
                    msgspec.structs.replace(fact, said_back=t)
                    if fact.key in keys and fact.said_back is None
                    else fact
                    for fact in facts
                )
            )
            draft.effects.append(DraftChanged())


def _listed(entry: FactData, last: int) -> Found:
    return Found(entry.kind, entry.name, entry.key, entry.words, last)


def _better(one: Found, known: Fact) -> bool:
    """Return whether what was heard now says more than what is known under the same key."""
    if one.key == "contacts":
        return int(one.value) > int(known.value)
    if one.kind == "wait":
        return one.value != known.value and one.value[:1].isdigit()
    return False


_ASKS = {
    "order": ("order", "invoice", "booking", "confirmation", "tracking"),
    "ticket": ("ticket", "case", "reference", "claim"),
    "account": ("account", "customer", "policy", "member", "contract"),
    "phone": ("phone", "telephone", "mobile", "cell"),
    "card": ("card",),
    "name": ("name",),
    "place": ("address",),
}


def asked_for(found: Sequence[Token]) -> FactKind | None:
    """Return what the agent asks for: the last of these words that was said before "number"."""
    kinds: tuple[FactKind, ...] = get_args(FactKind)
    for token in reversed(found):
        for kind in kinds:
            if token.text in _ASKS.get(kind, ()):
                return kind
    return None
