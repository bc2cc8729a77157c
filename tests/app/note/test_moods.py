"""What the emotion model read finds its way into the note, as words of the call and no verdict."""

from app.note.compose import compose
from app.note.feeling import feeling
from tests.app.call.talk import Talk, play, read

POLITE = "i am sure that you do all you can and yet here we are again"


def call(moods, times=4, text=POLITE):
    talk = Talk()
    for _ in range(times):
        read(talk.customer(text), moods, 2.6)
        talk.agent("one moment", gap=1.5)
    return play(talk.end()).state


def test_polite_anger_is_a_reason_with_its_sentence():
    note = compose(call({"angry": 0.9}), note_id="n", created="2026-01-01T00:00:00+00:00")
    told = " ".join(line.text for line in note.reason)
    assert told.startswith("Anger or distress: ")
    assert "angry" in told
    assert any("here we are again" in line.text.lower() for line in note.quotes)


def test_the_course_is_told_once():
    assert feeling(call({"angry": 0.9})).lowest == "angry"


def test_sad_and_worried_callers_are_not_called_angry():
    assert feeling(call({"sad": 0.95})).start == "quiet and sad"
    assert feeling(call({"anxious": 0.95})).start == "worried"
