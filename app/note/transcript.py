"""The transcript as the note reads it: by utterance, by time, and never without redaction."""

import re
from collections.abc import Iterator, Sequence

from app.call.spoken import NUMBER_WORDS
from app.call.state import Line
from app.note.schema import NoteLine, Source
from app.privacy.redact import redact
from speech.events import Channel

_AROUND = 6
"""Utterances before and after that may hold the rest of a number, or the question for it: a card
read out in four parts with an "mhm" after each is seven."""
_SHORT = 6
"""Words; behind a longer utterance without a number nothing belongs to this one any more."""
_NUMBER = re.compile(rf"\d|\b(?:{'|'.join(sorted(NUMBER_WORDS))})\b", re.IGNORECASE)


class Transcript:
    """Lines in the order of their start."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = sorted(lines, key=lambda line: line.start)
        self._place = {(line.channel, line.id): at for at, line in enumerate(self.lines)}

    def of(self, channel: Channel) -> Iterator[Line]:
        """Yield the lines of one speaker."""
        return (line for line in self.lines if line.channel == channel)

    def line(self, channel: Channel, utterance: int | None) -> Line | None:
        """Return the utterance, None if it is not there."""
        if utterance is None or (channel, utterance) not in self._place:
            return None
        return self.lines[self._place[channel, utterance]]

    def near(self, t: float, channel: Channel = "customer") -> Line | None:
        """Return the speaker's utterance closest to `t`, None if there is none at all."""
        return min(self.of(channel), key=lambda line: abs(line.start - t), default=None)

    def after(self, line: Line) -> Line | None:
        """Return the next utterance of anybody."""
        at = self._place[line.channel, line.id] + 1
        return self.lines[at] if at < len(self.lines) else None

    def redacted(self, line: Line, part: str | None = None) -> str:
        """Return the utterance, or a part of it, with everything private replaced.

        The part is redacted where it stands: a number may begin in the utterance before.
        """
        at = self._place[line.channel, line.id]
        before = " ".join(reversed(self._beside(self.lines[max(0, at - _AROUND) : at][::-1])))
        after = " ".join(self._beside(self.lines[at + 1 : at + 1 + _AROUND]))
        if part is None or (start := line.text.find(part)) < 0:
            return redact(part or line.text, before=before, after=after).text
        end = start + len(part)
        return redact(
            part, before=f"{before} {line.text[:start]}", after=f"{line.text[end:]} {after}"
        ).text

    @staticmethod
    def _beside(lines: Sequence[Line]) -> list[str]:
        """Return the texts from the nearest on, to the first that ends what can be one number."""
        found = []
        for line in lines:
            found.append(line.text)
            if len(line.text.split()) > _SHORT and not _NUMBER.search(line.text):
                break
        return found


def source(line: Line | None) -> Source | None:
    """Return the link to an utterance."""
    return None if line is None else Source(line.channel, line.id, line.start)


def written(text: str, line: Line | None) -> NoteLine:
    """Return a line of the note that links to `line`; the last redaction that it goes through."""
    return NoteLine(redact(text).text, source(line))
