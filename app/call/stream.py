"""A recorded call: what the listener said and the agent clicked, one JSON object a line.

A recording holds speech, so no message about a broken line repeats any of it.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.call.actions import AnyAction, decode_action
from models.errors import BadInputError
from speech.events import AnyEvent, BrokenEventError, Utterance, decode

LONGEST_LINE = 1_000_000
"""Bytes; the longest utterance makes a few thousand."""


class BrokenStreamError(BadInputError):
    """A recorded stream cannot be read; says which line and what is wrong with it."""


def read(lines: Iterable[bytes], name: str) -> Iterator[AnyEvent | AnyAction]:
    """Yield the events and actions of a recording called `name`.

    Kinds that this version does not know are left out, so that an older Hearback can read a newer
    recording. Raises BrokenStreamError at the first line that is neither.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            raise _broken(name, number, "it is too long")
        if (action := decode_action(line)) is not None:
            yield action
            continue
        try:
            event = decode(line)
        except BrokenEventError as error:
            raise _broken(name, number, _what(error)) from None
        except (UnicodeDecodeError, RecursionError):
            raise _broken(name, number, "it is damaged") from None
        if event is not None:
            yield event


def load(file: Path) -> list[AnyEvent | AnyAction]:
    """Return a recording from a file. Raises BrokenStreamError, also for one with nothing in it."""
    try:
        with file.open("rb") as opened:
            found = list(read(opened, str(file)))
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        raise BrokenStreamError(f"stream: {why}", f"{file} cannot be read: {why}.") from error
    if not found:
        raise BrokenStreamError("stream: empty", f"{file} holds no recorded call.")
    return found


def speaks(recorded: Iterable[AnyEvent | AnyAction]) -> bool:
    """Return whether anything was said at all."""
    return any(isinstance(one, Utterance) and bool(one.text.strip()) for one in recorded)


def _what(error: BrokenEventError) -> str:
    """Return the decoder's complaint: fields and types, and no value, which might be speech."""
    said = re.sub(r"'.*'", "…", str(error)).replace("$.", "")
    return said[:1].lower() + said[1:]


def _broken(name: str, number: int, what: str) -> BrokenStreamError:
    return BrokenStreamError(
        f"stream: line {number} is broken",
        f"{name}, line {number} is not an event of a call: {what}.",
    )
