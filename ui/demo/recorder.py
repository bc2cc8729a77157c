"""Keeps the stream of a demo call, events and clicks, where the person asked for it (`--out`).

A sample call may be written down. A real call has no recorder.
"""

from pathlib import Path

from app.call.actions import Action, AnyAction, encode_action
from models.errors import BadInputError
from speech.events import AnyEvent, encode


class StreamFile:
    """One JSON object a line, complete lines only, flushed at every one."""

    def __init__(self, file: Path) -> None:
        """Open the file. Raises BadInputError where it cannot be made."""
        try:
            self._out = file.open("wb")
        except OSError as error:
            raise BadInputError(
                f"demo stream: {error.strerror}", f"{file} cannot be written: {error.strerror}."
            ) from error

    def write(self, item: AnyEvent | AnyAction) -> None:
        line = encode_action(item) if isinstance(item, Action) else encode(item)
        self._out.write(line)
        self._out.flush()

    def close(self) -> None:
        self._out.close()
