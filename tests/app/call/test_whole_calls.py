"""The whole calls can be played, and with the moods of their labels the risk does what it should.

The labels are the upper bound of any model: what fails here is the fusion and not the ear. Only
the tuning half is looked at; the test half is measured by `hearback bench calls` and nowhere else.
"""

import pytest

from app.call.session import CallSession
from app.call.state import Cue, RiskPoint
from models.errors import BadInputError
from speech.events import End, Overlap, Prosody, Utterance
from speech.feeling import CustomerLines, Feeling
from tests.app.call.talk import QUIET_PACK, Talk, play
from tests.bench import calls as bench
from tests.bench.called import Outcome
from tests.bench.calls_readers import Labels, best_threshold, flagged
from tests.bench.fit_risk import KNOBS, heard, loss, risk
from tests.bench.whole_calls import WholeCall, load, placed, rendered

CALLS = load()
TUNING = [call for call in CALLS if call.part == "tuning"]


def written(tmp_path, text):
    (tmp_path / "call.toml").write_text(text, "utf-8")
    return load(tmp_path)


HEAD = 'title = "t"\nkind = "{kind}"\npart = "test"\nregion = "us"\nspoken = true\n'
TURN = '[[turn]]\nwho = "{who}"\ntext = "one two three"\npause = {pause}\n'
CUSTOMER = 'mood = "neutral"\nintensity = 0\ntrigger = "none"\nfits = ["distress"]\n'


def test_there_are_enough_of_each_kind_in_both_halves():
    for part in ("tuning", "test"):
        kinds = [call.kind for call in CALLS if call.part == part]
        assert kinds.count("escalates") >= 9
        assert kinds.count("calm") >= 5
        assert len(kinds) >= 20
    assert sum(call.spoken for call in CALLS) >= 12


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_call_is_rendered_as_a_listener_would_say_it(call: WholeCall):
    events = rendered(call)
    assert [event.t for event in events] == sorted(event.t for event in events)
    assert isinstance(events[-1], End)
    said = [event for event in events if isinstance(event, Utterance)]
    assert sorted(one.text for one in said) == sorted(turn.text for turn in call.turn)
    voices = [event for event in events if isinstance(event, Prosody)]
    assert bool(voices) == call.spoken
    assert all(one.f0_median_hz is None for one in voices if one.channel == "agent")
    assert events == rendered(call)


def test_talking_over_somebody_is_an_overlap(tmp_path):
    agent, customer = (TURN.format(who=who, pause=-0.5) for who in ("agent", "customer"))
    (call,) = written(tmp_path, HEAD.format(kind="calm") + agent + customer + CUSTOMER)
    (overlap,) = [event for event in rendered(call) if isinstance(event, Overlap)]
    assert (overlap.held, overlap.took) == ("agent", "customer")
    assert overlap.end - overlap.start == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (HEAD.format(kind="escalates") + TURN.format(who="agent", pause=1), "one marked turn"),
        (HEAD.format(kind="calm") + TURN.format(who="customer", pause=1), "no mood"),
        (HEAD.format(kind="calm") + TURN.format(who="nobody", pause=1), "cannot be read"),
        ("title =", "cannot be read"),
    ],
)
def test_a_call_that_is_not_sound_is_refused(tmp_path, text, what):
    with pytest.raises(BadInputError) as caught:
        written(tmp_path, text)
    assert what in caught.value.person


def test_with_the_moods_of_the_labels_the_tuning_half_is_told_apart():
    fed = [heard(call, Labels(call)) for call in TUNING]
    played = [Outcome(one.call, placed(one.call), risk(one)) for one in fed]
    assert bench.flagged_share(played) >= 0.9
    assert bench.calm_high(played) <= 0.02, "a film heroine calls the police"
    assert bench.calm_watch(played) <= 0.125
    assert bench.care_high(played) == 0
    assert bench.grumbles_high(played) <= 0.25
    assert bench.recovered(played) >= 0.8


@pytest.mark.parametrize("call", TUNING[:6], ids=lambda call: call.name)
def test_the_short_cut_of_the_fit_gives_the_risk_of_the_session(call: WholeCall):
    """But for the moments at which it looks: without the partials there are fewer."""
    session, lines, feeling = CallSession(QUIET_PACK), CustomerLines(), Feeling(Labels(call))
    for event in rendered(call, moods=True):
        session.feed(event)
        if isinstance(event, Utterance) and (line := lines.feed(event)):
            session.feed(feeling.feed(line))
    short = risk(heard(call, Labels(call))).risk
    assert short.level == session.state.risk.level
    assert max((one.value for one in short.track), default=0) == pytest.approx(
        max((one.value for one in session.state.risk.track), default=0), abs=0.02
    )


def test_fitting_looks_at_what_is_wanted():
    good = [one for one in TUNING if one.kind == "calm"][:2]
    assert loss([heard(call, Labels(call)) for call in good]) < 0.1
    assert all(knob.read() for knob in KNOBS)


def outcome(tmp_path, points=(), cues=()):
    turns = [("customer", CUSTOMER), ("agent", ""), ("customer", f"{CUSTOMER}escalates = true\n"),
             ("agent", "helped = true\n"), *[("customer", CUSTOMER)] * 3]  # fmt: skip
    text = "".join(TURN.format(who=who, pause=1.0) + more for who, more in turns)
    (call,) = written(tmp_path, HEAD.format(kind="escalates") + text)
    state = play(Talk()).state
    risk = type(state.risk)(track=tuple(points))
    state = type(state)(risk=risk, cues_shown=tuple(cues))
    return Outcome(call, placed(call), state)


def test_a_flag_may_come_one_utterance_after_the_mark(tmp_path):
    known = outcome(tmp_path)
    late = known.turns[4].final
    assert outcome(tmp_path, [RiskPoint(late, 0.6, "high")]).flagged("high")
    assert not outcome(tmp_path, [RiskPoint(late + 1, 0.6, "high")]).flagged("high")
    assert not outcome(tmp_path, [RiskPoint(late, 0.4, "watch")]).flagged("high")


def test_coming_down_is_a_third_or_a_level_in_three_utterances(tmp_path):
    known = outcome(tmp_path)
    help_at, end = known.turns[3].end, known.turns[6].final
    up = RiskPoint(help_at - 0.1, 0.7, "high")

    def after(value, level):
        return outcome(tmp_path, [up, RiskPoint(end, value, level)]).came_down

    assert after(0.46, "high")
    assert after(0.6, "watch")
    assert not after(0.6, "high")
    assert known.came_down is None


def test_a_card_is_judged_by_the_last_turns(tmp_path):
    def card(rule, t):
        return Cue(id=1, rule=rule, text="x", reason="y", t=t, moment="detect", level="calm")

    cues = [card("distress", 3.0), card("legal", 3.0), card("distress", 0.2)]
    assert [fits for _, fits in outcome(tmp_path, cues=cues).fitting()] == [True, False, False]


def test_the_rival_gets_the_best_threshold_of_the_tuning_half():
    calls = [next(call for call in TUNING if call.kind == kind) for kind in ("escalates", "calm")]
    tracks = [[0.5] * len(calls[0].customer), [0.2] * len(calls[1].customer)]
    threshold = best_threshold(calls, tracks)
    assert 0.2 < threshold <= 0.5
    assert flagged(calls[0], tracks[0], threshold)
