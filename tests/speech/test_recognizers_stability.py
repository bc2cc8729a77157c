"""The stable prefix: what triggers may act on before an utterance is over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.events import Word
from speech.recognize import tokens
from speech.recognize.recognizer import RATE, Hypothesis
from speech.recognize.stability import LOOKS, StablePrefix
from speech.recognize.track import LOOK, Track

HOLD = 0.25
WORDS = st.lists(st.sampled_from("abc"), max_size=5)
LOOKED = st.lists(st.tuples(WORDS, st.integers(1, 5)), max_size=20)
"""What was believed at each look, and the hundredths of a second before it, times five."""


def play(looks: list[tuple[list[str], int]]) -> list[tuple[float, list[str], int]]:
    prefix, heard, seen = StablePrefix(HOLD), 0.0, []
    for words, step in looks:
        heard += step * 0.05
        seen.append((heard, words, prefix.update(words, heard)))
    return seen


@given(LOOKED)
def test_never_more_than_the_words(looks):
    assert all(0 <= stable <= len(words) for _, words, stable in play(looks))


@given(LOOKED)
def test_stable_is_what_every_look_of_the_hold_time_agreed_on(looks):
    seen = play(looks)
    for index, (heard, words, stable) in enumerate(seen):
        recent = [(t, w) for t, w, _ in seen[: index + 1] if t > heard - HOLD]
        assert all(believed[:stable] == words[:stable] for _, believed in recent)
        if stable:
            agreeing = 0
            for _, believed, _ in reversed(seen[: index + 1]):
                if believed[:stable] != words[:stable]:
                    break
                agreeing += 1
            assert agreeing >= LOOKS


@given(WORDS, st.floats(HOLD, 3.0))
def test_what_holds_becomes_stable(words: list[str], later: float):
    prefix = StablePrefix(HOLD)
    assert prefix.update(words, 1.0) == 0
    assert prefix.update(words, 1.001 + later) == len(words)


def test_a_revised_word_takes_what_follows_with_it():
    prefix = StablePrefix(HOLD)
    prefix.update(["i", "was", "charged"], 1.0)
    assert prefix.update(["i", "was", "charged"], 1.5) == 3
    assert prefix.update(["i", "want", "charged"], 1.6) == 1
    assert prefix.update(["i", "want", "charged", "twice"], 2.0) == 3


@given(st.lists(st.integers(0, 3000), max_size=60))
def test_looks_are_paced_by_the_sound_not_by_the_pieces(pieces: list[int]):
    track = Track(0.0, hold=HOLD)
    looks = sum(track.take(piece) for piece in pieces)
    assert looks <= track.heard / LOOK
    assert track.heard == pytest.approx(sum(pieces) / RATE)


def test_a_hypothesis_is_told_once():
    track = Track(0.0, hold=HOLD)
    track.take(1600)
    assert track.partial("") is None
    assert track.partial("i  was") == Hypothesis("i was")
    assert track.partial("i was") is None
    track.take(RATE)
    assert track.partial("i was") == Hypothesis("i was", 2)


TIMES = st.floats(-1.0, 5.0)
FINALS = st.lists(st.builds(Word, st.just("w"), TIMES, TIMES, st.floats(-1.0, 2.0)), max_size=8)


@given(FINALS, st.integers(0, 3 * RATE))
def test_final_words_lie_in_the_sound_in_order(words: list[Word], samples: int):
    track = Track(1.0, hold=HOLD)
    track.take(samples)
    final = track.final(words)
    assert len(final.words) == len(words) == final.stable
    last = 1.0
    for word in final.words:
        assert last <= word.start <= word.end <= 1.0 + track.heard
        assert 0.0 <= word.confidence <= 1.0
        last = word.end


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("<s>", ""), ("</s>", ""), ("<sil>", ""), ("[NOISE]", ""), ("++BREATH++", ""),
        ("[unk]", ""), ("<unk>", ""), ("to(2)", "to"), ("read(12)", "read"), ("I'm", "i'm"),
        ("twice", "twice"),
    ],
)  # fmt: skip
def test_tokens_become_the_words_that_were_said(token: str, word: str):
    assert tokens.word(token) == word
    assert tokens.text(f"{token} then {token}") == " ".join(filter(None, (word, "then", word)))
