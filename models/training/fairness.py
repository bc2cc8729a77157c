"""The counterfactual sets of models/training/calls/fairness.toml: one sentence, said by others.

How versions are made of a base is written at the top of that file; the steps here bear its numbers.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from models.errors import BadInputError

SETS = Path(__file__).parent / "calls" / "fairness.toml"
NAME = "name"
SECOND_LANGUAGE = "l2_"
"""How groups of learners' grammar begin; all others that a sentence is written for are dialects."""

_SLOT = re.compile(r"\{(\w+)\}")


class _Base(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    mood: str
    intensity: int
    trigger: str
    text: str
    said: dict[str, str] = {}


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    base: str
    origin: dict[str, list[str]]


class _Sets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    names: _Names
    slots: dict[str, dict[str, dict[str, str]]]
    base: list[_Base]


@dataclass(frozen=True, slots=True)
class Version:
    """A base as somebody of a group may say it."""

    axis: str
    group: str
    text: str = field(repr=False)
    weight: float
    """The versions of one base and group together weigh 1."""


@dataclass(frozen=True, slots=True)
class Base:
    """One thing a customer says, and its versions."""

    id: str
    mood: str
    text: str = field(repr=False)
    versions: tuple[Version, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Movement:
    """How far a score moves for a group, against the same sentences without the marker."""

    axis: str
    group: str
    bases: int
    signed: float
    """Mean over bases: above 0, the group is heard as more upset than it is."""
    absolute: float


def load(file: Path | None = None) -> list[Base]:
    """Return all bases with their versions. Raises BadInputError for a file of another form."""
    file = file or SETS
    try:
        sets = msgspec.convert(tomllib.loads(file.read_text("utf-8")), _Sets)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(f"{file.name}: {error}", f"{file.name} cannot be read.") from error
    return [_made(base, sets) for base in sets.base]


def _made(base: _Base, sets: _Sets) -> Base:
    text = _filled(base.text, sets)  # 1
    found = [one for one in _versions(base, sets) if one.text != text]  # 5
    totals = {(v.axis, v.group): 0.0 for v in found}
    for one in found:
        totals[one.axis, one.group] += one.weight
    versions = tuple(
        Version(v.axis, v.group, v.text, v.weight / totals[v.axis, v.group]) for v in found
    )
    return Base(base.id, base.mood, text, versions)


def _versions(base: _Base, sets: _Sets) -> Iterator[Version]:
    if f"{{{NAME}}}" in base.text:  # 2
        for origin, names in sets.names.origin.items():
            for name in names:
                yield Version(NAME, origin, _filled(base.text, sets, name=name), 1 / len(names))
    for axis, slots in sets.slots.items():  # 3
        groups = {group for slot in slots.values() for group in slot} - {"base"}
        for group in sorted(groups - set(base.said)):
            yield Version(axis, group, _filled(base.text, sets, axis=axis, group=group), 1.0)
    for group, said in base.said.items():  # 4
        axis = "second-language" if group.startswith(SECOND_LANGUAGE) else "dialect"
        yield Version(axis, group, _filled(said, sets), 1.0)


def _filled(text: str, sets: _Sets, *, name: str = "", axis: str = "", group: str = "") -> str:
    values = {NAME: name or sets.names.base}
    for of, slots in sets.slots.items():
        for slot, by_group in slots.items():
            base = by_group["base"]
            values[slot] = by_group.get(group, base) if of == axis else base
    try:
        return " ".join(_SLOT.sub(lambda found: values[found[1]], text).split())
    except KeyError as error:
        raise BadInputError(f"no slot {error}", f"The sets have no slot {error}.") from error


def movements(
    bases: Sequence[Base],
    score: Callable[[str], float],
    say: Callable[[int], None] = lambda _: None,
) -> list[Movement]:
    """Return for each group how far `score` (of a text, 0…1) moves; the farthest first.

    `say` gets the number of bases done, now and then.
    """
    moved: dict[tuple[str, str], list[float]] = {}
    for number, base in enumerate(bases):
        before = score(base.text)
        sums: dict[tuple[str, str], float] = {}
        for one in base.versions:
            key = (one.axis, one.group)
            sums[key] = sums.get(key, 0.0) + one.weight * (score(one.text) - before)
        for key, by in sums.items():
            moved.setdefault(key, []).append(by)
        say(number + 1)
    found = [
        Movement(axis, group, len(by), sum(by) / len(by), sum(map(abs, by)) / len(by))
        for (axis, group), by in moved.items()
    ]
    return sorted(found, key=lambda one: -abs(one.signed))
