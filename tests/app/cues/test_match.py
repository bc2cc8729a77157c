"""The index against a matcher that tries everything, and what partials may and may not fire."""

from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from app.cues.match import Index, Matcher
from app.cues.phrase import NEGATIONS, Trigger, find, listen_for
from app.cues.words import stems
from speech.events import Partial, Utterance, Word

WORDS = st.sampled_from(["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "not"])
OTHERS = WORDS.filter(lambda word: word not in NEGATIONS)
SPEECH = st.lists(WORDS, max_size=14)
TRIGGERS = st.builds(
    Trigger,
    owner=st.integers(0, 5),
    stems=st.lists(WORDS, min_size=1, max_size=4).map(tuple),
    gap=st.integers(0, 3),
    any_order=st.booleans(),
)


def naive(trigger, said):
    """Say whether the words are there, by trying every choice of positions."""
    size = len(trigger.stems)
    for at in permutations(range(len(said)), size):
        if tuple(said[i] for i in at) != trigger.stems:
            continue
        between = {said[i] for i in range(min(at), max(at)) if i not in at} & NEGATIONS
        if trigger.any_order:
            near = max(at) - min(at) + 1 <= size + trigger.gap * (size - 1)
            if near and not between - set(trigger.stems):
                return True
        elif not between and all(0 < b - a <= trigger.gap + 1 for a, b in pairwise(at)):
            return True
    return False


def final(text, confidence=0.9, utterance=1, channel="customer"):
    words = tuple(
        Word(word, float(at), at + 0.8, confidence) for at, word in enumerate(text.split())
    )
    return Utterance(
        t=99.0, channel=channel, id=utterance, start=0.0, end=98.0, text=text, words=words
    )


def partial(text, stable=None, utterance=1, channel="customer", t=5.0):
    stable = len(text.split()) if stable is None else stable
    return Partial(t=t, channel=channel, utterance=utterance, text=text, stable=stable)


def matcher(*said, exceptions=(), **how):
    return Matcher(
        (("customer", Trigger(0, stems(phrase), **how)) for phrase in said),
        (Trigger(0, stems(phrase)) for phrase in exceptions),
    )


@given(TRIGGERS, SPEECH.filter(lambda said: len(said) <= 8))
def test_find_agrees_with_trying_everything(trigger, said):
    assert (find(trigger, said) is not None) == naive(trigger, said)


@given(st.lists(TRIGGERS, max_size=25), SPEECH)
def test_the_index_agrees_with_trying_every_trigger(triggers, said):
    expected = [(t, span) for t in triggers if (span := find(t, said)) is not None]
    assert sorted(Index(triggers).hits(said)) == sorted(expected)


@given(TRIGGERS, st.lists(TRIGGERS, max_size=10), SPEECH, SPEECH, st.data())
def test_a_planted_phrase_is_always_found(trigger, others, before, behind, data):
    planted: list[str] = []
    for word in data.draw(st.permutations(trigger.stems)) if trigger.any_order else trigger.stems:
        if planted:
            planted += data.draw(st.lists(OTHERS, max_size=trigger.gap))
        planted.append(word)
    hits = Index([*others, trigger]).hits([*before, *planted, *behind])
    assert trigger in [hit for hit, _ in hits]


@given(SPEECH, SPEECH, st.booleans())
def test_an_exception_always_silences(before, behind, as_partial):
    text = " ".join([*before, "charged twice", *behind, "not charged twice", *behind])
    matching = matcher("charged twice", exceptions=["not charged twice"])
    heard = matching.hear(partial(text) if as_partial else final(text))
    assert heard.matches == ()


@given(st.lists(st.sampled_from(["my", "card", "was", "charged", "twice", "today"]), max_size=12))
def test_a_rule_fires_once_per_utterance_and_as_early_as_it_is_stable(spoken):
    matching = matcher("charged twice", "card charged")
    fired = []
    for size in range(len(spoken) + 1):
        for stable in range(max(0, size - 1), size + 1):
            heard = matching.hear(partial(" ".join(spoken[:size]), stable, t=float(stable)))
            fired += [match.end for match in heard.matches]
    fired += [-1.0 for _ in matching.hear(final(" ".join(spoken))).matches]
    there = [
        size
        for size in range(len(spoken) + 1)
        for phrase in ("charged twice", "card charged")
        if find(Trigger(0, stems(phrase)), stems(" ".join(spoken[:size])))
    ]
    assert fired == [float(size) for size in there[:1]]


def test_words_that_are_not_stable_do_not_fire():
    assert matcher("charged twice").hear(partial("i was charged twice", 3)).matches == ()


def test_one_telling_word_of_a_partial_waits_for_the_final():
    matching = matcher("my lawyer")
    assert matching.hear(partial("i will call my lawyer")).matches == ()
    assert len(matching.hear(final("i will call my lawyer")).matches) == 1


def test_one_word_heard_badly_never_fires():
    assert matcher("lawyer").hear(final("my lawyer", 0.5)).matches == ()
    assert matcher("my lawyer").hear(final("my lawyer", 0.5)).matches == ()
    assert len(matcher("lawyer").hear(final("my lawyer", 0.6)).matches) == 1


def test_the_end_is_that_of_the_trigger_words():
    (match,) = matcher("charged twice").hear(final("i was charged twice on tuesday")).matches
    assert match.end == 3.8
    assert match.words == "charged twice"
    assert "charged" not in repr(match)


def test_a_final_takes_back_what_the_partial_believed():
    matching = matcher("charged twice")
    assert len(matching.hear(partial("charged twice")).matches) == 1
    assert matching.hear(final("changed trains")).withdrawn == {0}
    assert len(matching.hear(final("charged twice", utterance=2)).matches) == 1


def test_an_exception_that_comes_later_takes_it_back():
    matching = matcher("charged twice", exceptions=["charged twice no"])
    assert len(matching.hear(partial("charged twice")).matches) == 1
    assert matching.hear(partial("charged twice no", 2)).withdrawn == {0}


def test_the_other_speaker_does_not_trigger():
    assert matcher("charged twice").hear(final("charged twice", channel="agent")).matches == ()


def test_no_gap_jumps_over_a_not():
    assert matcher("this is a joke").hear(final("this is not a joke")).matches == ()
    assert matcher("twice charged", any_order=True).hear(final("charged never twice")).matches == ()


def test_small_words_must_stand_close():
    assert find(listen_for(0, "that is all", 2), stems("so that is all")) is not None
    assert find(listen_for(0, "that is all", 2), stems("that we are not all")) is None
    assert listen_for(0, "my lawyer", 2).gap == 1
    assert listen_for(0, "charged twice", 2).gap == 2
