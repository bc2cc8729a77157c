"""Which moments of the playbook have happened: the agent's own words tick them off.

detect → validate → clarify → resolve → confirm → learn, and escalate when it must. Wording need
not be exact. `detect` is ticked when the customer's need was heard at all.
"""

from app.call.draft import Draft
from app.call.effects import MomentReached
from app.call.language import Language, negated
from app.call.state import Moment, MomentName
from speech.events import Utterance

NEEDS = frozenset({"aim", "problem"})
"""Fact kinds that tell what the customer needs."""
SURE = 0.35
"""Mean confidence of a phrase that ticks a moment."""
SUMMED_UP = frozenset(
    {"problem", "amount", "date", "contacts", "promise-broken", "wait", "aim", "deadline", "place"}
)
CONFIRMED_BY = 2
"""Facts of these kinds, said back in one go, that count as confirming whatever else was said."""


class Playbook:
    """Keeps `moments` of the state; each is ticked once."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def feed(self, draft: Draft) -> None:
        """Take one step, after the facts of this step are known."""
        said = draft.event
        if not isinstance(said, Utterance) or not said.text:
            return
        if said.channel == "customer":
            need = next((fact for fact in draft.state.facts if fact.kind in NEEDS), None)
            if need is not None:
                self._tick(draft, "detect", need.t, need.utterance)
            return
        found = draft.tokens(said)
        unless = list(self._language.moment_unless.find(found))
        for match in self._language.moment_phrases.find(found):
            sure = sum(found[at].confidence for at in match.hits) / len(match.hits) >= SURE
            taken_back = any(other.entry is match.entry for other in unless)
            if sure and not taken_back and not negated(found, match):
                self._tick(draft, match.entry.name, said.end, said.id)
        back = [fact for fact in draft.state.facts if fact.said_back == said.end]
        if sum(fact.kind in SUMMED_UP for fact in back) >= CONFIRMED_BY:
            self._tick(draft, "confirm", said.end, said.id)

    def _tick(self, draft: Draft, name: MomentName, t: float, utterance: int) -> None:
        if any(moment.name == name for moment in draft.state.moments):
            return
        draft.change(moments=(*draft.state.moments, Moment(name, t, utterance)))
        draft.effects.append(MomentReached(name, t))
