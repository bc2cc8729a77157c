"""One unbroken call out of what the listener says, also when it was killed and started again.

A listener that starts anew begins at zero with its clock and its utterance numbers. The call goes
on, so both are shifted behind what was there. A repeated or late line is dropped: the transcript
names an utterance by channel and number, and notes point at it.
"""

from typing import TypeVar

import msgspec

from speech.events import (
    AnyEvent,
    Channel,
    Emotion,
    EmotionSoFar,
    Gap,
    Overlap,
    Partial,
    Prosody,
    Ready,
    Utterance,
    Voice,
    Word,
)

RESTARTED = 0.5
"""Seconds that a `ready` must lie behind the call clock to be another listener's beginning."""

E = TypeVar("E", Partial, Prosody, Emotion, EmotionSoFar)


class Continuity:
    """Feed it every event; it returns the event in terms of the whole call, or None to skip it."""

    def __init__(self) -> None:
        self._t = 0.0
        self._offset = 0.0
        self._heard_ready = False
        self._highest: dict[Channel, int] = {}
        self._numbers: dict[tuple[Channel, int], int] = {}
        """The listener's number → ours, of this listener's life."""
        self._starts: dict[tuple[Channel, int], float] = {}
        """Of the utterances that are final, by the listener's number."""

    def feed(self, event: AnyEvent) -> AnyEvent | None:
        """Return the event on the call's own clock, under the call's own numbers."""
        if isinstance(event, Ready):
            if self._heard_ready or self._highest:
                self._numbers.clear()
                self._starts.clear()
                if event.t < self._t - RESTARTED:
                    self._offset = self._t - event.t
                else:
                    self._offset = 0.0
            self._heard_ready = True
        if self._offset:
            event = _shifted(event, self._offset)
        self._t = max(self._t, event.t)
        match event:
            case Partial(channel=channel):
                return None if (channel, event.utterance) in self._starts else self._named(event)
            case Utterance(channel=channel, id=raw):
                return self._final(event, channel, raw)
            case Prosody():
                return self._named(event)
            case Emotion():
                return self._named(event)
            case EmotionSoFar():
                late = ("customer", event.utterance) in self._starts
                return None if late else self._named(event)
            case _:
                return event

    def _number(self, channel: Channel, raw: int) -> int:
        key = (channel, raw)
        if key not in self._numbers:
            highest = self._highest.get(channel)
            ours = raw if highest is None or raw > highest else highest + 1
            self._highest[channel] = self._numbers[key] = ours
        return self._numbers[key]

    def _named(self, event: E) -> E:
        channel: Channel = event.channel if isinstance(event, Partial | Prosody) else "customer"
        ours = self._number(channel, event.utterance)
        if ours == event.utterance:
            return event
        return msgspec.structs.replace(event, utterance=ours)

    def _final(self, event: Utterance, channel: Channel, raw: int) -> Utterance | None:
        key = (channel, raw)
        if (start := self._starts.get(key)) is not None:
            if abs(start - event.start) < RESTARTED:
                return None
            del self._numbers[key]  # the number is used a second time: another utterance
        self._starts[key] = event.start
        ours = self._number(channel, raw)
        return event if ours == raw else msgspec.structs.replace(event, id=ours)


def _shifted(event: AnyEvent, by: float) -> AnyEvent:
    t = event.t + by
    match event:
        case Utterance():
            words = tuple(
                Word(word.text, word.start + by, word.end + by, word.confidence)
                for word in event.words
            )
            start, end = event.start + by, event.end + by
            return msgspec.structs.replace(event, t=t, start=start, end=end, words=words)
        case Overlap() | Gap():
            return msgspec.structs.replace(event, t=t, start=event.start + by, end=event.end + by)
        case Voice():
            return msgspec.structs.replace(event, t=t, since=event.since + by)
        case _:
            return msgspec.structs.replace(event, t=t)
