"""What was heard, as it was heard: ears, partials, finished lines, and whether the call is on."""

from typing import Any

import msgspec

from app.call.actions import Paused, Resumed
from app.call.draft import Draft
from app.call.effects import CallEnded, DraftChanged
from app.call.state import Ear, Line
from speech.events import Channel, End, Health, Level, Partial, Ready, Utterance, Voice

MOST_LINES = 6_000
"""About ten hours of talk; older lines are forgotten so that memory stays bounded."""

CALL_OVER = frozenset({"file", "stopped"})
"""Reasons of `end` that end the call; after "device" or "error" the listener comes back."""


class Transcript:
    """Keeps `t`, `ears`, `partials`, `lines` and the flags of the state."""

    def feed(self, draft: Draft) -> None:  # noqa: C901  one line for each kind of event
        """Take one step; utterances may be reported late and out of order."""
        event, state = draft.event, draft.state
        t = max(state.t, event.t)
        match event:
            case Level(channel=channel, dbfs=dbfs):
                self._ear(draft, channel, t=t, dbfs=dbfs)
            case Voice(channel=channel, speaking=speaking, since=since):
                heard = {} if speaking else {"heard_at": since}
                self._ear(draft, channel, t=t, speaking=speaking, **heard)
            case Health(channel=channel, state=health, detail=detail):
                self._ear(draft, channel, t=t, health=health, detail=detail)
            case Partial(channel=channel, text=text):
                draft.change(t=t, partials={**state.partials, channel: text})
            case Utterance():
                self._line(draft, event, t)
            case Ready():
                self._ready(draft, event, t)
            case End(reason=reason):
                over = reason in CALL_OVER
                ears = {
                    channel: msgspec.structs.replace(ear, speaking=False)
                    for channel, ear in state.ears.items()
                }
                draft.change(t=t, listening=False, ended=over, partials={}, ears=ears)
                if over and not state.ended:
                    draft.effects.append(CallEnded(reason))
            case Paused():
                draft.change(t=t, paused=True, partials={})
            case Resumed():
                draft.change(t=t, paused=False)
            case _:
                if t != state.t:
                    draft.change(t=t)

    def _ready(self, draft: Draft, event: Ready, t: float) -> None:
        ears = {
            channel: Ear(event.devices.get(channel, ear.device), heard_at=ear.heard_at)
            for channel, ear in draft.state.ears.items()
        }
        draft.change(
            t=t,
            listening=True,
            ended=False,
            recognizer=event.recognizer,
            model=event.model,
            ears=ears,
            partials={},
        )

    def _ear(self, draft: Draft, channel: Channel, *, t: float, **fields: Any) -> None:
        ears = draft.state.ears
        ear = msgspec.structs.replace(ears[channel], **fields)
        draft.change(t=t, ears={**ears, channel: ear})

    def _line(self, draft: Draft, said: Utterance, t: float) -> None:
        state = draft.state
        partials = {**state.partials, said.channel: ""}
        if not said.text.strip():
            draft.change(t=t, partials=partials)
            return
        line = Line(said.channel, said.id, said.start, said.end, said.text, said.words)
        lines = state.lines
        at = len(lines)
        while at and lines[at - 1].start > line.start:
            at -= 1
        lines = (*lines[:at], line, *lines[at:])[-MOST_LINES:]
        draft.change(t=t, partials=partials, lines=lines)
        draft.effects.append(DraftChanged())
