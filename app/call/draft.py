"""One step in the making: each reducer reads what those before it left, and adds its own."""

from typing import Any, Protocol

import msgspec

from app.call.actions import AnyAction
from app.call.effects import Effect
from app.call.signals import Signal
from app.call.state import CallState
from app.call.wording import Token, tokens
from speech.events import AnyEvent, Utterance


class Draft:
    """The event or click of this step, the state so far, what was noticed and what happened."""

    __slots__ = ("_tokens", "effects", "event", "signals", "slot_taken", "state")

    def __init__(self, event: AnyEvent | AnyAction, state: CallState) -> None:
        self.event = event
        self.state = state
        self.signals: list[Signal] = []
        self.effects: list[Effect] = []
        self.slot_taken = False
        """The reminder has the card slot, or is about to."""
        self._tokens: tuple[Token, ...] | None = None

    def change(self, **fields: Any) -> None:
        """Replace fields of the state."""
        self.state = msgspec.structs.replace(self.state, **fields)

    def tokens(self, utterance: Utterance) -> tuple[Token, ...]:
        """Return the words of this step's utterance, cut once for all reducers."""
        if self._tokens is None:
            self._tokens = tokens(utterance.text, utterance.words)
        return self._tokens


class Reducer(Protocol):
    """Keeps the little it must remember between steps; never asks for the time."""

    def feed(self, draft: Draft) -> None:
        """Take one step."""
