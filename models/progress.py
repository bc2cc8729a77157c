"""How far a long step has come, told to whoever asked; and the way to stop it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import msgspec

from models.errors import HearbackError


class Progress(msgspec.Struct, frozen=True, tag_field="type", tag="progress"):
    """`done` of `total` bytes of one step."""

    step: Literal["download", "verify", "unpack"]
    done: int
    total: int


Tell = Callable[[Progress], None]


class CanceledError(HearbackError):
    """Somebody asked for the work to stop. What was downloaded is kept for the next time."""

    default_person = "Stopped. What was downloaded so far is kept."
    default_retryable = True


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on while the work is done. Both are called often, on the thread that does it."""

    tell: Tell = lambda _progress: None
    canceled: Callable[[], bool] = lambda: False
    """True ends the work with CanceledError."""

    def go_on(self) -> None:
        """Raise CanceledError if it is time to stop."""
        if self.canceled():
            raise CanceledError("canceled")


NOBODY = Watch()
