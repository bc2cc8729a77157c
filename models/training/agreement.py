"""How far two who label apart agree: draw the lines, then compare.

`python -m models.training.agreement sample FILE` writes lines without their labels, shuffled, for
a second labeler to read; `... report` compares what came of it with the first labels. With
`--calls` both speak of the second sample, turns of calls. Kappa is that of Cohen (1960), weighted
kappa with squared distances that of Cohen (1968): agreement beyond what two would reach by chance
who use each label as often as these two did.
"""

import argparse
import hashlib
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from models.errors import BadInputError, HearbackError
from models.labels import MOODS, UPSET
from models.training import lines
from models.training.lines import Line

LABELED: Final = lines.FOLDER / "second-labels.jsonl"
SIZE: Final = 300
SEED: Final = "hearback-second"

CALLS_LABELED: Final = lines.FOLDER / "second-labels-calls.jsonl"
CALLS_BY: Final = ("n4", "n5", "n6", "n7", "n8", "n9", "p1")
"""Writers of turns of calls, none of whose lines were in the first sample."""
CALLS_SIZE: Final = 200

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Labels:
    """What one labeler decided about one line."""

    mood: str
    intensity: int
    trigger: str


@dataclass(frozen=True, slots=True)
class Twice:
    """A line that was labeled twice, apart."""

    id: str
    trap: str
    first: Labels
    second: Labels


def draw(all_lines: Iterable[Line], size: int = SIZE, seed: str = SEED) -> list[Line]:
    """Return `size` lines, shuffled, with every writer, mood and trap in its own share.

    The lines are put in order by writer, mood and trap, and taken at even distances, so that the
    agreement on them stands for that on all lines. The seed decides which ones, and their order.
    """
    lot = partial(_lot, seed)
    ordered = sorted(all_lines, key=lambda line: (line.id[:1], line.mood, line.trap, lot(line)))
    _check_size(size, ordered)
    step = len(ordered) / size
    return sorted((ordered[int((place + 0.5) * step)] for place in range(size)), key=lot)


def draw_calls(all_lines: Iterable[Line], size: int = CALLS_SIZE, seed: str = SEED) -> list[Line]:
    """Return `size` turns of calls, shuffled: every writer in its own share, rarer moods oftener.

    A writer's places go to moods by the root of how many lines have them, so that the rare ones are
    there, too. Agreement is that on this mixture, which has fewer neutral lines than all have.
    """
    lot = partial(_lot, seed)
    ours = sorted(
        (line for line in all_lines if writer_of(line.id) in CALLS_BY),
        key=lambda line: (writer_of(line.id), line.mood, lot(line)),
    )
    _check_size(size, ours)
    by_mood = Counter((writer_of(line.id), line.mood) for line in ours)
    written: dict[str, int] = defaultdict(int)
    roots: dict[str, float] = defaultdict(float)
    for (writer, _), count in by_mood.items():
        written[writer] += count
        roots[writer] += math.sqrt(count)
    drawn, reached = [], 0.5
    for line in ours:
        writer = writer_of(line.id)
        share = written[writer] / len(ours) / roots[writer]
        reached += size * share / math.sqrt(by_mood[writer, line.mood])
        if reached >= 1:
            drawn.append(line)
            reached -= 1
    return sorted(drawn, key=lot)


def _lot(seed: str, line: Line) -> str:
    return hashlib.sha256(f"{seed}:{line.id}".encode()).hexdigest()


def _check_size(size: int, among: Sequence[Line]) -> None:
    if size > len(among):
        raise BadInputError(f"{size} of {len(among)}", "There are fewer lines than asked for.")


def writer_of(line: str) -> str:
    """Return who wrote a line, as the start of its id says."""
    return line.partition("-")[0]


def shown(line: Line, place: int | None = None) -> str:
    """Return what the second labeler gets to see of a line: one JSON object, no label in it.

    The id of a turn of a call may tell its mood; `place` in the sample then stands for it.
    """
    seen = {"id": line.id if place is None else place, "before": line.before, "text": line.text}
    return json.dumps(seen, ensure_ascii=False)


def paired(first: Iterable[Line], second: Iterable[str]) -> list[Twice]:
    """Return the lines that both labeled; `second` are the lines of `second-labels.jsonl`.

    A line whose first label was mended afterwards keeps the old one under `was`, and that one
    counts: agreement is what it was before anybody looked at the other's labels.
    """
    known = {line.id: line for line in first}
    made = []
    for number, text in enumerate(second, 1):
        try:
            values = json.loads(text)
            line = known[values["id"]]
            labels = Labels(values["mood"], values["intensity"], values["trigger"])
            was = values.get("was", {})
            earlier = Labels(
                was.get("mood", line.mood),
                was.get("intensity", line.intensity),
                was.get("trigger", line.trigger),
            )
            made.append(Twice(line.id, line.trap, earlier, labels))
        except (ValueError, KeyError, TypeError) as error:
            raise BadInputError(
                f"second label {number}: {type(error).__name__}",
                f"Second label {number} is broken, or its line is gone.",
            ) from error
    return made


def kappa(pairs: Sequence[tuple[T, T]]) -> float:
    """Return Cohen's kappa, 1 at full agreement and 0 at chance; NaN where chance explains all."""
    return _beyond_chance(pairs, lambda one, other: float(one != other))


def weighted_kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Return Cohen's kappa where being two steps apart weighs four times one step."""
    return _beyond_chance(pairs, lambda one, other: float((one - other) ** 2))


def _beyond_chance(pairs: Sequence[tuple[T, T]], apart: Callable[[T, T], float]) -> float:
    firsts, seconds = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    seen = sum(apart(*pair) for pair in pairs) / len(pairs)
    chance = sum(
        apart(one, other) * times * others
        for one, times in firsts.items()
        for other, others in seconds.items()
    ) / (len(pairs) ** 2)
    return 1 - seen / chance if chance else math.nan


def report(twice: Sequence[Twice]) -> list[str]:
    """Return the figures as lines to read: agreement, which moods get mixed up, and by trap."""
    moods = [(line.first.mood, line.second.mood) for line in twice]
    triggers = [(line.first.trigger, line.second.trigger) for line in twice]
    strengths = [(line.first.intensity, line.second.intensity) for line in twice]
    felt = [pair for pair in strengths if all(pair)]
    named = [pair for pair in triggers if set(pair) != {"none"}]
    mixed = Counter(pair for pair in moods if pair[0] != pair[1])
    firsts, seconds = (Counter(pair[side] for pair in moods) for side in (0, 1))
    return [
        f"lines                     {len(twice)}",
        f"mood, agreed              {_agreed(moods):.3f}",
        f"mood, kappa               {kappa(moods):.3f}",
        f"upset or not, kappa       {kappa([(a in UPSET, b in UPSET) for a, b in moods]):.3f}",
        f"intensity, agreed         {_agreed(strengths):.3f}",
        f"intensity, weighted kappa {weighted_kappa(strengths):.3f}",
        f"  where both hear a mood  {weighted_kappa(felt):.3f}  ({len(felt)} lines)",
        f"  one step apart at most  {sum(abs(a - b) <= 1 for a, b in strengths) / len(twice):.3f}",
        f"trigger, agreed           {_agreed(triggers):.3f}",
        f"trigger, kappa            {kappa(triggers):.3f}",
        f"  where either names one  {_agreed(named):.3f} agreed  ({len(named)} lines)",
        "",
        "mood          first second   both",
        *(
            f"{mood:12} {firsts[mood]:6} {seconds[mood]:6} {moods.count((mood, mood)):6}"
            for mood in MOODS
        ),
        "",
        "first        second        lines",
        *(f"{a:12} {b:12} {times:6}" for (a, b), times in mixed.most_common()),
        "",
        "trap                        agreed  lines",
        *_by_trap(twice),
        "",
        "writer  lines  mood, kappa  upset or not  intensity, weighted",
        *_by_writer(twice),
    ]


def _agreed(pairs: Sequence[tuple[object, object]]) -> float:
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else math.nan


def _by_trap(twice: Sequence[Twice]) -> list[str]:
    told = []
    for trap in sorted({line.trap for line in twice}):
        pairs = [(line.first.mood, line.second.mood) for line in twice if line.trap == trap]
        told.append(f"{trap or '(plain)':26} {_agreed(pairs):7.2f} {len(pairs):6}")
    return told


def _by_writer(twice: Sequence[Twice]) -> list[str]:
    told = []
    for writer in sorted({writer_of(line.id) for line in twice}):
        theirs = [line for line in twice if writer_of(line.id) == writer]
        moods = [(line.first.mood, line.second.mood) for line in theirs]
        upset = kappa([(a in UPSET, b in UPSET) for a, b in moods])
        strong = weighted_kappa([(line.first.intensity, line.second.intensity) for line in theirs])
        told.append(f"{writer:6} {len(theirs):6} {kappa(moods):12.3f} {upset:13.3f} {strong:20.3f}")
    return told


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 1 after one clear sentence where it cannot."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.agreement",
        description="Draws lines for a second labeler, and compares what came of it.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    sample = verbs.add_parser("sample", help="write lines without their labels, shuffled")
    sample.add_argument("file", type=Path, metavar="FILE", help="where to write them, JSON lines")
    sample.add_argument(
        "--size", type=int, help=f"how many (default {SIZE}, of calls {CALLS_SIZE})"
    )
    compare = verbs.add_parser("report", help="compare the two labels of every line")
    compare.add_argument("--differ", action="store_true", help="list the lines that differ, too")
    for verb in (sample, compare):
        verb.add_argument("--calls", action="store_true", help="the sample of turns of calls")
    args = parser.parse_args(arguments)
    try:
        if args.verb == "sample":
            if args.calls:
                turns = draw_calls(lines.load(), args.size or CALLS_SIZE)
                seen = [shown(line, place) for place, line in enumerate(turns, 1)]
            else:
                seen = [shown(line) for line in draw(lines.load(), args.size or SIZE)]
            args.file.write_text("".join(f"{line}\n" for line in seen), "utf-8")
            return 0
        labeled = CALLS_LABELED if args.calls else LABELED
        twice = paired(lines.load(), labeled.read_text("utf-8").splitlines())
        told = report(twice)
        if args.differ:
            told += ["", *(_differing(line) for line in twice if line.first != line.second)]
        sys.stdout.write("".join(f"{line}\n" for line in told))
    except HearbackError as error:
        sys.stderr.write(f"{error.person}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be used: {error.strerror}.\n")
        return 1
    return 0


def _differing(line: Twice) -> str:
    first, second = (f"{it.mood} {it.intensity} {it.trigger}" for it in (line.first, line.second))
    return f"{line.id:10} {first:32} {second:32} {line.trap}"


if __name__ == "__main__":
    sys.exit(main())
