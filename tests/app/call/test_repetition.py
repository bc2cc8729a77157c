"""The same again: in the same words, in others, and when it is no complaint to say it twice."""

import pytest
from msgspec import structs

from speech.events import Emotion
from tests.app.call.talk import Talk, play

FIRST = "nobody ever told me that the price goes up"
AGAIN = "why was i never informed of this increase"
UPSET = {"frustrated": 0.9, "neutral": 0.1}


def means(talk: Talk, echo: int | None, moods: dict[str, float] = UPSET) -> Talk:
    """Add what the last utterance of the customer means."""
    number = talk.ids["customer"]
    talk.events.append(
        Emotion(
            t=talk.t + 0.8, utterance=number, scores={}, valence=-0.5, moods=moods, intensity=2.0,
            echo=echo, similarity=0.8 if echo else 0.0,
        )
    )  # fmt: skip
    return talk


def said_twice(agent: str, again: str = AGAIN, moods: dict[str, float] = UPSET) -> list[str]:
    talk = means(Talk().customer(FIRST), None)
    return play(means(talk.agent(agent).customer(again), 1, moods)).kinds


def test_other_words_of_the_same_meaning_are_a_repetition_with_plain_words():
    talk = means(Talk().customer(FIRST), None)
    played = play(means(talk.agent("we sent a letter in may").customer(AGAIN), 1))
    (signal,) = (one for one in played.state.signals if one.kind == "echo")
    assert signal.reason == "has said this before"
    assert signal.utterance == 2


@pytest.mark.parametrize(
    "agent",
    [
        "could you repeat that please",
        "sorry what was that",
        "i did not catch that",
        "say that again please",
        "can you explain it once more for me",
    ],
)
def test_what_the_agent_asked_to_hear_again_is_no_repetition(agent):
    assert "echo" not in said_twice(agent)
    assert "repeated-phrase" not in said_twice(agent, FIRST)


def test_a_mhm_after_the_question_does_not_end_it():
    talk = means(Talk().customer(FIRST), None).agent("could you say that again please")
    talk.customer("sure").agent("mhm")
    assert "echo" not in play(means(talk.customer(AGAIN), 1)).kinds


def test_going_on_without_an_answer_is_one_story_and_no_repetition():
    talk = means(Talk().customer(FIRST), None)
    assert "echo" not in play(means(talk.customer(AGAIN), 1)).kinds


def test_the_same_words_count_once_and_not_again_by_meaning():
    kinds = said_twice("we sent a letter in may", FIRST)
    assert kinds.count("repeated-phrase") == 1
    assert "echo" not in kinds


@pytest.mark.parametrize("moods", [{"neutral": 0.9}, {"grateful": 0.8}, {}])
def test_said_calmly_it_is_a_confirmation(moods):
    assert "echo" not in said_twice("we sent a letter in may", moods=moods)


def test_an_echo_of_what_was_never_heard_is_nothing():
    talk = means(Talk().agent("hello").customer(FIRST), None)
    talk.events[-1] = structs.replace(talk.events[-1], utterance=40, echo=7, similarity=0.9)
    assert "echo" not in play(talk).kinds
