"""A whole call summed up in one object, for scripts, tests and quality reviews.

It holds speech; whoever writes it down decides where.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from app.call.actions import AnyAction
from app.call.session import CallSession, Step
from app.call.shape import shape, views
from app.call.state import CallState, Fact, Line
from app.call.weights import FAMILIES, WEIGHTS
from app.note.schema import Note
from speech.events import AnyEvent, Overlap

TOGETHER = 0.2
"""Seconds: a shorter overlap is two people being polite."""


class Watcher:
    """Follows a call step by step and remembers what the last state no longer says."""

    def __init__(self) -> None:
        self.state = CallState()
        self._worst = CallState()
        self._overlaps: list[tuple[float, float]] = []

    def see(self, event: AnyEvent | AnyAction, step: Step) -> None:
        """Take what went in and what came out."""
        self.state = step.state
        if step.state.risk.value > self._worst.risk.value:
            self._worst = step.state
        if isinstance(event, Overlap) and event.end - event.start >= TOGETHER:
            self._overlaps.append((event.start, event.end))

    def result(self, note: Note, *, source: str) -> dict[str, Any]:
        """Return the object that `hearback analyze --json` prints; plain values only."""
        state = self.state
        found = {
            "call": {
                "source": source,
                "seconds": round(state.t, 2),
                "ended": state.ended,
                "recognizer": state.recognizer,
                "model": state.model,
            },
            "utterances": [_utterance(line) for line in state.lines],
            "risk": self._risk(),
            "moods": list(state.moods),
            "marks": list(state.marks),
            "signals": list(state.signals),
            "cues": [
                {
                    "t": cue.t,
                    "rule": cue.rule,
                    "text": cue.text,
                    "reason": cue.reason,
                    "moment": cue.moment,
                    "level": cue.level,
                    "utterance": None
                    if cue.utterance is None
                    else {"channel": cue.channel, "id": cue.utterance},
                    "trigger_end": cue.trigger_end,
                }
                for cue in state.cues_shown
            ],
            "reminders": [
                {"t": one.t, "reason": one.reason, "facts": [_fact(fact) for fact in one.facts]}
                for one in state.reminders_shown
            ],
            "facts": [_fact(fact) for fact in state.facts],
            "moments": list(state.moments),
            "note": note,
            "timing": self._timing(),
        }
        plain: dict[str, Any] = msgspec.to_builtins(found)
        return plain

    def _risk(self) -> dict[str, Any]:
        """Return the shape of the risk with every reason of the call, heaviest first."""
        track = self.state.risk.track
        heard: dict[str, dict[str, Any]] = {}
        for signal in self.state.signals:
            if WEIGHTS[signal.kind] <= 0:
                continue
            known = heard.setdefault(
                signal.kind,
                {
                    "kind": signal.kind,
                    "words": signal.reason,
                    "family": FAMILIES.get(signal.kind, "said"),
                    "weight": signal.weight,
                    "times": [],
                    "utterance": signal.utterance,
                },
            )
            known["times"].append(round(signal.t, 2))
            known["weight"] = max(known["weight"], signal.weight)
        reasons = sorted(heard.values(), key=lambda one: one["weight"], reverse=True)
        return {
            **msgspec.to_builtins(shape(track, self.state.t)),
            "confidence": self.state.risk.confidence,
            "views": msgspec.to_builtins(views(track, self.state.moods, self.state.t)),
            "track": list(track),
            "reasons": reasons,
            "reasons_at_worst": list(self._worst.risk.reasons),
        }

    def _timing(self) -> dict[str, Any]:
        """Return who spoke how long; how fast the agent spoke is not kept."""
        state = self.state
        customer = sum(line.end - line.start for line in state.lines if line.channel == "customer")
        agent = sum(line.end - line.start for line in state.lines if line.channel == "agent")
        spans = sorted((line.start, line.end) for line in state.lines)
        kinds = [signal.kind for signal in state.signals]
        talk = customer + agent
        return {
            "seconds": round(state.t, 2),
            "customer_seconds": round(customer, 2),
            "agent_seconds": round(agent, 2),
            "agent_share": round(agent / talk, 3) if talk else None,
            "silence_seconds": round(max(0.0, state.t - covered(spans)), 2),
            "overlap_seconds": round(sum(end - start for start, end in self._overlaps), 2),
            "customer_interrupts": kinds.count("customer-interrupts"),
            "agent_interrupts": kinds.count("agent-interrupts"),
            "dead_air": kinds.count("dead-air"),
        }


def replay(session: CallSession, recorded: Iterable[AnyEvent | AnyAction]) -> Watcher:
    """Feed a recording through the core."""
    watcher = Watcher()
    for event in recorded:
        watcher.see(event, session.feed(event))
    return watcher


def covered(spans: Iterable[tuple[float, float]]) -> float:
    """Return how many seconds lie in at least one of `spans`, which are sorted by start."""
    total, upto = 0.0, float("-inf")
    for start, end in spans:
        total += max(0.0, end - max(start, upto))
        upto = max(upto, end)
    return total


def _utterance(line: Line) -> dict[str, Any]:
    return {
        "channel": line.channel,
        "id": line.id,
        "start": line.start,
        "end": line.end,
        "text": line.text,
        "words": list(line.words),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "key": fact.key,
        "kind": fact.kind,
        "value": fact.value,
        "words": fact.words,
        "t": fact.t,
        "channel": fact.channel,
        "utterance": fact.utterance,
        "said_back": fact.said_back,
    }
