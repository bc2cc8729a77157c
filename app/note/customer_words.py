"""What the customer says was tried before, and the sentences worth reading in their own words."""

import re

from app.call.signals import SignalKind
from app.call.state import CallState, FactKind, Line
from app.note.agent_words import clauses
from app.note.excerpt import excerpt
from app.note.reasons import heard
from app.note.schema import NoteLine
from app.note.transcript import Transcript, written
from app.note.wording import clipped, sentence

_BEFORE = re.compile(
    r"\b(?:i(?:['’]ve| have| had)? (?:already |even |also )?(?:told|explained|tried|called|rang|"
    r"waited|restarted|reset|sent|filled|spoke|written|wrote|asked|returned|went|paid)\b"
    r"|(?:you|they|he|she|someone|somebody|your colleague|the last person)(?: all)? "
    r"(?:said|told me|promised|assured|were supposed to|was supposed to|were going to|never)\b)",
    re.IGNORECASE,
)
_FACTS: tuple[FactKind, ...] = ("contacts", "promise-broken")
_ANEW = re.compile(r"(?<=\w)(?<!\bthat) (?=(?:i|you|nobody|we)\b)", re.IGNORECASE)
_MOST_TRIED = 3
_MOST_WORDS = 16

_STILL = re.compile(r"\bstill\b.*\b(?:manager|supervisor)\b", re.IGNORECASE)
_NO = re.compile(r"^\W*(?:no|nope|not)\b", re.IGNORECASE)

QUOTES = 3
_FEWEST_QUOTED = 4
_TELLING: dict[SignalKind, float] = {
    "safety": 3.0, "legal": 2.5, "grief": 2.0, "supervisor": 2.0, "broken-promise": 2.0,
    "distress": 1.6, "cancel": 1.6, "repeated-contact": 1.4, "double-charge": 1.2,
    "long-wait": 1.0, "mood-angry": 1.5, "mood-frustrated": 1.2, "mood-sad": 1.2,
}  # fmt: skip


def tried(state: CallState, transcript: Transcript) -> tuple[NoteLine, ...]:
    """Return what was done before this call: facts first, then the customer's own report."""
    found: list[NoteLine] = []
    used: set[int] = set()
    for kind in _FACTS:
        for fact in state.facts:
            if fact.kind == kind and fact.channel == "customer":
                used.add(fact.utterance)
                line = transcript.line("customer", fact.utterance)
                found.append(written(sentence(fact.words), line))
    for line in transcript.of("customer"):
        if len(found) >= _MOST_TRIED + len(used):
            break
        if line.id in used or not _BEFORE.search(line.text):
            continue
        for clause in clauses(transcript.redacted(line)):
            match = _BEFORE.search(clause)
            part = clause[match.start() :] if match else ""
            if len(part.split()) >= _FEWEST_QUOTED:
                told = f"Says: “{sentence(clipped(_first(part), _MOST_WORDS))}”"
                found.append(written(told, line))
                break
    return tuple(found[: _MOST_TRIED + 1])


def _first(text: str) -> str:
    """Return the text up to where a recognizer ran the next sentence into it."""
    for again in _ANEW.finditer(text):
        if len(text[: again.start()].split()) >= _FEWEST_QUOTED:
            return text[: again.start()]
    return text


def no_longer_wants_supervisor(transcript: Transcript) -> Line | None:
    """Return the customer's "no" to whether a manager is still wanted; None if it was not said."""
    for line in transcript.of("agent"):
        if _STILL.search(line.text):
            answer = transcript.after(line)
            if answer is not None and answer.channel == "customer" and _NO.match(answer.text):
                return answer
    return None


def quotable(state: CallState, transcript: Transcript) -> tuple[NoteLine, ...]:
    """Return two or three short utterances that say most, redacted, in order."""
    weights: dict[int, float] = {}
    told: dict[int, tuple[float, float]] = {}
    kinds: dict[int, set[SignalKind]] = {}
    for signal in heard(state):
        line = transcript.line("customer", signal.utterance)
        if signal.channel != "customer" or line is None or signal.kind not in _TELLING:
            continue
        if len(line.text.split()) < _FEWEST_QUOTED:
            continue
        weight = _TELLING[signal.kind]
        weights[line.id] = weights.get(line.id, 0.0) + weight
        told[line.id] = max(told.get(line.id, (0.0, 0.0)), (weight, signal.t))
        kinds.setdefault(line.id, set()).add(signal.kind)
    chosen: list[int] = []
    covered: set[SignalKind] = set()
    for utterance in sorted(weights, key=lambda at: (-weights[at], at)):
        if len(chosen) < QUOTES and not kinds[utterance] <= covered:
            chosen.append(utterance)
            covered |= kinds[utterance]
    lines = [transcript.line("customer", utterance) for utterance in chosen]
    return tuple(
        written(sentence(transcript.redacted(line, excerpt(line, told[line.id][1]))), line)
        for line in sorted((line for line in lines if line), key=lambda line: line.start)
    )
