"""Which words were hardly said, and that music and noise hardly become any."""

from collections.abc import Iterator

import pytest

from speech.capture.source import Block, Item
from speech.control import Control
from speech.events import Event, Level, Prosody, Utterance, Voice, Word
from speech.ghost_words import ghostly
from speech.listen import Listener
from tests.speech import ghosts
from tests.speech.scripted import ScriptedRecognizer
from tests.speech.test_transcriber import Speaker


def words(text: str, *confidences: float) -> list[Word]:
    return [
        Word(word, 0.2 * at, 0.2 * at + 0.2, confidence)
        for at, (word, confidence) in enumerate(zip(text.split(), confidences, strict=True))
    ]


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        (words("uh", 1.0), 0.4),
        (words("um uh er", 0.9, 0.9, 0.9), 2.0),
        (words("the", 0.3), 0.5),
        (words("er no", 0.05, 0.46), 0.2),
        (words("refund", 0.2), 0.2),
        (words("to the", 0.5, 0.5), 1.0),
        (words("stuttgart", 0.05), 1.4),
        (words("all", 1.0), 0.5),
        (words("er no", 0.05, 0.9), 0.2),
    ],
)
def test_what_was_hardly_said_is_a_ghost(said, spoken):
    assert ghostly(said, spoken)


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        (words("no", 0.9), 0.25),
        (words("yes", 0.5), 0.5),
        (words("refund", 0.3), 0.6),
        (words("it was the", 0.1, 0.1, 0.1), 0.6),
        (words("uh yes", 0.2, 0.8), 0.3),
        ([], 1.0),
    ],
)
def test_what_was_said_is_none(said, spoken):
    assert not ghostly(said, spoken)


def test_a_ghost_takes_back_what_was_shown():
    speaker = Speaker("uh", "i was charged twice")
    for _ in range(2):
        speaker.rest(1)
        speaker.speak(2)
    speaker.rest(1)
    ghost, line = speaker.of(Utterance)
    assert (ghost.text, ghost.words) == ("", ())
    assert [voice.utterance for voice in speaker.of(Prosody)] == [line.id]
    assert line.text == "i was charged twice"


class Played:
    """One channel of music and noise."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.devices = {"customer": "softphone"}
        self.rates = {"customer": ghosts.RATE}

    def open(self) -> None:
        pass

    def close(self) -> None:
        pass

    def items(self) -> Iterator[Item]:
        for _kind, wave in ghosts.pieces(self._seconds):
            for at in range(0, wave.size, 1600):
                yield Block("customer", wave[at : at + 1600])


def test_voice_activity_sleeps_through_music_and_noise():
    """What is voice to it, the recognizer would put words to. The other kinds: tests/e2e."""
    events: list[Event] = []
    seconds = 3 * ghosts.PIECE
    Listener(Played(seconds), {"customer": ScriptedRecognizer([])}, Control(), events.append).run()
    stretches = [event for event in events if isinstance(event, Voice) and event.speaking]
    assert len(stretches) <= 2
    assert max(event.dbfs for event in events if isinstance(event, Level)) > -25.0
