"""From what a customer said to what it says of how they feel. The agent cannot get in here.

`CustomerLine` is the only thing that the stage takes, and it cannot be made of what an agent said.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from models.reading import Reading, family_belief
from speech.echo import Echoes, worth
from speech.events import Emotion, EmotionSoFar, Event, Partial, Utterance
from speech.mood_course import SURE, MoodCourse

BEFORE = 2
"""Earlier utterances of the customer that a line is read with."""
LEAST = 0.05
"""Probability below which a label is left out of the event."""
SO_FAR = 2
"""Stable words that an utterance must have to be read before it is over: no cue asks for one."""


Felt = Emotion | EmotionSoFar
"""What is said of a line."""


class Reader(Protocol):
    """What reads a line: `models.emotion.EmotionModel`, or a spy in a test."""

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        """Return what an utterance says; `before` holds this customer's earlier ones."""


Load = Callable[[], Reader]


class NotTheCustomerError(TypeError):
    """Somebody tried to have another than the customer read: a mistake in the program."""


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """What the customer said, with what the same customer had said before it."""

    said: Utterance | Partial = field(repr=False)
    """The whole utterance, or what is heard of it so far."""
    before: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Raise NotTheCustomerError for an utterance of anybody else."""
        if self.said.channel != "customer":
            raise NotTheCustomerError("only the customer's words are read for a feeling")

    @property
    def text(self) -> str:
        """What is to be read: of an utterance that is not over, the words that will stay."""
        if isinstance(self.said, Utterance):
            return self.said.text
        return " ".join(self.said.text.split()[: self.said.stable])


class CustomerLines:
    """Picks the customer's lines out of all events and joins each with the two before it."""

    def __init__(self) -> None:
        self._before: deque[str] = deque(maxlen=BEFORE)
        self._so_far = ""

    def feed(self, event: Event) -> CustomerLine | None:
        """Return the line of an event; None for all that is no new words of the customer."""
        match event:
            case Utterance(channel="customer", text=text) if text:
                line = CustomerLine(event, tuple(self._before))
                self._before.append(text)
                self._so_far = ""
                return line
            case Partial(channel="customer", stable=stable) if stable >= SO_FAR:
                line = CustomerLine(event, tuple(self._before))
                known = f"{self._so_far} ".startswith(f"{line.text} ")
                self._so_far = line.text
                return None if known else line
        return None


class Feeling:
    """Reads lines one after the other and remembers what was meant, to hear it said again."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._course = MoodCourse()
        self._echoes = Echoes()

    def feed(self, line: CustomerLine) -> Felt:
        """Return the event of a line; its `t` is that of what was said.

        What is believed of a mood is weighed against how the call has gone. Where that leaves
        doubt of a whole utterance it says no mood, no intensity and no valence.
        """
        said = line.said
        read = self._reader.read(line.text, line.before)
        if isinstance(said, Partial):
            moods = self._course.so_far(read.moods)
            return EmotionSoFar(
                t=said.t, utterance=said.utterance, words=said.stable, moods=_shares(moods)
            )
        moods = self._course.feed(read.moods) if read.confidence else read.moods
        sure = read.confidence > 0 and family_belief(moods) >= SURE
        heard = self._echoes.feed(said.id, read.embedding) if worth(said.text) else None
        return Emotion(
            t=said.t,
            utterance=said.id,
            scores={label: round(p, 3) for label, p in read.scores.items() if p >= LEAST},
            valence=round(read.valence, 3) if sure else 0.0,
            moods=_shares(moods) if sure else {},
            intensity=round(read.intensity, 2) if sure else 0.0,
            echo=heard.utterance if heard else None,
            similarity=round(heard.similarity, 3) if heard else 0.0,
        )


def _shares(moods: dict[str, float]) -> dict[str, float]:
    """Return the shares in thousandths that still sum to 1: the largest rest is rounded up."""
    parts = {mood: math.floor(1000 * share) for mood, share in moods.items()}
    by_rest = sorted(moods, key=lambda mood: parts[mood] - 1000 * moods[mood])
    for mood in by_rest[: 1000 - sum(parts.values())]:
        parts[mood] += 1
    return {mood: part / 1000 for mood, part in parts.items()}
