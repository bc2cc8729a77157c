"""Events and clicks through the real core: what is drawn when, and what is recorded."""

import pytest

from app.call.actions import CueDismissed, CueHelped, FactTicked, Paused, ReminderPostponed, Resumed
from app.call.session import CallSession
from speech.events import End, Health, Level, Ready, Utterance, Word
from ui.call_controller import CallController
from ui.call_core import default_pack

READY = Ready(
    t=0.0, recognizer="vosk", model="m", version="1",
    devices={"customer": "A", "agent": "B"}, sample_rate=16000,
)  # fmt: skip


def said(channel: str, number: int, start: float, text: str) -> Utterance:
    names = text.split()
    words = tuple(
        Word(word, start + 0.3 * i, start + 0.3 * i + 0.25, 0.95) for i, word in enumerate(names)
    )
    end = start + 0.3 * len(names)
    return Utterance(
        t=end, channel=channel, id=number, start=start, end=end, text=text, words=words
    )


class Kept(list):
    def write(self, item):
        self.append(item)


@pytest.fixture
def calls(qtbot):
    controller = CallController(lambda: CallSession(default_pack()), recorder=Kept())
    controller.drawn = []
    controller.state_changed.connect(controller.drawn.append)
    controller.begin()
    controller.drawn.clear()
    return controller


def test_nothing_is_fed_before_a_call(qtbot):
    controller = CallController(lambda: CallSession(default_pack()))
    controller.feed(READY)
    assert not controller.active
    assert not controller.state.listening


def test_ready_is_drawn_at_once_levels_are_paced(calls, qtbot):
    calls.feed(READY)
    assert calls.drawn[-1].listening
    count = len(calls.drawn)
    for step in range(50):
        calls.feed(Level(t=step / 100, channel="customer", dbfs=-30.0))
    assert len(calls.drawn) == count
    qtbot.waitUntil(lambda: len(calls.drawn) > count)
    assert calls.drawn[-1] is calls.state
    assert calls.drawn[-1].ears["customer"].dbfs == -30.0


def test_a_sick_ear_is_drawn_at_once(calls):
    calls.feed(READY)
    calls.feed(Health(t=1.0, channel="customer", state="gone", detail="unplugged"))
    assert calls.drawn[-1].ears["customer"].health == "gone"


def test_a_cue_is_drawn_at_once_and_every_effect_is_told(calls):
    effects = []
    calls.happened.connect(effects.append)
    calls.feed(READY)
    calls.feed(said("customer", 1, 1.0, "i want to speak to a manager right now"))
    for second in range(4, 12):
        calls.feed(Level(t=float(second), channel="customer", dbfs=-60.0))
    assert calls.state.cue is not None
    assert calls.drawn[-1].cue == calls.state.cue or any(s.cue for s in calls.drawn)
    assert {type(effect).__name__ for effect in effects} >= {"CueShown", "DraftChanged"}


def test_clicks_become_actions_at_the_time_of_the_call(calls):
    calls.feed(READY)
    calls.feed(Level(t=7.5, channel="agent", dbfs=-30.0))
    calls.dismiss(1)
    calls.helped(2)
    calls.postpone()
    calls.tick("contacts:3")
    calls.pause()
    calls.resume()
    assert calls._recorder[-6:] == [
        CueDismissed(t=7.5, cue=1),
        CueHelped(t=7.5, cue=2),
        ReminderPostponed(t=7.5),
        FactTicked(t=7.5, key="contacts:3"),
        Paused(t=7.5),
        Resumed(t=7.5),
    ]


def test_pausing_is_drawn_at_once(calls):
    calls.feed(READY)
    calls.pause()
    assert calls.drawn[-1].paused
    calls.resume()
    assert not calls.drawn[-1].paused


def test_a_call_that_lost_its_listener_is_ended_once(calls):
    calls.feed(READY)
    calls.end()
    calls.end()
    assert calls.state.ended
    assert sum(isinstance(item, End) for item in calls._recorder) == 1
    assert not calls.active
    calls.begin()
    assert calls.active
    assert not calls.state.ended
