"""Key moments of the call in order, each a few words with its time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from app.call.signals import SignalKind
from app.call.state import CallState, Line, RiskPoint
from app.note.reasons import heard
from app.note.schema import NoteLine
from app.note.transcript import Transcript, written
from app.note.wording import sentence
from speech.events import Channel

MOST = 9
"""Lines; what matters least is left out."""
_QUIET_GAP = 25.0
"""Seconds within which interruptions count as one moment, and ups and downs as one change."""


_AGENT = "Agent: "


class _Moment(msgspec.Struct, frozen=True):
    t: float
    rank: int
    """0 stays always; the highest goes first."""
    text: str
    line: Line | None
    because: str = ""
    """Left out where another moment of the same utterance says it."""


def timeline(
    state: CallState, transcript: Transcript, told: Sequence[tuple[Line, NoteLine]]
) -> tuple[NoteLine, ...]:
    """Return the moments. `told` is what the agent did and promised, with the utterances."""
    found = [
        *_need(state, transcript),
        *_course(state, transcript),
        *_supervisor(state, transcript),
        *_levels(state, transcript),
        *(
            _Moment(line.start, 1, _AGENT + note.text[:1].lower() + note.text[1:], line)
            for line, note in told
        ),
        *_said_back(state, transcript),
    ]
    kept = sorted(_together(found), key=lambda moment: (moment.rank, moment.t))[:MOST]
    return tuple(
        written(sentence(moment.text + moment.because), moment.line)
        for moment in sorted(kept, key=lambda moment: moment.t)
    )


def _together(found: Iterable[_Moment]) -> Iterator[_Moment]:
    """Yield the moments, those of one utterance as one, what matters most in front."""
    places: dict[tuple[Channel, int] | None, list[_Moment]] = {}
    for moment in found:
        place = (moment.line.channel, moment.line.id) if moment.line else None
        places.setdefault(place, []).append(moment)
    for place, moments in places.items():
        if place is None or len(moments) == 1:
            yield from moments
            continue
        moments.sort(key=lambda moment: moment.rank)
        texts = list(dict.fromkeys(moment.text for moment in moments))
        rest = [text.removeprefix(_AGENT) for text in texts[1:]]
        text = "; ".join([texts[0], *(text[:1].lower() + text[1:] for text in rest)])
        yield _Moment(min(moment.t for moment in moments), moments[0].rank, text, moments[0].line)


def _need(state: CallState, transcript: Transcript) -> Iterator[_Moment]:
    told = [fact for fact in state.facts if fact.kind in {"problem", "aim"}]
    if told:
        first = min(told, key=lambda fact: fact.t)
        line = transcript.line(first.channel, first.utterance)
        yield _Moment(_at(line, first.t), 0, f"Says why they call: {first.words}", line)


_COURSE: dict[SignalKind, str] = {
    "customer-interrupts": "Customer cuts in",
    "dead-air": "Silence on the line",
    "cancel": "Wants to leave",
    "legal": "Speaks of legal steps",
    "safety": "Speaks of danger",
    "grief": "Tells of a death",
}


def _course(state: CallState, transcript: Transcript) -> Iterator[_Moment]:
    last: dict[SignalKind, float] = {}
    for signal in heard(state):
        words = _COURSE.get(signal.kind)
        if words is None or signal.t - last.get(signal.kind, -1e9) < _QUIET_GAP:
            continue
        last[signal.kind] = signal.t
        line = transcript.line(signal.channel, signal.utterance) or transcript.near(signal.t)
        grave = signal.kind in {"legal", "safety", "grief", "cancel"}
        told = f"{words} ({signal.reason})" if signal.kind == "dead-air" else words
        yield _Moment(signal.t, 1 if grave else 3, told, line)


def _levels(state: CallState, transcript: Transcript) -> Iterator[_Moment]:
    """Yield the first upset, each rise to `high`, and the last time that it eased for good."""
    names: dict[tuple[str, str], tuple[int, str]] = {
        ("calm", "watch"): (1, "First upset"),
        ("calm", "high"): (0, "Very upset"),
        ("watch", "high"): (0, "Very upset"),
    }
    before: RiskPoint | None = None
    seen: set[str] = set()
    eased: RiskPoint | None = None
    for point in state.risk.track:
        change = ("calm" if before is None else before.level, point.level)
        if change in names and names[change][1] not in seen:
            rank, words = names[change]
            seen.add(words)
            because = _because(state, point.t)
            yield _Moment(point.t, rank, words, _line(transcript, point), because)
        if before is not None and before.level == "high" and point.level != "high":
            eased = point
        elif point.level == "high":
            eased = None
        before = point
    if eased is not None:
        yield _Moment(eased.t, 1, "Calmer", _line(transcript, eased))


def _because(state: CallState, t: float) -> str:
    near = [s for s in heard(state) if s.weight > 0 and t - _QUIET_GAP <= s.t <= t + 1.0]
    return f": {max(near, key=lambda s: (s.weight, s.t)).reason}" if near else ""


def _supervisor(state: CallState, transcript: Transcript) -> Iterator[_Moment]:
    asked = [signal for signal in heard(state) if signal.kind == "supervisor"]
    facts = [fact for fact in state.facts if fact.kind == "supervisor"]
    if not (asked or facts):
        return
    t = min([signal.t for signal in asked] + [fact.t for fact in facts])
    utterance = asked[0].utterance if asked else facts[0].utterance
    line = transcript.line("customer", utterance) or transcript.near(t)
    yield _Moment(_at(line, t), 0, "Asks for a supervisor", line)


def _said_back(state: CallState, transcript: Transcript) -> Iterator[_Moment]:
    times = Counter(fact.said_back for fact in state.facts if fact.said_back is not None)
    if times:
        t = max(times, key=lambda t: (times[t], t))
        yield _Moment(t, 2, "Agent says back what was heard", transcript.near(t, "agent"))


def _line(transcript: Transcript, point: RiskPoint) -> Line | None:
    return transcript.near(point.t)


def _at(line: Line | None, t: float) -> float:
    return t if line is None else line.start
