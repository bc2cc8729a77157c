"""From the call to the note: what a person with twenty seconds needs, and where each line is from.

Pure, and cheap enough to run at hang-up (within 100 ms for an hour of talk): the transcript is
read once, and only lines that get into the note are redacted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from app.call.signals import SignalKind
from app.call.state import CallState, Fact, FactKind, Line
from app.note.advice import Advice, advice, root_cause
from app.note.agent_words import Said, done, promises
from app.note.customer_words import no_longer_wants_supervisor, quotable, tried
from app.note.feeling import feeling
from app.note.masking import with_count
from app.note.reasons import heard, reasons
from app.note.schema import Note, NoteLine
from app.note.timeline import timeline
from app.note.transcript import Transcript, written
from app.note.wording import listed, sentence
from app.privacy.mask import label
from speech.events import Channel

_MOST: dict[str, int] = {"wants": 3, "facts": 8, "tried": 5, "promised": 5, "done": 3, "subject": 3}
_FACTS: dict[FactKind, str] = {
    "problem": "", "order": "", "ticket": "", "account": "", "name": "name: ", "amount": "",
    "product": "", "card": "", "wait": "", "place": "", "phone": "", "email": "", "date": "",
}  # fmt: skip
"""What belongs to the facts, the most needed first, and what stands before it."""
_RANK = {kind: rank for rank, kind in enumerate(_FACTS)}
_DATED: frozenset[FactKind] = frozenset({"problem", "amount", "order", "ticket", "wait", "product"})
"""A day belongs to one of these."""
_CARD_TAIL = 4
_SUBJECT: tuple[FactKind, ...] = ("problem", "contacts", "supervisor", "promise-broken", "aim")
_KINDS: dict[FactKind, SignalKind] = {
    "contacts": "repeated-contact",
    "promise-broken": "broken-promise",
    "supervisor": "supervisor",
    "wait": "long-wait",
}


def compose(state: CallState, *, note_id: str, created: str, ticket: str | None = None) -> Note:
    """Return the note of this call, redacted, for the agent to read and change.

    `note_id` is made once per call; `created` is ISO 8601 with offset; with `ticket` the note
    becomes a comment on that ticket.
    """
    transcript = Transcript(state.lines)
    promised = _agent(transcript, promises, _MOST["promised"])
    acts = _agent(transcript, done, _MOST["done"])
    kinds = frozenset(signal.kind for signal in heard(state))
    kinds |= {_KINDS[fact.kind] for fact in state.facts if fact.kind in _KINDS}
    withdrawn = no_longer_wants_supervisor(transcript) is not None
    row = advice(kinds - {"supervisor"} if withdrawn else kinds)
    return with_count(
        Note(
            id=note_id,
            created=created,
            call_seconds=round(state.t, 1),
            ticket=ticket,
            subject=_subject(state),
            reason=reasons(state, transcript, withdrawn=withdrawn),
            wants=_wants(state.facts, transcript)[: _MOST["wants"]],
            facts=_facts(state.facts, transcript),
            timeline=timeline(state, transcript, [*acts, *promised]),
            tried=(*tried(state, transcript), *(line for _, line in acts))[: _MOST["tried"]],
            promised=tuple(line for _, line in promised),
            feeling=feeling(state),
            next_step=tuple(_next_step(state.facts, row, promised=bool(promised))),
            tone=sentence(row.tone),
            root_cause=root_cause(
                kinds, [fact.value for fact in state.facts if fact.kind == "aim"]
            ),
            quotes=quotable(state, transcript),
        )
    )


def _agent(
    transcript: Transcript, read: Callable[[Line], Iterable[Said]], most: int
) -> list[tuple[Line, NoteLine]]:
    """Return the last `most` things that `read` finds in the agent's lines, each with its line.

    What was said twice counts once, where it was said last; only what is kept is redacted.
    """
    latest: dict[str, Line] = {}
    for line in transcript.of("agent"):
        for said in read(line):
            latest.pop(said.text, None)
            latest[said.text] = line
    kept = list(dict.fromkeys(list(latest.values())[-most:]))
    return [
        (line, written(sentence(said.text), line))
        for line in kept
        for said in read(msgspec.structs.replace(line, text=transcript.redacted(line)))
    ][-most:]


def _subject(state: CallState) -> str:
    words: list[str] = []
    for kind in _SUBJECT:
        said = next((fact.words for fact in state.facts if fact.kind == kind), None)
        if said is not None:
            words.append(said)
    upset = any(point.level != "calm" for point in state.risk.track)
    front = "Escalation" if upset else "Handover"
    if not words:
        return f"{front} from a call"
    return written(f"{front}: {', '.join(words[: _MOST['subject']])}", None).text


def _wants(facts: Sequence[Fact], transcript: Transcript) -> tuple[NoteLine, ...]:
    """Return the aims, each with the deadline that was named with it.

    "You promised to call me back" reads like a wish for a call; it is one only if it stands alone.
    """
    aims = [fact for fact in facts if fact.kind == "aim" and fact.channel == "customer"]
    broken = {fact.utterance for fact in facts if fact.kind == "promise-broken"}
    aims = [fact for fact in aims if fact.utterance not in broken] or aims
    by_when = {fact.utterance: fact.words for fact in facts if fact.kind == "deadline"}
    found = []
    for fact in aims:
        words = [sentence(fact.words.removeprefix("wants "))]
        if deadline := by_when.get(fact.utterance):
            words.append(deadline)
        found.append(written(" · ".join(words), transcript.line(fact.channel, fact.utterance)))
    return tuple(found)


def _facts(facts: Iterable[Fact], transcript: Transcript) -> tuple[NoteLine, ...]:
    """Return the most needed facts in the order of the call, those of one utterance on one line.

    A bare "yesterday" says nothing and is left out.
    """
    together: dict[tuple[Channel, int], list[Fact]] = {}
    for fact in sorted(facts, key=lambda fact: fact.t):
        if fact.kind in _FACTS:
            together.setdefault((fact.channel, fact.utterance), []).append(fact)
    lines: list[tuple[int, int, NoteLine]] = []
    for at, (place, group) in enumerate(together.items()):
        dated = any(fact.kind in _DATED for fact in group)
        shown = [
            _shown(fact)
            for fact in group
            if dated or fact.kind != "date" or any(sign.isdigit() for sign in fact.value)
        ]
        if shown:
            line = written(sentence(" · ".join(shown)), transcript.line(*place))
            lines.append((min(_RANK[fact.kind] for fact in group), at, line))
    kept = sorted(lines, key=lambda entry: entry[:2])[: _MOST["facts"]]
    return tuple(line for _, _, line in sorted(kept, key=lambda entry: entry[1]))


def _shown(fact: Fact) -> str:
    """Return the fact as the note shows it; of a card, a phone and an address only the mask."""
    match fact.kind:
        case "card":
            digits = re.sub(r"\D", "", fact.value)
            return label("card", digits) if len(digits) >= _CARD_TAIL else label("number")
        case "phone" | "email":
            return label(fact.kind)
        case _:
            return _FACTS.get(fact.kind, "") + fact.words


def _next_step(facts: Iterable[Fact], row: Advice, *, promised: bool) -> Iterator[NoteLine]:
    """Yield who does what, and what to open with, from the table and the facts."""
    known = list(facts)
    deadline = next((fact.words for fact in known if fact.kind == "deadline"), "")
    yield written(f"{row.step}{f'; they want it {deadline}' if deadline else ''}", None)
    burden = [fact.words for fact in known if fact.kind in {"contacts", "promise-broken"}]
    if burden:
        yield written(f"Open with what is known: {listed(burden[:2])}", None)
    if promised:
        yield NoteLine("See that what was promised happens, and confirm it in writing")
