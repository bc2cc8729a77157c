"""Ten minutes of hold music, tones and noise through the real ears and the real call core."""

import pytest

import resources
from app.call.effects import CueShown, Effect
from app.call.session import CallSession
from app.cues.pack import load_pack
from speech.control import Control
from speech.events import Event, Utterance
from speech.listen import Listener
from speech.recognize.choose import make_recognizer
from tests.speech.test_ghost_words import Played

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1800)]

SECONDS = 600.0
MOST = 1
"""Utterances: measured over an hour, see docs/architecture.md."""


def test_ten_minutes_of_music_and_noise_yield_no_cue_and_hardly_a_word():
    session = CallSession(load_pack(resources.path("packs/default")))
    events: list[Event] = []
    effects: list[Effect] = []

    def take(event: Event) -> None:
        events.append(event)
        effects.extend(session.feed(event).effects)

    ears = {"customer": make_recognizer("pocketsphinx", None)}
    Listener(Played(SECONDS), ears, Control(), take).run()
    assert [effect for effect in effects if isinstance(effect, CueShown)] == []
    assert len([event for event in events if isinstance(event, Utterance) and event.text]) <= MOST
