"""Why a call is escalated: the thresholds that it passed, each in plain words with its moment."""

from collections.abc import Sequence

import msgspec

from app.call.signals import Signal, SignalKind
from app.call.state import CallState, Fact, FactKind, Line
from app.note.schema import NoteLine
from app.note.transcript import Transcript, written
from app.note.wording import sentence


class Threshold(msgspec.Struct, frozen=True):
    """A reason to escalate. `signals` and `facts`: any one of them passes it."""

    words: str
    """How it is called; "{}" stands for what was heard."""
    signals: frozenset[SignalKind]
    facts: frozenset[FactKind] = frozenset()
    only_high: bool = False
    """Counts only in a call whose level reached `high`."""


THRESHOLDS: tuple[Threshold, ...] = (
    Threshold("Safety: {}", frozenset({"safety"})),
    Threshold("Legal risk: {}", frozenset({"legal"})),
    Threshold("Asked for a supervisor", frozenset({"supervisor"}), frozenset({"supervisor"})),
    Threshold(
        "Repeated failure: {}",
        frozenset({"repeated-contact", "broken-promise", "double-charge"}),
        frozenset({"contacts", "promise-broken"}),
    ),
    Threshold("Bereavement: {}", frozenset({"grief"})),
    Threshold("Wants to leave: {}", frozenset({"cancel"})),
    Threshold(
        "Anger or distress: {}",
        frozenset(
            {
                "distress", "mood-angry", "mood-frustrated", "faster", "louder", "higher",
                "customer-interrupts", "long-wait",
            }
        ),
        only_high=True,
    ),
)  # fmt: skip
_MOST_PARTS = 3
NONE_PASSED = "The agent asks for help; the customer stayed calm"


def reasons(
    state: CallState, transcript: Transcript, *, withdrawn: bool = False
) -> tuple[NoteLine, ...]:
    """Return one line for each threshold that was passed, the gravest first.

    `withdrawn`: a supervisor was asked for, and at the end no longer wanted.
    """
    signals = [signal for signal in heard(state) if signal.weight > 0]
    reached = {point.level for point in state.risk.track} | {state.risk.level}
    found = []
    for threshold in THRESHOLDS:
        if threshold.only_high and "high" not in reached:
            continue
        facts = [fact for fact in state.facts if fact.kind in threshold.facts]
        mine = [signal for signal in signals if signal.kind in threshold.signals]
        if not (facts or mine):
            continue
        words = sentence(threshold.words.format(_parts(facts, mine)))
        if withdrawn and "supervisor" in threshold.signals:
            words += " (at the end no longer)"
        found.append(written(words, _moment(transcript, facts, mine)))
    if found:
        return tuple(found)
    if "watch" in reached or "high" in reached:
        return (NoteLine("The agent asks for help; the customer was tense"),)
    return (NoteLine(NONE_PASSED),)


def heard(state: CallState) -> tuple[Signal, ...]:
    """Return what was noticed on the customer's side and in the course of the call.

    How the agent talks (pace, length of turns, cutting in) is for that agent only: it is left out
    here, so that no line of a note can be made of it.
    """
    return tuple(signal for signal in state.signals if not signal.kind.startswith("agent-"))


def _parts(facts: Sequence[Fact], signals: Sequence[Signal]) -> str:
    """Return what was heard, each thing once: a fact says it better than a signal of its kind."""
    said = {"contacts": "repeated-contact", "promise-broken": "broken-promise"}
    covered = {said.get(fact.kind) for fact in facts}
    words = [fact.words for fact in facts]
    latest: dict[SignalKind, str] = {}
    for signal in sorted(signals, key=lambda signal: -signal.weight):
        if signal.kind not in covered and signal.kind not in latest:
            latest[signal.kind] = signal.reason
    words += [reason for reason in latest.values() if reason not in words]
    return "; ".join(words[:_MOST_PARTS])


def _moment(
    transcript: Transcript, facts: Sequence[Fact], signals: Sequence[Signal]
) -> Line | None:
    """Return the utterance that said it best: the first fact's, else the weightiest signal's."""
    if facts:
        return transcript.line(facts[0].channel, facts[0].utterance)
    best = max(signals, key=lambda signal: signal.weight)
    channel = best.channel
    return transcript.line(channel, best.utterance) or transcript.near(best.t)
