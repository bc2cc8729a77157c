"""The note of a call: what stands in it, where it links to, and what never gets into it."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call.signals import Signal, SignalKind
from app.call.state import CallState, Fact, Line, Risk, RiskPoint
from app.note import render
from app.note.compose import compose
from app.note.feeling import in_a_line
from app.note.masking import redacted, texts
from app.note.schema import SECTIONS
from app.note.transcript import Transcript
from tests.app.note import calls

CREATED = "2026-11-20T07:00:00+00:00"


def note_of(state, **options):
    return compose(state, note_id="note-1", created=CREATED, **options)


def said(section):
    return [line.text for line in section]


@pytest.fixture(scope="module")
def note():
    return note_of(calls.charged_twice())


def test_the_reasons_are_the_thresholds_that_were_passed(note):
    assert said(note.reason) == [
        "Asked for a supervisor (at the end no longer)",
        "Repeated failure: called three times; promised a call back, none came; charged twice",
        "Anger or distress: says it is not right; cuts in; faster than at the start",
    ]


def test_wants_and_facts_are_the_customers_own(note):
    assert said(note.wants) == ["A refund"]
    assert said(note.facts) == [
        "Charged twice · Tuesday · $45",
        "Order 47291",
        "Name: David Taylor",
        "[card ending 1111]",
    ]
    assert note.masked == 1


def test_tried_and_promised_are_kept_apart(note):
    assert "Promised a call back, none came" in said(note.tried)
    assert "Started their refund today" in said(note.tried)
    assert said(note.promised) == ["They will get an email today to confirm it"]


def test_the_timeline_is_in_order_and_names_the_turning_points(note):
    times = [line.source.t for line in note.timeline]
    assert times == sorted(times)
    told = " | ".join(said(note.timeline))
    for moment in ("charged twice", "First upset", "Silence", "supervisor", "Calmer", "refund"):
        assert moment in told


def test_how_they_were_is_told_in_words(note):
    assert note.feeling.lowest_at == pytest.approx(99.4)
    told = in_a_line(note.feeling)
    assert told.startswith("Polite and tense at first, angry (asks for a manager")
    assert told.endswith("calmer after hearing it said back, with thanks")


def test_every_line_links_to_an_utterance_that_is_there(note):
    known = {(line.channel, line.id): line for line in calls.charged_twice().lines}
    for field, _ in SECTIONS:
        for line in getattr(note, field):
            if field == "next_step":
                continue
            assert line.source is not None, line.text
            found = known[line.source.channel, line.source.utterance]
            assert line.source.t == found.start


def test_the_subject_says_what_it_is_about(note):
    assert note.subject == "Escalation: charged twice, called three times, asked for a manager"
    assert note.root_cause == "billing.double-charge"


def test_quotes_are_two_or_three_of_the_customers_sentences(note):
    lines = {line.text for line in calls.charged_twice().lines if line.channel == "customer"}
    assert 2 <= len(note.quotes) <= 3
    for quote in said(note.quotes):
        assert quote.lower() in {line.lower() for line in lines}


def test_grief_is_not_anger():
    note = note_of(calls.bereavement())
    assert said(note.reason) == ["Bereavement: someone close has died"]
    assert note.feeling.start == "quiet and sad"
    assert "no cheerful phrases" in note.tone
    assert said(note.promised) == [
        "Will close the account today",
        "Will stop the letters now",
        "Will send them one email with all of this (no date said)",
    ]


def test_an_empty_call_makes_a_note_too():
    note = note_of(CallState(), ticket="4711")
    assert note.ticket == "4711"
    assert said(note.reason) == ["The agent asks for help; the customer stayed calm"]
    assert note.wants == note.facts == note.quotes == ()


def lines(*texts):
    return tuple(
        Line(channel, at, at * 3.0, at * 3.0 + 2.0, text)
        for at, (channel, text) in enumerate(texts, start=1)
    )


def test_what_the_agent_repeats_of_a_card_is_hidden():
    state = CallState(
        lines=lines(
            ("customer", "my card is four one one one one one one one"),
            ("customer", "one one one one one one one one"),
            ("agent", f"i will refund card four {' '.join(['one'] * 15)} today"),
            ("agent", "i will write to john dot smith at gmail dot com by friday"),
        )
    )  # fmt: skip
    note = note_of(state)
    assert said(note.promised) == [
        "Will refund card [card ending 1111] today",
        "Will write to [e-mail masked] by friday",
    ]
    assert note.masked >= 2


def test_a_card_read_out_in_parts_is_hidden_in_every_part():
    parts = ["it is four one one one", "mhm", "one one one one", "go ahead", "one one one one",
             "yes", "and one one one one this is ridiculous"]  # fmt: skip
    talk = lines(*(("agent" if at % 2 else "customer", text) for at, text in enumerate(parts)))
    transcript = Transcript(talk)
    for line in talk[::2]:
        shown = transcript.redacted(line)
        assert "[card ending 1111]" in shown
        assert "one" not in shown.split()


@pytest.mark.parametrize(
    "offer",
    [
        "i will look at that for you",
        "i will just put you on hold",
        "we'll see what we can do",
        "you will have to wait until tuesday",
        "i will not be able to refund that",
        "i'll help you with that",
    ],
)
def test_an_offer_to_look_is_no_promise(offer):
    assert note_of(CallState(lines=lines(("agent", offer)))).promised == ()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("okay i'll call you back tomorrow", "Will call them back tomorrow"),
        ("we will send your money by friday is that right", "Will send their money by friday"),
        ("you'll get a letter", "They will get a letter (no date said)"),
        ("I’m going to open a case today.", "Will open a case today"),
        ("i promise you that i will ring you on monday", "Will ring them on monday"),
    ],
)
def test_a_commitment_is_a_promise_with_its_date(words, told):
    assert said(note_of(CallState(lines=lines(("agent", words)))).promised) == [told]


def test_what_the_customer_says_is_never_a_promise_of_the_agent():
    assert note_of(CallState(lines=lines(("customer", "i will send it today")))).promised == ()


def test_an_edited_note_is_redacted_again(note):
    edited = msgspec.structs.replace(note, agent_line="card is 4111111111111111")
    safe = redacted(edited)
    assert safe.agent_line == "card is [card ending 1111]"
    assert safe.masked == note.masked + 1
    assert redacted(safe) == safe


def test_an_hour_of_talk_makes_no_longer_a_note():
    note = note_of(calls.long_call(60))
    assert all(len(getattr(note, field)) <= 9 for field, _ in SECTIONS)
    assert not any("four one one one" in text for text in texts(note))


@pytest.mark.parametrize("kind", ["agent-interrupts", "agent-fast", "agent-long-turn"])
def test_how_the_agent_talks_is_never_in_a_note(kind):
    state = calls.charged_twice()
    about = Signal(kind=kind, t=40.0, reason="you spoke fast", weight=0.9, channel="agent")
    with_it = msgspec.structs.replace(state, signals=(*state.signals, about))
    assert note_of(with_it) == note_of(state)


WORDS = st.sampled_from(
    ("i", "will", "send", "you", "today", "promised", "told", "manager", "want", "refund", "no",
     "forty", "five", "dollars", "okay", "never", "called", "still", "and", "by", "friday", "it")
)  # fmt: skip
SAYING = st.lists(WORDS, max_size=12).map(" ".join)
CARD = "four one one one one one one one one one one one one one one one"
PLANTED = st.tuples(SAYING, SAYING).map(lambda around: f"{around[0]} {CARD} {around[1]}".strip())
KINDS = st.sampled_from(get_args(SignalKind))
TURN = st.tuples(st.sampled_from(("customer", "agent")), st.one_of(SAYING, PLANTED), KINDS)


@given(st.lists(TURN, max_size=12), st.lists(st.floats(0, 1), max_size=12))
def test_no_call_breaks_it_and_no_card_gets_through(turns, values):
    talk = lines(*((channel, text) for channel, text, _ in turns))
    levels = ("calm", "watch", "high")
    state = CallState(
        t=99.0,
        lines=talk,
        signals=tuple(
            Signal(
                kind=kind, t=line.end, reason=kind, weight=0.3, channel=channel, utterance=line.id
            )
            for line, (channel, _, kind) in zip(talk, turns, strict=True)
        ),
        facts=tuple(
            Fact(f"{kind}:{line.id}", kind, line.text, line.text, line.end, "customer", line.id)
            for line, kind in zip(
                talk, ("aim", "problem", "amount", "promise-broken") * 3, strict=False
            )
        ),
        risk=Risk(
            track=tuple(
                RiskPoint(at * 3.0, value, levels[min(2, int(value * 3))])
                for at, value in enumerate(values)
            )
        ),
    )
    note = note_of(state)
    assert not any("one one" in text.lower() for text in texts(note))
    assert redacted(note) == note
    assert render.read(render.json(note)) == note
    for write in (render.text, render.markdown, render.html):
        assert "one one" not in write(note).lower()


def test_speech_does_not_show_in_representations(note):
    assert "charged" not in repr(note)
    assert "charged" not in repr(note.facts[0])


def test_of_many_facts_the_most_needed_stay():
    talk = lines(*(("customer", f"line {at}") for at in range(30)))
    facts = [
        Fact(f"place:{at}", "place", str(at), f"place {at}", at, "customer", at)
        for at in range(1, 25)
    ]
    facts.append(Fact("order:47291", "order", "47291", "order 47291", 29.0, "customer", 29))
    note = note_of(CallState(lines=talk, facts=tuple(facts)))
    assert len(note.facts) == 8
    assert said(note.facts)[-1] == "Order 47291"
