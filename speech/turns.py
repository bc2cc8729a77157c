"""Who speaks over whom, from voice activity alone."""

from dataclasses import dataclass

from speech.events import Channel
from speech.voice_gate import VoiceChange


@dataclass(frozen=True, slots=True)
class OverlapSpan:
    """Both spoke from `start` to `end`; `held` began first, `took` was left speaking."""

    start: float
    end: float
    held: Channel
    took: Channel


class Turns:
    """Pure: settled voice changes of both channels go in, overlaps come out when they end.

    A stop is known a hold time after it happened, and the other side may have begun within that
    time: spans are compared, not the order of arrival, so that is no overlap.
    """

    MIN_OVERLAP = 0.25
    """Seconds; shorter ones are the normal latch between turns (most overlaps at turn changes are
    shorter: Stivers et al., "Universals and cultural variation in turn-taking", PNAS 106, 2009)."""

    def __init__(self) -> None:
        self._since: dict[Channel, float] = {}

    def push(self, channel: Channel, change: VoiceChange) -> OverlapSpan | None:
        """Return the overlap that this change ends, if any."""
        if change.speaking:
            self._since[channel] = change.since
            return None
        start = self._since.pop(channel, None)
        other: Channel = "agent" if channel == "customer" else "customer"
        other_start = self._since.get(other)
        if start is None or other_start is None:
            return None
        begin = max(start, other_start)
        if change.since - begin < self.MIN_OVERLAP:
            return None
        held = channel if start <= other_start else other
        return OverlapSpan(begin, change.since, held, other)
