"""Changing one setting in the user's own file, with their comments and everything else kept.

A line is changed, or added, and the result is read again before it is written: if it does not say
exactly what it should, the file is left as it was and the person is told what to write.
"""

import json
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from app.folders import made
from models.errors import BadInputError

_STRING = r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*')"


def keep(file: Path, section: str, values: Mapping[str, str]) -> None:
    """Write `values` into `[section]` of the settings; "" is only written where a value stood.

    Raises BadInputError where the file cannot be written or not changed safely.
    """
    try:
        before = file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        before = ""
    except (OSError, UnicodeDecodeError) as error:
        raise _not_kept(file, section, values, type(error).__name__) from error
    try:
        after = changed(before, section, values)
    except (ValueError, tomllib.TOMLDecodeError) as error:
        raise _not_kept(file, section, values, type(error).__name__) from error
    if after == before:
        return
    try:
        _replace(file.resolve(), after)
    except OSError as error:
        raise _not_kept(file, section, values, error.strerror or "error") from error


def changed(text: str, section: str, values: Mapping[str, str]) -> str:
    """Return the file with the values in it.

    Raises TOMLDecodeError for a file that is broken, ValueError for one that is laid out in a way
    that a change of single lines cannot follow (inline tables, dotted keys, values over lines).
    """
    expected = tomllib.loads(text)
    known = expected.setdefault(section, {})
    if not isinstance(known, dict):
        msg = f"{section} is no table"
        raise ValueError(msg)  # noqa: TRY004  it is the file that is wrong
    wanted = {key: value for key, value in values.items() if value or known.get(key)}
    if all(known.get(key) == value for key, value in wanted.items()):
        return text
    known.update(wanted)
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(newline)
    begin, end = _span(lines, section)
    if begin is None:
        lines = [*_without_last_empty(lines), *([""] if text.strip() else []), f"[{section}]", ""]
        begin, end = len(lines) - 1, len(lines) - 1
    for key, value in wanted.items():
        end += _set(lines, begin, end, key, json.dumps(value, ensure_ascii=False))
    after = newline.join(lines)
    if tomllib.loads(after) != expected:
        msg = f"[{section}] cannot be changed line by line"
        raise ValueError(msg)
    return after


def _span(lines: list[str], section: str) -> tuple[int | None, int]:
    """Return the first line of the section's keys and the line after its last one."""
    header = re.compile(rf"\s*\[\s*{re.escape(section)}\s*\]\s*(#.*)?$")
    begin = next((at + 1 for at, line in enumerate(lines) if header.match(line)), None)
    if begin is None:
        return None, len(lines)
    rest = range(begin, len(lines))
    end = next((at for at in rest if re.match(r"\s*\[", lines[at])), len(lines))
    while end > begin and not lines[end - 1].strip():
        end -= 1
    return begin, end


def _set(lines: list[str], begin: int, end: int, key: str, value: str) -> int:
    """Change the key's line, or add one at `end`; return how many were added."""
    known = re.compile(rf"(\s*{re.escape(key)}\s*=\s*){_STRING}(\s*(?:#.*)?)$")
    for at in range(begin, end):
        if found := known.match(lines[at]):
            lines[at] = f"{found[1]}{value}{found[2]}"
            return 0
    lines.insert(end, f"{key} = {value}")
    return 1


def _without_last_empty(lines: list[str]) -> list[str]:
    return lines[:-1] if lines and not lines[-1].strip() else lines


def _replace(file: Path, text: str) -> None:
    """Put the new file in the old one's place, as a whole or not at all."""
    made(file.parent)
    handle, fresh = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as writing:
            writing.write(text.encode())
        if file.exists():
            Path(fresh).chmod(file.stat().st_mode & 0o777)
        Path(fresh).replace(file)
    except OSError:
        Path(fresh).unlink(missing_ok=True)
        raise


def _not_kept(file: Path, section: str, values: Mapping[str, str], why: str) -> BadInputError:
    told = ", ".join(f"{key} = {json.dumps(value)}" for key, value in values.items())
    return BadInputError(
        f"settings not written: {why}",
        f"{file} could not be changed. To keep this choice, write under [{section}]: {told}.",
    )
