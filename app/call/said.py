"""Has the agent said a fact back? In whatever wording: stems, near synonyms, number forms."""

from collections.abc import Sequence

from app.call.language import Language
from app.call.spoken import SpokenNumber, numbers
from app.call.state import Fact
from app.call.wording import EDGE, Token, tokens
from app.cues.words import content, stem, stems
from speech.events import Partial, Utterance

JOINED = 4.0
"""Seconds between two agent utterances that are read as one: people pause in a summary."""
SHARE = 0.5
"""Of a chip's content words that the agent must use, where the data file says nothing better."""
UNSETTLED = 2
"""Words at the end of a partial hypothesis that are not believed yet."""
FEWEST_DIGITS = 3
"""Reading the last three digits of a number back is enough."""
OFTEN = frozenset(
    map(stem, ("several", "many", "repeatedly", "again", "already", "multiple", "few"))
)


class SaidBack:
    """Keeps the agent's last utterance, because a summary rarely is a single one."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._last: tuple[float, list[str], tuple[Token, ...]] = (float("-inf"), [], ())

    def heard(
        self, facts: Sequence[Fact], said: Utterance, found: Sequence[Token]
    ) -> frozenset[str]:
        """Return the keys of the facts that this agent utterance says back."""
        words = [word.text for word in said.words] or said.text.split()
        ended, last_words, last_tokens = self._last
        self._last = (said.end, words, tuple(found))
        if said.start - ended <= JOINED:
            words, found = [*last_words, *words], [*last_tokens, *found]
        return self._check(facts, said.end, words, found)

    def so_far(self, facts: Sequence[Fact], partial: Partial) -> frozenset[str]:
        """Return the keys of the facts said back in an utterance that is still going on.

        The last words of a partial still change, so they are left out.
        """
        words = partial.text.split()
        words = words[: max(partial.stable, len(words) - UNSETTLED)]
        return self._check(facts, partial.t, words, tokens(" ".join(words)))

    def _check(
        self, facts: Sequence[Fact], t: float, words: Sequence[str], found: Sequence[Token]
    ) -> frozenset[str]:
        open_facts = [fact for fact in facts if fact.said_back is None and fact.t <= t]
        if not open_facts:
            return frozenset()
        wording = {match.entry for match in self._language.fact_said.find(found)}
        said_stems = self._language.same(token.stem for token in found)
        said_numbers = numbers([word.lower().strip(EDGE) for word in words])
        return frozenset(
            fact.key
            for fact in open_facts
            if fact.key in wording
            or (
                fact.key not in self._language.told_by_data
                and self._says(fact, said_stems, said_numbers)
            )
        )

    def _says(self, fact: Fact, said: frozenset[str], said_numbers: Sequence[SpokenNumber]) -> bool:
        match fact.kind:
            case "amount":
                whole, _, cents = fact.value.partition(".")
                return any(number.digits in {whole, whole + cents} for number in said_numbers)
            case "order" | "ticket" | "account" | "phone" | "card":
                return any(
                    len(number.digits) >= FEWEST_DIGITS and fact.value.endswith(number.digits)
                    for number in said_numbers
                )
            case "contacts":
                count = int(fact.value)
                return (
                    any(number.value == count for number in said_numbers)
                    or (count == 2 and bool({"twice", "two"} & said))
                    or bool(said & OFTEN and said & {"call", "time", "contact", "touch"})
                )
            case "date" | "deadline":
                return self._named_day(fact, said, said_numbers)
            case _:
                wanted = self._language.same(content(stems(fact.words)) - {"want"})
                return bool(wanted) and len(wanted & said) >= SHARE * len(wanted)

    def _named_day(
        self, fact: Fact, said: frozenset[str], said_numbers: Sequence[SpokenNumber]
    ) -> bool:
        words = fact.value.split()
        names = {stem(word) for word in words if not word.isdigit()} - {"end", "of", "last", "next"}
        days = [int(word) for word in words if word.isdigit()]
        return names <= said and all(
            any(number.value == day for number in said_numbers) for day in days
        )
