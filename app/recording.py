"""Hears a recorded call by running the listener as a child process, as fast as it can.

The listener is a program of its own (a native crash in a recognizer cannot take anything else
down), so even here it is only ever talked to through its event stream.
"""

import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from app.secrets import without_secrets
from models.errors import HearbackError
from models.own_program import own_program
from speech.events import AnyEvent, BrokenEventError, decode

PREFIX = "hearback: "
"""The listener's own sentence for a person begins with this, on standard error."""


class ListenerFailedError(HearbackError):
    """The listener ended with an error; its own sentence is passed on."""

    default_person = "The listener stopped before the call was over."


def hear(file: Path, options: Sequence[str] = ()) -> Iterator[AnyEvent]:
    """Yield the events of a recorded call as they come. Raises ListenerFailedError."""
    command = own_program("listen", "--file", str(file), "--speed", "max", *options)
    with (
        tempfile.TemporaryFile() as log,  # its log, which never holds speech
        subprocess.Popen(  # noqa: S603  ours
            command, stdout=subprocess.PIPE, stderr=log, env=without_secrets()
        ) as child,
    ):
        try:
            assert child.stdout is not None  # noqa: S101  asked for above
            yield from _events(child.stdout)
            status = child.wait()
        finally:
            if child.poll() is None:
                child.kill()
        log.seek(0)
        said = log.read().decode("utf-8", "replace")
    if status != 0:
        raise ListenerFailedError(f"listener: exit status {status}", _sentence(said))


def _events(lines: Iterable[bytes]) -> Iterator[AnyEvent]:
    for line in lines:
        try:
            event = decode(line)
        except BrokenEventError as error:
            raise ListenerFailedError("the listener wrote a broken event") from error
        if event is not None:
            yield event


def _sentence(said: str) -> str:
    for line in reversed(said.splitlines()):
        if line.startswith(PREFIX):
            return line.removeprefix(PREFIX)
    return ""
