"""Event streams of the whole calls that were spoken, and which turn each utterance belongs to.

`models/training/calls/spoken/NAME.jsonl` is what the listener said of the call `NAME` with the
built-in recognizer, without `partial`, `level`, `alive` and moods; `tests.bench.speak_calls` makes
it. Its first line is no event (`decode` passes over it): which voices spoke, what script it was
made from, and `turns`, where each turn of the script lies on the call clock, in order.

**Labels.** The labels of a turn belong to every utterance of the same channel that overlaps the
turn in time; of several turns, to the one it overlaps longest (`Stream.turn_of`). One turn may be
heard as several utterances, two turns of one speaker as a single one, and a short one not at all.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from speech.events import CHANNELS, AnyEvent, Channel, Ready, Utterance, decode
from tests.bench import whole_calls
from tests.bench.whole_calls import Placed, WholeCall

FOLDER = whole_calls.FOLDER.with_name("spoken")


class Header(msgspec.Struct, frozen=True, tag="spoken", forbid_unknown_fields=True):
    """First line of a stream."""

    call: str
    script: str
    """What of the script is heard, hashed: labels may change without speaking it again."""
    voices: dict[Channel, str]
    turns: tuple[tuple[float, float], ...]
    """Start and end in seconds, in the order of the script."""


class Said(Placed, frozen=True):
    """A turn where it lies in the recording."""

    heard: float
    """When the last final hypothesis of it was said; where it was not heard, when it ended."""

    @property
    def final(self) -> float:
        """When it is known what was said."""
        return self.heard


@dataclass(frozen=True, slots=True)
class Stream:
    """A call as it was heard."""

    call: WholeCall
    turns: list[Said] = field(repr=False)
    events: list[AnyEvent] = field(repr=False)
    """Without moods; with levels again, for they are the tick of the call clock."""

    def turn_of(self, utterance: Utterance) -> Said | None:
        """Return the turn that the utterance was heard of; None where nobody spoke."""
        return _turn_of(self.turns, utterance)

    def utterances(self, turn: Placed) -> list[Utterance]:
        """Return what was heard of a turn, in order, perhaps nothing."""
        said = (event for event in self.events if isinstance(event, Utterance))
        return [one for one in said if self.turn_of(one) is turn]


def load(folder: Path = FOLDER, *, moods: bool = False) -> list[Stream]:
    """Return all streams there are, by name of the call.

    `moods`: say in `ready` that they are read, so that somebody who puts them in is waited for.
    """
    calls = {call.name: call for call in whole_calls.load()}
    return [read(file, calls[file.stem], moods=moods) for file in sorted(folder.glob("*.jsonl"))]


def read(file: Path, call: WholeCall, *, moods: bool = False) -> Stream:
    """Return one stream. Raises ValueError where it was made from another script."""
    first, *rest = file.read_bytes().splitlines()
    header = msgspec.json.decode(first, type=Header)
    if (header.call, header.script) != (call.name, script_of(call)):
        raise ValueError(f"{file.name} is of another script: run tests.bench.speak_calls")
    events = [event for line in rest if (event := decode(line)) is not None]
    assert isinstance(events[0], Ready)
    events[0] = msgspec.structs.replace(events[0], moods=moods)
    turns = _turns(call, header, events)
    ticks = list(whole_calls._ticks(turns, events[-1].t))
    between = sorted([*ticks, *events[1:-1]], key=lambda event: event.t)  # stable
    return Stream(call, turns, [events[0], *between, events[-1]])


def script_of(call: WholeCall) -> str:
    """Return a hash of everything in the script that is heard."""
    heard = [(t.who, t.text, t.pause, t.tempo, t.gain, t.pitch) for t in call.turn]
    return hashlib.sha256(msgspec.json.encode(heard)).hexdigest()[:16]


def _turns(call: WholeCall, header: Header, events: Sequence[AnyEvent]) -> list[Said]:
    numbers: dict[Channel, int] = dict.fromkeys(CHANNELS, 0)
    found: list[Said] = []
    for turn, (start, end) in zip(call.turn, header.turns, strict=True):
        numbers[turn.who] += 1
        found.append(Said(turn, numbers[turn.who], start, end, heard=end))
    for event in events:
        if isinstance(event, Utterance) and (mine := _turn_of(found, event)) is not None:
            at = found.index(mine)
            found[at] = msgspec.structs.replace(mine, heard=max(mine.heard, event.t))
    return found


def _turn_of(turns: Sequence[Said], utterance: Utterance) -> Said | None:
    def shared(turn: Said) -> float:
        return min(turn.end, utterance.end) - max(turn.start, utterance.start)

    mine = [turn for turn in turns if turn.turn.who == utterance.channel and shared(turn) > 0]
    return max(mine, key=shared, default=None)
