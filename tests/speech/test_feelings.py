"""The model beside the audio: order, what is left out, what happens when it fails."""

import logging

import pytest

from models.emotion_files import EmotionModelError
from speech import feelings
from speech.events import Health, Partial, Utterance
from speech.feeling import CustomerLine
from speech.feelings import INBOX, NOT_READ, Feelings
from speech.feelings_told import ToldOnce
from tests.speech.spy import SpyModel


def line(number: int, text: str = "") -> CustomerLine:
    return CustomerLine(
        Utterance(t=float(number), channel="customer", id=number, start=0.0, end=1.0,
                  text=text or f"line {number}")
    )  # fmt: skip


def so_far(number: int, words: int) -> CustomerLine:
    return CustomerLine(
        Partial(t=float(number), channel="customer", utterance=number,
                text="line " * words, stable=words)
    )  # fmt: skip


def started(model: SpyModel) -> Feelings:
    made = Feelings(lambda: model)
    made.start()
    return made


def test_lines_come_back_in_order():
    made = started(SpyModel())
    for number in range(1, 6):
        made.offer(line(number))
    assert [event.utterance for event in made.take(wait=True)] == [1, 2, 3, 4, 5]
    assert made.take() == []
    assert made.close(60) == []


def test_it_never_blocks_and_leaves_out_the_oldest(caplog):
    model = SpyModel(held=True)
    made = started(model)
    made.offer(line(1))
    assert model.reached.wait(60)
    for number in range(2, INBOX + 5):
        made.offer(line(number))
    assert made.take() == []
    assert made.dropped == 3
    model.go.set()
    heard = [event.utterance for event in made.take(wait=True)]
    assert heard == [1, *range(5, INBOX + 5)]
    with caplog.at_level(logging.WARNING):
        made.close(60)
    assert [record.message for record in caplog.records] == ["feelings: 3 lines dropped, too busy"]


def test_what_was_said_so_far_is_not_read_when_more_has_been_said():
    model = SpyModel(held=True)
    made = started(model)
    made.offer(so_far(1, 2))
    assert model.reached.wait(60)
    for words in (3, 4):
        made.offer(so_far(1, words))
    made.offer(line(1))
    made.offer(so_far(2, 2))
    model.go.set()
    heard = made.take(wait=True)
    assert [(type(event).__name__, event.utterance) for event in heard] == [
        ("EmotionSoFar", 1), ("Emotion", 1), ("EmotionSoFar", 2),
    ]  # fmt: skip
    assert made.dropped == 0
    made.close(60)


def test_lines_wait_while_the_model_is_loaded():
    model = SpyModel()
    made = Feelings(lambda: model)
    made.offer(line(1))
    made.offer(line(2))
    made.start()
    assert [event.utterance for event in made.take(wait=True)] == [1, 2]
    made.close(60)


def test_at_the_end_what_was_said_last_is_still_read():
    made = started(SpyModel())
    made.offer(line(1))
    assert [event.utterance for event in made.close(60)] == [1]
    made.offer(line(2))
    assert made.take(wait=False) == []


def test_the_end_does_not_wait_for_a_model_that_is_stuck():
    model = SpyModel(held=True)
    made = started(model)
    made.offer(line(1))
    made.offer(line(2))
    assert made.close(0.0) == []
    model.go.set()


def test_one_that_was_never_started_can_be_closed():
    assert Feelings(SpyModel).close(0.0) == []


@pytest.mark.parametrize(
    ("error", "sentence", "logged"),
    [
        (EmotionModelError("model.onnx: 3 bytes, not 4"), EmotionModelError.default_person,
         "no emotion in this call: model.onnx: 3 bytes, not 4"),
        (RuntimeError("what the customer said"), NOT_READ,
         "no emotion in this call: RuntimeError"),
        (ImportError("no onnxruntime"), NOT_READ, "no emotion in this call: ImportError"),
    ],
)  # fmt: skip
def test_a_model_that_cannot_be_loaded_is_said_once_and_holds_nobody_up(
    caplog, error, sentence, logged
):
    def load():
        raise error

    made = Feelings(load)
    made.offer(line(1))
    with caplog.at_level(logging.WARNING):
        made.start()
        assert made.take(wait=True) == []
    assert [record.message for record in caplog.records] == [logged]
    assert (made.problem(), made.problem()) == (sentence, "")
    made.offer(line(2))
    assert made.take(wait=True) == made.close(60) == []


def test_a_line_that_cannot_be_read_is_skipped_and_not_quoted(caplog):
    made = started(SpyModel(fails=["secret words"]))
    with caplog.at_level(logging.WARNING):
        for number, text in enumerate(["one", "secret words", "secret words", "two"], 1):
            made.offer(line(number, text))
        assert [event.utterance for event in made.take(wait=True)] == [1, 4]
    assert made.problem() == ""
    assert "secret" not in caplog.text
    made.close(60)


def test_after_some_failures_in_a_row_it_is_given_up():
    model = SpyModel(fails=["bad"])
    made = started(model)
    for number in range(1, feelings.FAILURES + 3):
        made.offer(line(number, "bad"))
        made.take(wait=True)
    assert made.take(wait=True) == []
    assert made.problem() == NOT_READ
    assert len(model.given) == feelings.FAILURES
    made.close(60)


def health(state: str, channel: str = "customer") -> Health:
    return Health(t=1.0, channel=channel, state=state)


def test_the_person_is_told_once_and_not_over_the_ear_s_own_trouble():
    told = ToldOnce()
    told.hear(health("ok", "agent"))
    assert told.feed("it is not read") is None
    told.hear(health("silent"))
    assert told.feed("") is None
    told.hear(health("ok"))
    said = told.feed("")
    assert (said.channel, said.state, said.detail) == ("customer", "ok", "it is not read")
    assert told.feed("") is None
