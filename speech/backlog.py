"""What is left out when the computer cannot keep up: the agent first, the customer last."""

from typing import ClassVar

from speech.events import Channel


class Backlog:
    """Pure: blocks of live sound come with their lag, the answer is whether to hear them.

    Sound that is left out costs nothing, so the lag falls at once and is bounded by the customer's
    limit plus what the recognizer takes for one piece. Signals are about the customer; what the
    agent says is missed for a while before one word of the customer is.
    """

    LIMITS: ClassVar[dict[Channel, tuple[float, float]]] = {
        "agent": (2.0, 0.5),
        "customer": (5.0, 2.5),
    }
    """Seconds of lag from which a channel is left out, and below which it is heard again. The
    queue of live capture holds ten."""

    def __init__(self) -> None:
        self._left_out: set[Channel] = set()

    def keeps(self, channel: Channel, lag: float) -> bool:
        """Return whether to hear a block that comes `lag` seconds late."""
        enter, leave = self.LIMITS[channel]
        if lag > (leave if channel in self._left_out else enter):
            self._left_out.add(channel)
            return False
        self._left_out.discard(channel)
        return True
