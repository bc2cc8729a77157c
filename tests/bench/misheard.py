"""Learn how words are misheard: ``python -m tests.bench.misheard [--data DIR] [--out FILE]``.

Speaks lines with synthesizers, lets the built-in recognizer hear them, and writes what training
mishears with (models/training/misheard.json): words and counts. Needs ``flite`` and ``espeak-ng``;
takes about ten minutes of processor time. The file that is there was made with ``--data``.
``--pairs FILE`` keeps what was heard, and takes it from there the next time.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from models.training.form import recognizer_form
from models.training.mishear import KINDS, SIZES, SPAN, TABLE, Table, errors, size_of
from models.training.sounds import Sounds, built_in, distance
from tests.bench.misheard_lines import Pair, hear, sample
from tests.bench.spoken import synthesizers_missing

OURS, COMMENTS = 420, 220
"""Lines spoken."""
LOST_LINE = 0.5
"""Of a line heard worse than this, nobody can say which word was taken for which."""
SKIP = 0.55
"""Cost of a word left out or added, where one put for another costs up to 1 by its sound."""
Block = tuple[tuple[str, ...], tuple[str, ...]]
"""Words said and words heard in their place; equal where nothing went wrong."""


def learn(pairs: Iterable[Pair], sounds: Sounds) -> Table:
    """Return the counts of all pairs."""
    measured: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    words: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    sizes = [[0, 0] for _ in range(len(SIZES) + 2)]
    kinds = [[0] * len(KINDS) for _ in sizes]
    heard: defaultdict[str, Counter[str]] = defaultdict(Counter)
    added: Counter[str] = Counter()
    for pair in pairs:
        said, got = pair.said.split(), recognizer_form(pair.heard).split()
        wrong = errors(said, got)
        line = measured[f"{pair.voice} {'telephone' if pair.phone else 'wide-band'}"]
        line[0] += len(said)
        line[1] += wrong
        if wrong > LOST_LINE * len(said):
            continue
        for was, became in blocks(said, got, sounds):
            for word in was:
                for row in (words[word], sizes[size_of(word, sounds)]):
                    row[0] += 1
                    row[1] += was != became
            if was == became:
                continue
            heard[" ".join(was)][" ".join(became)] += 1
            kinds[size_of(was[0], sounds)][KINDS.index(kind(was, became))] += 1
            if len(became) == len(was) + 1 and set(was) <= set(became):
                added[next(iter((Counter(became) - Counter(was)).elements()))] += 1
    return Table(
        measured={name: (n, wrong) for name, (n, wrong) in sorted(measured.items())},
        words={word: (n, wrong) for word, (n, wrong) in sorted(words.items())},
        sizes=tuple((n, wrong) for n, wrong in sizes),
        kinds=tuple(tuple(row) for row in kinds),
        heard={said: dict(sorted(counts.items())) for said, counts in sorted(heard.items())},
        added=dict(sorted(added.items())),
    )


def kind(was: Sequence[str], became: Sequence[str]) -> str:
    """Return which of `KINDS` a block is."""
    if not became:
        return "drop"
    if len(became) < len(was):
        return "merge"
    if len(became) > len(was):
        return "add" if set(was) <= set(became) else "split"
    return "swap"


def blocks(said: Sequence[str], heard: Sequence[str], sounds: Sounds) -> Iterator[Block]:
    """Yield what became of which words: one word at a time, or a few where they cannot be parted.

    A word that was only added goes with the word before it (at the start, with the one after).
    """
    wrong: list[tuple[str | None, str | None]] = []
    done: list[Block] = []
    for was, became in [*aligned(said, heard, sounds), (None, None)]:
        if was != became:
            wrong.append((was, became))
            continue
        done += _parted(wrong)
        wrong.clear()
        if was is not None:
            done.append(((was,), (was,)))
    return _together(done)


def _parted(wrong: Sequence[tuple[str | None, str | None]]) -> Iterator[Block]:
    """Yield a run of errors as one block where it is short and uneven, else step by step."""
    was = tuple(word for word, _ in wrong if word is not None)
    became = tuple(word for _, word in wrong if word is not None)
    if len(was) != len(became) and was and became and max(len(was), len(became)) <= SPAN:
        yield was, became
        return
    for one, other in wrong:
        yield (() if one is None else (one,)), (() if other is None else (other,))


def _together(found: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks with each that has no word said joined to a neighbor."""
    waiting: tuple[str, ...] = ()
    held: Block | None = None
    for was, became in found:
        if not was:
            if held is None:
                waiting += became
            else:
                held = (held[0], held[1] + became)
            continue
        if held is not None:
            yield held
        held, waiting = (was, waiting + became), ()
    if held is not None:
        yield held


def aligned(
    said: Sequence[str], heard: Sequence[str], sounds: Sounds
) -> list[tuple[str | None, str | None]]:
    """Return which word was heard for which, the way that is nearest by sound."""
    cost = [[SKIP * to for to in range(len(heard) + 1)]]
    for at, word in enumerate(said, 1):
        row = [SKIP * at]
        for to, theirs in enumerate(heard, 1):
            swap = cost[at - 1][to - 1] + _unlike(word, theirs, sounds)
            row.append(min(swap, cost[at - 1][to] + SKIP, row[-1] + SKIP))
        cost.append(row)
    steps: list[tuple[str | None, str | None]] = []
    at, to = len(said), len(heard)
    while at or to:
        here = cost[at][to]
        if (
            at
            and to
            and here == cost[at - 1][to - 1] + _unlike(said[at - 1], heard[to - 1], sounds)
        ):
            at, to = at - 1, to - 1
            steps.append((said[at], heard[to]))
        elif at and here == cost[at - 1][to] + SKIP:
            at -= 1
            steps.append((said[at], None))
        else:
            to -= 1
            steps.append((None, heard[to]))
    return steps[::-1]


def _unlike(word: str, other: str, sounds: Sounds) -> float:
    """Return 0 for the same word, else 0.3…1 by how unlike they sound."""
    if word == other:
        return 0.0
    one, two = sounds.phones(word), sounds.phones(other)
    return 0.3 + 0.7 * min(1.0, distance(one, two) / max(len(one), len(two)))


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.misheard", description=__doc__)
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with goemotions")
    parser.add_argument("--out", type=Path, default=TABLE, metavar="FILE")
    parser.add_argument("--pairs", type=Path, metavar="FILE")
    args = parser.parse_args(arguments)
    if args.pairs and args.pairs.exists():
        lines = args.pairs.read_bytes().splitlines()
        pairs = [msgspec.json.decode(line, type=Pair) for line in lines]
    elif missing := synthesizers_missing():
        parser.error(missing)
    else:
        pairs = list(hear(sample(OURS, COMMENTS, args.data)))
    if args.pairs and not args.pairs.exists():
        args.pairs.write_bytes(b"".join(msgspec.json.encode(pair) + b"\n" for pair in pairs))
    table = learn(pairs, built_in())
    args.out.write_bytes(msgspec.json.encode(table) + b"\n")
    for name, (said, wrong) in table.measured.items():
        sys.stdout.write(f"{name}: {100 * wrong / said:.0f} % of {said} words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
