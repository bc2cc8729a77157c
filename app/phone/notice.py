"""Notices that a call seems to have begun: voices on both channels, taking turns. Pure.

Only used where the agent switched on "watch for calls". It sees when somebody speaks and when not,
never what is said, and all it can do is have the window ask.
"""

from collections import deque
from itertools import pairwise

from speech.events import AnyEvent, Channel, Voice

WINDOW = 20.0
"""Seconds back that are looked at: the greeting and the first answer of a call fit in."""
VOICED = 1.0
"""Seconds of voice that each side must have in there: more than a click, a cough, a chime."""
CHANGES = 2
"""Changes of speaker in there: "hello?" – "I am calling about…" – "of course". One voice over a
video, or a colleague across the desk, has one at most."""
OVER = 60.0
"""Seconds without a voice at the far end after which a call that was not wanted is over."""

Stretch = tuple[Channel, float, float]
"""Who spoke, from, to."""


class CallNotice:
    """Feed it the events of a watching listener; says once per call that one seems to run."""

    def __init__(self) -> None:
        self._speaking: dict[Channel, float] = {}
        self._stretches: deque[Stretch] = deque()
        self._asked = False
        self._far_end_heard = 0.0

    def feed(self, event: AnyEvent) -> bool:
        """Return whether now is the moment to ask. Time is `event.t`."""
        if isinstance(event, Voice):
            self._take(event)
        now = event.t
        if "customer" in self._speaking:
            self._far_end_heard = now
        while self._stretches and self._stretches[0][2] < now - WINDOW:
            self._stretches.popleft()
        if self._asked:
            self._asked = now - self._far_end_heard < OVER
            return False
        self._asked = self._both_speak(now)
        return self._asked

    def _take(self, voice: Voice) -> None:
        if voice.speaking:
            self._speaking[voice.channel] = voice.since
        elif (start := self._speaking.pop(voice.channel, None)) is not None:
            self._stretches.append((voice.channel, start, max(start, voice.since)))

    def _both_speak(self, now: float) -> bool:
        """Whether both have spoken long enough, in turns."""
        known = [*self._stretches, *((who, since, now) for who, since in self._speaking.items())]
        seen = sorted(
            ((who, max(start, now - WINDOW), end) for who, start, end in known),
            key=lambda stretch: stretch[1],
        )
        spoken = {"customer": 0.0, "agent": 0.0}
        for who, start, end in seen:
            spoken[who] += max(0.0, end - start)
        changes = sum(one[0] != other[0] for one, other in pairwise(seen))
        return min(spoken.values()) >= VOICED and changes >= CHANGES
