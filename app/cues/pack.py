"""Reading a phrase pack: a folder of TOML files in, checked rules out, or what to mend and where.

Every file says `format = "hearback-pack/1"`; one of them carries `[pack]`, and each may carry any
number of `[[rule]]`. Files are read in the order of their names.
"""

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec

from app.call.signals import SignalKind
from app.call.state import MomentName, RiskLevel
from app.cues.locate import Block, key_line, rule_blocks, text_line
from app.cues.mistakes import mistakes
from app.cues.rules import FORMAT, About, Pack, Rule, RuleMoment, RuleMood, Who
from models.errors import BadInputError
from speech.events import Channel

LARGEST_FILE = 2_000_000
"""Bytes. A pack file is written by people; what is larger is something else."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "moment": get_args(RuleMoment),
    "signal": get_args(SignalKind),
    "also": get_args(SignalKind),
    "also_high": get_args(SignalKind),
    "mood": get_args(RuleMood),
    "quiet_after": get_args(SignalKind),
    "only_after": get_args(SignalKind),
    "after": get_args(MomentName),
    "before": get_args(MomentName),
    "level.min": get_args(RiskLevel),
    "level.max": get_args(RiskLevel),
    "was": get_args(RiskLevel),
    "speaker": get_args(Channel),
    "not_said_within.who": get_args(Who),
}
_KEYS: dict[str, tuple[str, ...]] = {
    "": Rule.__struct_encode_fields__,
    "level": ("min", "max"),
    "not_said_within": ("phrases", "seconds", "back", "who", "or_anything"),
}
_SHAPES = {
    "id": 'Write lower-case words joined by hyphens, as in "long-wait".',
    "version": 'Write numbers with dots between, as in "1.2".',
    "language": 'Write it as in "en" or "en-US".',
}
_TOP = ("format", "pack", "rule")


class Problem(NamedTuple):
    """One mistake: where, what, and the cure, each a plain clause. Line 0: all of the file."""

    file: Path
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else f"{self.file}"
        return f"{where}: {self.what} {self.cure}"


class PackError(BadInputError):
    """The pack cannot be used; `problems` has every mistake that was found."""

    def __init__(self, *problems: Problem) -> None:
        more = len(problems) - 1
        tail = f" ({more} more: `hearback packs check` lists them.)" if more else ""
        first = problems[0]
        super().__init__(f"phrase pack: {first.file}:{first.line}: {first.what}", f"{first}{tail}")
        self.problems = problems


def load_pack(folder: Path) -> Pack:
    """Return the pack of all *.toml in the folder. Raises PackError with every mistake found."""
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    if not files:
        what = "there is no phrase pack here."
        raise PackError(Problem(folder, 0, what, "Name a folder with *.toml files."))
    return read_pack({file: _text(file) for file in files})


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE:
            cure = f"Split it: at most {LARGEST_FILE:,} bytes a file."
            raise PackError(Problem(file, 0, "this file is too large.", cure))
        raw = file.read_bytes()
    except OSError as error:
        why = f"it cannot be read ({error.strerror})."
        raise PackError(Problem(file, 0, why, "Check the file's permissions.")) from error
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PackError(Problem(file, line, "this is not UTF-8.", "Save it as UTF-8.")) from error


def read_pack(texts: dict[Path, str]) -> Pack:
    """Return the pack of these files, given as text. Raises PackError like `load_pack`."""
    problems: list[Problem] = []
    about: list[tuple[Path, int, About]] = []
    rules: list[Rule] = []
    seen: dict[str, tuple[Path, int]] = {}
    for file, text in texts.items():
        reader = _Reader(file, text)
        reader.read()
        problems += reader.problems
        about += reader.about
        for line, rule in reader.rules:
            if rule.id in seen:
                where, other = seen[rule.id]
                what = f"the rule id {rule.id!r} is taken by line {other} of {where.name}."
                problems.append(Problem(file, line, what, "Give each rule its own id."))
            seen.setdefault(rule.id, (file, line))
            rules.append(rule)
    first = next(iter(texts))
    for file, line, _ in about[1:]:
        what = f"[pack] is said twice, in {about[0][0].name} too."
        problems.append(Problem(file, line, what, "Keep one."))
    if not about and not problems:
        cure = "Add [pack] with id, title and version to one file."
        problems.append(Problem(first, 1, "no file says which pack this is.", cure))
    if not rules and not problems:
        problems.append(Problem(first, 1, "the pack has no rule.", "Add a [[rule]]."))
    if problems:
        raise PackError(*problems)
    return Pack(about=about[0][2], rules=tuple(rules))


class _Reader:
    """One file: its tables, and every mistake with its line."""

    def __init__(self, file: Path, text: str) -> None:
        self._file, self._text = file, text
        self._blocks = rule_blocks(text)
        self.problems: list[Problem] = []
        self.about: list[tuple[Path, int, About]] = []
        self.rules: list[tuple[int, Rule]] = []

    def read(self) -> None:
        try:
            tables = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+)", str(error))
            line = int(found[1]) if found else self._text.count("\n") + 1
            what = f"this is not TOML: {str(error).split(' (at ')[0]}."
            self._say(line, what, "Look for a missing quote, comma or bracket just before it.")
            return
        if not self._right_format(tables):
            return
        for key in tables.keys() - set(_TOP):
            self._say(key_line(self._text, key), f"unknown key {key!r}.", _meant(key, _TOP))
        if "pack" in tables:
            self._read_about(tables["pack"])
        listed = tables.get("rule", [])
        if not isinstance(listed, list) or len(listed) != len(self._blocks):
            self._say(1, "rules are not written as [[rule]].", "Start each rule with [[rule]].")
            return
        for table, block in zip(listed, self._blocks, strict=True):
            self._read_rule(table, block)

    def _say(self, line: int, what: str, cure: str) -> None:
        self.problems.append(Problem(self._file, line, what, cure))

    def _right_format(self, tables: dict[str, Any]) -> bool:
        if (said := tables.get("format")) == FORMAT:
            return True
        if isinstance(said, str) and said.startswith("hearback-pack/"):
            cure = f"It is for another Hearback; this one reads {FORMAT!r}."
            self._say(key_line(self._text, "format"), f"unknown format {said!r}.", cure)
        else:
            cure = f'Put format = "{FORMAT}" at the top.'
            self._say(1, "the file does not say its format.", cure)
        return False

    def _read_about(self, table: object) -> None:
        lines = self._text.split("\n")
        starts = (n for n, line in enumerate(lines, 1) if re.match(r"\s*(\[\s*)?pack\b", line))
        block = Block(line := next(starts, 1), self._blocks[0].first - 1 if self._blocks else
                      len(lines))  # fmt: skip
        if block.last < block.first:
            block = Block(line, len(lines))
        try:
            self.about.append((self._file, line, msgspec.convert(table, About)))
        except msgspec.ValidationError as error:
            self._explain(error, block, {"": About.__struct_encode_fields__})

    def _read_rule(self, table: object, block: Block) -> None:
        try:
            rule = msgspec.convert(table, Rule)
        except msgspec.ValidationError as error:
            self._explain(error, block, _KEYS)
            return
        before = len(self.problems)
        for key, what, cure, words in mistakes(rule):
            line = text_line(self._text, words, block, key)
            self._say(line, f"in rule {rule.id!r}, {what}", cure)
        if len(self.problems) == before:
            self.rules.append((block.first, rule))

    def _explain(
        self, error: msgspec.ValidationError, block: Block, keys: dict[str, tuple[str, ...]]
    ) -> None:
        """Turn a validation error into a line, what is wrong and the cure."""
        said, _, path = str(error).partition(" - at `$")
        key = re.sub(r"\[[^\]]*\]", "", path).strip("`.")
        if found := re.search(r"unknown field `(.+)`", said):
            wrong = f"{key}.{found[1]}".strip(".")
            line = key_line(self._text, wrong, block)
            self._say(line, f"unknown key {wrong!r}.", _meant(found[1], keys.get(key, ())))
        elif found := re.search(r"missing required field `(.+)`", said):
            wrong = f"{key}.{found[1]}".strip(".")
            self._say(key_line(self._text, key, block), f"{wrong!r} is missing.", "Add it.")
        elif found := re.search(r"Invalid enum value '(.*)'", said):
            line = text_line(self._text, found[1], block, key)
            self._say(line, f"{key} cannot be {found[1]!r}.", _meant(found[1], _CHOICES[key]))
        else:
            line = key_line(self._text, key, block)
            cure = _SHAPES.get(key) if "regex" in said else None
            self._say(line, f"{key or 'this table'} is wrong.", cure or f"{said}.")


def _meant(wrong: str, known: tuple[str, ...]) -> str:
    if close := get_close_matches(wrong, known, n=1, cutoff=0.6):
        return f"Did you mean {close[0]!r}?"
    return f"It can be: {', '.join(known)}."
