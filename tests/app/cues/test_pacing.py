"""The attention budget holds, whatever is heard and clicked, in whatever order."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.call.actions import CueDismissed, CueHelped, CueReworded
from app.call.signals import Signal
from app.cues.engine import CueEngine, Situation
from app.cues.pacing import GAP, READ, STAY
from app.cues.rules import LEVELS, About, Levels, NotSaid, Pack, Rule
from app.cues.words import stems
from speech.events import Level, Partial, Utterance

RULES = (
    Rule(
        id="charge",
        moment="validate",
        said=("charged twice",),
        phrasings=("I will find both payments.", "Two payments, one order.", "I see both charges."),
        cooldown=20,
        most=3,
    ),
    Rule(
        id="manager",
        moment="escalate",
        said=("your manager",),
        signal="supervisor",
        phrasings=("Let me note this down first.", "Two payments, one order."),
        priority=90,
        cooldown=10,
        most=2,
        keep=30,
    ),
    Rule(
        id="loud",
        moment="detect",
        signal="louder",
        level=Levels(min="watch"),
        phrasings=("This matters to you.", "Which part hurts most?"),
        cooldown=0,
        most=4,
    ),
    Rule(
        id="aim",
        moment="clarify",
        said=("money back",),
        not_said_within=NotSaid(phrases=("what would help",), seconds=5),
        quiet_after=("grief",),
        phrasings=("What would help you today?", "How should this end for you?"),
        cooldown=5,
        most=2,
    ),
)
BY_ID = {rule.id: rule for rule in RULES}
SAYINGS = st.sampled_from(
    [
        "i was charged twice", "get me your manager", "i want my money back", "good morning",
        "what would help", "this matters to you", "i will find both payments now",
    ]
)  # fmt: skip
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.2, 1.0, 4.0, 7.0, 16.0, 25.0]),
        st.fixed_dictionaries(
            {
                "level": st.sampled_from(LEVELS),
                "agent_speaking": st.booleans(),
                "slot_taken": st.sampled_from([False, False, True]),
            }
        ),
        st.one_of(
            st.tuples(st.just("said"), st.sampled_from(["customer", "agent"]), SAYINGS),
            st.tuples(st.just("partial"), st.sampled_from(["customer", "agent"]), SAYINGS),
            st.tuples(
                st.just("signal"), st.sampled_from(["louder", "supervisor", "grief"]), st.just("")
            ),
            st.tuples(st.just("click"), st.sampled_from(["x", "helped", "other"]), st.just("")),
            st.tuples(st.just("tick"), st.just(""), st.just("")),
        ),
    ),
    max_size=40,
)


class Shift:
    """Plays steps to an engine and writes down what was shown under which circumstances."""

    def __init__(self):
        about = About(id="test", title="Test", version="1")
        self.engine = CueEngine(Pack(about=about, rules=RULES))
        self.t = 0.0
        self.levels = ["calm"]
        """Before the call, then after each step."""
        self.came = []
        """Cue, situation, and whether a click brought it."""
        self.steps = []
        """At which step each came."""
        self.dismissed = []

    def play(self, steps):
        for number, (later, mood, (kind, how, text)) in enumerate(steps):
            self.t += later
            now = Situation(t=self.t, **mood)
            before, was_on = len(self.engine.shown), self.engine.cue
            self.levels.append(now.level)
            if kind == "click":
                if was_on:
                    self.click(how, was_on, now)
            else:
                signal = Signal(kind=how, t=self.t, reason="noticed") if kind == "signal" else None
                event = self.event(kind, how, text, number)
                self.engine.feed(event, [signal] if signal else [], now)
            for cue in self.engine.shown[before:]:
                clicked = kind == "click" and how == "other" and cue.rule == was_on.rule
                self.came.append((cue, now, clicked))
                self.steps.append(number + 1)
            yield now

    def event(self, kind, who, text, number):
        if kind == "said":
            return Utterance(t=self.t, channel=who, id=number, start=self.t, end=self.t, text=text)
        if kind == "partial":
            return Partial(t=self.t, channel=who, utterance=number, text=text, stable=9)
        return Level(t=self.t, channel="agent", dbfs=-40.0)

    def click(self, how, cue, now):
        if how == "x":
            self.dismissed.append((self.t, cue.rule))
        made = {"x": CueDismissed, "helped": CueHelped, "other": CueReworded}[how]
        self.engine.act(made(t=self.t, cue=cue.id), now)

    def rose(self, since, until):
        """Say whether the level came up to high after one step, and is there at the other."""
        seen = self.levels[since : until + 1]
        return seen[-1] == "high" and any(
            before != "high" and after == "high" for before, after in pairwise(seen)
        )


def played(steps):
    shift = Shift()
    for _ in shift.play(steps):
        pass
    return shift


@given(STEPS)
def test_cues_are_apart_unless_the_level_rose_and_never_while_the_agent_speaks(steps):
    shift = played(steps)
    last, last_step = None, 0
    for (cue, now, clicked), step in zip(shift.came, shift.steps, strict=True):
        if not clicked:
            assert not now.agent_speaking
            if (last and cue.t - last.t < GAP) or now.slot_taken:
                assert shift.rose(last_step, step)
                assert last is None or cue.t - last.t >= READ
        last, last_step = cue, step


@given(STEPS)
def test_no_wording_twice_and_no_rule_too_often_or_too_soon(steps):
    shift = played(steps)
    texts = [frozenset(stems(cue.text)) for cue in shift.engine.shown]
    assert len(texts) == len(set(texts))
    for rule in RULES:
        times = [cue.t for cue, _, clicked in shift.came if cue.rule == rule.id and not clicked]
        assert len(times) <= rule.most
        assert all(b - a >= rule.cooldown for a, b in pairwise(times))
        for clicked_at, dismissed in shift.dismissed:
            later = [t for t in times if t > clicked_at and dismissed == rule.id]
            assert all(t - clicked_at >= 2 * rule.cooldown for t in later)


@given(STEPS)
def test_only_fresh_cues_that_fit_the_moment_and_none_for_ever(steps):
    shift = Shift()
    grief = False
    played_so_far = zip(shift.play(steps), steps, strict=True)
    for number, (now, (_, _, (kind, how, _))) in enumerate(played_so_far, 1):
        grief |= kind == "signal" and how == "grief"
        cue = shift.engine.cue
        assert cue is None or now.t - cue.t < STAY
        assert cue is None or cue == shift.engine.shown[-1]
        for shown, then, clicked in shift.came[-1:]:
            rule = BY_ID[shown.rule]
            assert shown.reason
            assert shown.trigger_end is not None
            if shift.steps[-1] == number and not clicked:
                assert rule.level.hold(then.level)
                assert shown.t - shown.trigger_end <= rule.keep
                assert not (grief and "grief" in rule.quiet_after)


@given(STEPS, st.integers(0, 40))
def test_a_replay_shows_the_same(steps, cut):
    assert played(steps).engine.shown == played(steps).engine.shown
    assert played(steps[:cut]).engine.shown == tuple(
        cue for cue, _, _ in played(steps).came[: len(played(steps[:cut]).came)]
    )


def test_a_dismissed_rule_rests_twice_as_long():
    shift = Shift()
    calm = {"level": "calm", "agent_speaking": False, "slot_taken": False}
    said = ("said", "customer", "i was charged twice")
    steps = [(5.0, calm, said), (1.0, calm, ("click", "x", "")), (39.0, calm, said)]
    for now in shift.play([*steps, (9.0, calm, said)]):
        assert len(shift.engine.shown) == 1 if now.t < 46 else 2
    assert [cue.t for cue in shift.engine.shown] == [5.0, 54.0]
