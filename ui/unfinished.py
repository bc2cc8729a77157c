"""What a fallen listener leaves unsaid: the words it had heard in part, and that it is deaf."""

from speech.events import CHANNELS, AnyEvent, Channel, Health, Partial, Utterance, Word

RESTARTING = "the listener stopped and is being started again"
UNSURE = 0.0
"""Confidence of words that no recognizer has weighed: enough to read, too little for a cue."""


class Unfinished:
    """Follows the events; `close` says what the listener could not."""

    def __init__(self) -> None:
        self._open: dict[Channel, tuple[float, Partial]] = {}

    def follow(self, event: AnyEvent) -> None:
        """Take the next event."""
        match event:
            case Partial(channel=channel, utterance=number):
                known = self._open.get(channel)
                same = known is not None and known[1].utterance == number
                self._open[channel] = (known[0] if known and same else event.t, event)
            case Utterance(channel=channel):
                self._open.pop(channel, None)
            case _:
                pass

    def close(self, t: float, mono: float) -> list[AnyEvent]:
        """Return the open words as utterances and the trouble of both ears; forget the words.

        No recognizer has said when each word was spoken: they are spread evenly over the time from
        the first partial to the last.
        """
        said = [_closed(since, last) for since, last in self._open.values() if last.text.strip()]
        self._open.clear()
        said.sort(key=lambda one: one.t)
        return [*said, *(_deaf(channel, t, mono) for channel in CHANNELS)]


def _deaf(channel: Channel, t: float, mono: float) -> Health:
    return Health(t=t, mono=mono, channel=channel, state="gone", detail=RESTARTING)


def _closed(since: float, last: Partial) -> Utterance:
    spoken = last.text.split()
    step = (last.t - since) / len(spoken)
    words = tuple(
        Word(text, since + at * step, since + (at + 1) * step, UNSURE)
        for at, text in enumerate(spoken)
    )
    return Utterance(
        t=last.t,
        mono=last.mono,
        channel=last.channel,
        id=last.utterance,
        start=since,
        end=last.t,
        text=" ".join(spoken),
        words=words,
    )
