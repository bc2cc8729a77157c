"""The five-second sound check: levels in, one sentence for each ear out. Pure, nothing is kept."""

from collections.abc import Sequence
from statistics import median
from typing import Literal

from speech.events import CHANNELS, AnyEvent, Channel, Health, HealthState, Level

Step = Literal["speak", "play", "done"]
Verdict = Literal["well", "quiet", "clipping", "nothing", "twice", "gone", "bleed"]

SPEAK_SECONDS = 2.5
"""The first half is for the agent's own voice; it ends early once that was heard."""
SECONDS = 5.0
HEARD_DBFS = -45.0
"""Speech on a call lies around −35 to −20 dBFS RMS (`ui.ears`); a recognizer loses words below."""
NOTHING_DBFS = -65.0
"""Above it there is at least a sound of somebody; a quiet room lies below."""
TOO_LOUD_DBFS = -6.0
"""A sine at full scale has −3 dBFS RMS: speech that comes this near is cut off."""
ENOUGH = 3
"""Levels, five a second, that make a verdict: a click of the mouse makes one."""
SAME_DB = 2.0
"""Both ears this near to each other, level by level, while the agent speaks: one microphone. Two
voices at one loudness are not: their syllables differ by more."""

STEPS: dict[Step, str] = {
    "speak": "Say something…",
    "play": "Now play something, for example your ringtone…",
    "done": "",
}
HEARD = "I hear you."
SENTENCES: dict[tuple[Channel, Verdict], str] = {
    ("customer", "well"): "I hear well what your softphone plays.",
    ("customer", "quiet"): "What your softphone plays is too quiet: turn it up.",
    ("customer", "clipping"): "What your softphone plays is too loud and breaks up: turn it down.",
    ("customer", "nothing"): "I heard nothing from your softphone. Does it play on another device?",
    ("customer", "twice"): "This hears your microphone too: choose what your softphone plays on.",
    ("customer", "gone"): "This device is not there any more: choose another one.",
    ("customer", "bleed"): "I hear you here too: use a headset, or turn the speakers down.",
    ("agent", "well"): "I hear you well.",
    ("agent", "quiet"): "I hear you, but too quietly: turn your microphone up.",
    ("agent", "clipping"): "You are too loud and break up: turn your microphone down.",
    ("agent", "nothing"): "I heard nothing from you. Is it muted, or another microphone?",
    ("agent", "twice"): "I hear you well.",
    ("agent", "gone"): "This microphone is not there any more: choose another one.",
    ("agent", "bleed"): "I hear you, and the speakers too: a headset is better.",
}


class SoundCheck:
    """Fed by the events of a listener that recognizes nothing."""

    def __init__(self, *, same: bool = False) -> None:
        """Begin. `same`: both ears were given one device, or the customer a microphone."""
        self._same = same
        self._begin: float | None = None
        self._spoken: float | None = None
        """Call clock at which the agent was done speaking."""
        self._now = 0.0
        self._levels: dict[Channel, list[tuple[float, float]]] = {one: [] for one in CHANNELS}
        self._states: dict[Channel, set[HealthState]] = {one: set() for one in CHANNELS}

    def feed(self, event: AnyEvent) -> None:
        """Take the next event; others than levels and health say nothing here."""
        if isinstance(event, Health):
            self._states[event.channel].add(event.state)
        if not isinstance(event, Level):
            return
        if self._begin is None:
            self._begin = event.t
        self._now = event.t - self._begin
        self._levels[event.channel].append((self._now, event.dbfs))
        if self._spoken is None and (self._now >= SPEAK_SECONDS or self._heard("agent")):
            self._spoken = max(self._now, 1.0)

    @property
    def step(self) -> Step:
        """What the agent is to do now."""
        if self._now >= SECONDS:
            return "done"
        return "speak" if self._spoken is None else "play"

    @property
    def sentence(self) -> str:
        """What to say to the agent now; "" when it is over."""
        heard = f"{HEARD} " if self.step == "play" and self._heard("agent") else ""
        return heard + STEPS[self.step]

    def told(self) -> dict[Channel, str]:
        """Return the result of each ear as a sentence."""
        return {channel: SENTENCES[channel, self.verdict(channel)] for channel in CHANNELS}

    def verdict(self, channel: Channel) -> Verdict:
        """Return what this ear is like, as far as it was heard."""
        states = self._states[channel]
        top = self._top(channel)
        if "gone" in states:
            return "gone"
        if channel == "customer" and (self._same or self._sounds_the_same()):
            return "twice"
        if "bleed" in states:
            return "bleed"
        if "clipping" in states or top > TOO_LOUD_DBFS:
            return "clipping"
        if top < NOTHING_DBFS:
            return "nothing"
        return "quiet" if top < HEARD_DBFS else "well"

    def _heard(self, channel: Channel) -> bool:
        return self._top(channel) >= HEARD_DBFS

    def _top(self, channel: Channel) -> float:
        """Return the level that was reached often enough to count."""
        levels = sorted((dbfs for _, dbfs in self._levels[channel]), reverse=True)
        return levels[ENOUGH - 1] if len(levels) >= ENOUGH else -120.0

    def _sounds_the_same(self) -> bool:
        """Return whether the customer's ear hears the agent while only the agent speaks."""
        until = SPEAK_SECONDS if self._spoken is None else self._spoken
        mine, theirs = (
            [dbfs for t, dbfs in self._levels[channel] if t <= until]
            for channel in reversed(CHANNELS)
        )
        return same_sound(mine, theirs)


def same_sound(mine: Sequence[float], theirs: Sequence[float]) -> bool:
    """Return whether two ears heard one and the same voice, level by level.

    One of them may be a level behind: their clocks begin apart. For two seconds in which nobody
    else is to be heard; `ui.own_voice` is for sounds that go on.
    """
    return any(_alike(mine[behind:], theirs[ahead:]) for behind, ahead in ((0, 0), (0, 1), (1, 0)))


def _alike(mine: Sequence[float], theirs: Sequence[float]) -> bool:
    pairs = zip(mine, theirs, strict=False)
    apart = [abs(one - other) for one, other in pairs if one >= HEARD_DBFS]
    return len(apart) >= ENOUGH and median(apart) < SAME_DB
