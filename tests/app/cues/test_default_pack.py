"""The pack that ships: enough rules, wording that does no harm, and rarely on the calm path."""

import re
from collections import Counter

import msgspec
import pytest

import resources
from app.call.signals import SignalKind
from app.cues.engine import CueEngine, Situation
from app.cues.match import Matcher
from app.cues.pack import load_pack
from app.cues.phrase import listen_for
from app.cues.rules import NUDGES
from app.cues.wording import SHORT, doubts
from app.cues.words import stems
from speech.events import Level, Partial, Utterance, Word

PACK = load_pack(resources.path("packs/default"))
BRIGHT = re.compile(
    r"\b(glad|great|happy|happily|wonderful|perfect|awesome|lovely|excellent|good news|enjoy"
    r"|nice day|good day|fantastic|cheers)\b",
    re.IGNORECASE,
)
SAMPLES = {
    "charged-twice": ((0.0, "calm"), (30.0, "watch"), (91.0, "high"), (115.0, "watch")),
    "calm-update": ((0.0, "calm"),),
    "bereavement": ((0.0, "calm"), (20.0, "watch")),
}
"""The risk level as it roughly goes in the sample calls; the real one is the call core's."""


class Spoken(msgspec.Struct):
    channel: str
    start: float
    end: float
    text: str


class Timetable(msgspec.Struct):
    duration: float
    lines: list[Spoken]


def sample(name):
    file = resources.path(f"sample_calls/{name}.json")
    return msgspec.json.decode(file.read_bytes(), type=Timetable)


def spoken_events(call):
    """Yield each line word by word as partials, then as a final, with ticks in between."""
    ticks = range(int(call.duration * 5))
    events = [Level(t=tick / 5, channel="agent", dbfs=-40.0) for tick in ticks]
    for number, line in enumerate(call.lines):
        written = line.text.split()
        pace = (line.end - line.start) / len(written)
        events += (
            Partial(
                t=line.start + pace * heard + 0.3,
                channel=line.channel,
                utterance=number,
                text=" ".join(written[:heard]),
                stable=heard - 1,
            )
            for heard in range(1, len(written))
        )
        words = tuple(
            Word(word, line.start + pace * at, line.start + pace * (at + 1), 0.9)
            for at, word in enumerate(written)
        )
        events.append(
            Utterance(
                t=line.end + 0.6,
                channel=line.channel,
                id=number,
                start=line.start,
                end=line.end,
                text=line.text,
                words=words,
            )
        )
    return sorted(events, key=lambda event: event.t)


def shown_in(name, moments=frozenset()):
    call = sample(name)
    engine = CueEngine(PACK)
    for event in spoken_events(call):
        level = [level for since, level in SAMPLES[name] if since <= event.t][-1]
        speaking = {line.channel for line in call.lines if line.start <= event.t < line.end + 0.4}
        engine.feed(
            event,
            (),
            Situation(
                t=event.t,
                level=level,
                agent_speaking="agent" in speaking,
                moments=moments,
            ),
        )
    return engine.shown


def test_there_are_enough_rules_over_all_moments():
    count = Counter(rule.moment for rule in PACK.rules)
    assert len(PACK.rules) >= 40
    assert set(count) >= {
        "detect", "validate", "clarify", "resolve", "confirm", "escalate", "learn",
        "pace", "interruption", "dead-air",
    }  # fmt: skip


def test_every_signal_of_a_call_that_a_phrase_could_answer_has_a_rule():
    answered = {kind for rule in PACK.rules for kind in (rule.signal, *rule.also, *rule.also_high)}
    silence_is_best = {"mood-satisfied", "slower", "quieter", "halting", "agent-slow"}
    assert set(SignalKind.__args__) - answered == silence_is_best


def test_the_wording_raises_no_doubt():
    assert list(doubts(PACK)) == []


def test_phrasings_are_short_and_no_two_are_the_same():
    every = [text for rule in PACK.rules for text in rule.phrasings]
    assert max(len(text) for text in every) <= SHORT
    assert len({frozenset(stems(text)) for text in every}) == len(every)


def test_the_important_rules_have_more_than_one_way_to_say_it():
    single = {rule.id for rule in PACK.rules if rule.priority >= 58 and len(rule.phrasings) < 2}
    assert single <= {"call-back-when"}


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
def test_each_trigger_is_found_in_its_own_words(rule):
    matcher = Matcher(
        [
            ("customer", listen_for(at, said, rule.gap, any_order=rule.any_order))
            for at, said in enumerate(rule.said)
        ],
    )
    for at, said in enumerate(rule.said):
        event = Utterance(t=1.0, channel="customer", id=at, start=0.0, end=1.0, text=said)
        assert at in {match.owner for match in matcher.hear(event).matches}


def test_nothing_bright_may_be_said_after_grief():
    loud = [
        text
        for rule in PACK.rules
        if "grief" not in rule.quiet_after and rule.moment not in NUDGES and rule.id != "self-harm"
        for text in rule.phrasings
        if BRIGHT.search(text)
    ]
    assert loud == []


def test_charged_twice_gets_three_to_eight_cues():
    shown = shown_in("charged-twice")
    assert 3 <= len(shown) <= 8
    rules = [cue.rule for cue in shown]
    assert {"repeated-contact", "broken-promise", "supervisor"} <= set(rules)
    assert all(cue.reason and cue.trigger_end is not None for cue in shown)


def test_the_calm_call_gets_at_most_a_closing_summary():
    assert [cue.moment for cue in shown_in("calm-update")] in ([], ["confirm"])
    summed_up = frozenset({"detect", "resolve", "confirm"})
    assert shown_in("calm-update", summed_up) == ()


def test_bereavement_is_met_at_once_and_with_nothing_bright():
    shown = shown_in("bereavement")
    assert shown[0].rule == "bereavement"
    assert shown[0].t < 14.5
    assert len(shown) <= 3
    assert {cue.rule for cue in shown} <= {"bereavement", "grief-hard", "sum-up-before-goodbye"}
    assert not any(BRIGHT.search(cue.text) for cue in shown)
