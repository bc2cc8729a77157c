"""The state machine of calls: any order of verbs and clicks is fine."""

from hypothesis import given
from hypothesis import strategies as st

from app.phone.calls import MOST_RINGING, Calls, changes, clicked, told
from app.phone.request import VERBS, Details, Request


def say(calls: Calls, *words: str) -> Calls:
    """Say "start 1", "hold", …: a verb and perhaps an id."""
    for word in words:
        do, _, known = word.partition(" ")
        calls = told(calls, Request(do, Details(known)))
    return calls


def test_a_call_from_start_to_end():
    calls = say(Calls(), "start 1")
    assert (calls.phase, calls.listening) == ("active", True)
    assert (say(calls, "hold 1").phase, say(calls, "hold").listening) == ("held", False)
    assert say(calls, "hold 1", "resume 1").phase == "active"
    assert say(calls, "end 1").phase == "idle"


def test_start_twice_is_one_call():
    once = say(Calls(), "start 1")
    assert say(once, "start 1") == once
    held = say(once, "hold 1")
    assert say(held, "start 1") == held


def test_a_start_of_another_call_ends_the_one_before():
    before = say(Calls(), "start 1", "hold 1")
    after = say(before, "start 2")
    assert changes(before, after) == ("end", "begin")
    assert after.call == Details("2")
    assert after.listening


def test_what_is_said_of_an_unknown_call_is_nothing():
    calls = say(Calls(), "start 1")
    for word in ("end 2", "hold 2", "resume 2", "status 2"):
        assert say(calls, word) == calls
        assert say(Calls(), word) == Calls()


def test_the_same_id_again_is_another_call():
    first = say(Calls(), "start 1")
    again = say(first, "end 1", "start 1")
    assert changes(first, again) == ("end", "begin")


def test_a_call_begun_by_hand_is_taken_up_by_the_softphone():
    by_hand = clicked(Calls(), "begin")
    assert say(by_hand, "end 7") == by_hand  # a missed call ends nothing
    taken = told(by_hand, Request("start", Details("7", "1001", ticket="4711")))
    assert changes(by_hand, taken) == ("details",)
    assert say(taken, "end 7").phase == "idle"


def test_a_pause_by_hand_is_not_undone_by_the_softphone():
    calls = clicked(say(Calls(), "start 1"), "pause")
    assert say(calls, "hold 1", "resume 1").phase == "paused"
    assert say(calls, "start 1").phase == "paused"
    assert clicked(say(calls, "hold 1"), "resume").phase == "active"


def test_an_end_by_hand_stays_an_end():
    calls = clicked(say(Calls(), "start 1"), "end")
    assert say(calls, "hold 1", "resume 1", "end 1").phase == "idle"


def test_what_rang_is_known_when_it_starts():
    rung = told(Calls(), Request("ring", Details("1", "1001", "Ann", direction="in")))
    assert (rung.phase, rung.listening) == ("idle", False)
    calls = say(rung, "start 1")
    assert calls.call == Details("1", "1001", "Ann", "", "in")
    assert calls.ringing == ()


def test_ringing_is_remembered_for_a_few():
    calls = say(Calls(), *(f"ring {number}" for number in range(MOST_RINGING + 3)))
    assert [call.id for call in calls.ringing] == [str(n) for n in range(3, MOST_RINGING + 3)]


def test_details_that_come_later_are_added():
    calls = told(say(Calls(), "start 1"), Request("hold", Details("1", ticket="4711")))
    assert calls.call == Details("1", ticket="4711")


ids = st.sampled_from(["", "1", "2", "3"])
facts = st.builds(Details, ids, st.sampled_from(["", "1001"]), ticket=st.sampled_from(["", "47"]))
steps = st.one_of(
    st.builds(Request, st.sampled_from(VERBS), facts),
    st.sampled_from(["begin", "pause", "resume", "end"]),
)


def step(calls: Calls, what: "Request | str") -> Calls:
    return clicked(calls, what) if isinstance(what, str) else told(calls, what)


class Window:
    """Carries out the changes, and insists that each makes sense when it comes."""

    def __init__(self) -> None:
        self.in_call = self.listening = False

    def do(self, change: str) -> None:
        match change:
            case "begin":
                assert not self.in_call
                self.in_call = self.listening = True
            case "end":
                assert self.in_call
                self.in_call = self.listening = False
            case "pause":
                assert self.listening
                self.listening = False
            case "resume":
                assert self.in_call
                assert not self.listening
                self.listening = True
            case _:
                assert self.in_call


@given(st.lists(steps, max_size=25))
def test_a_window_that_follows_the_changes_is_always_where_the_calls_are(said):
    window, calls = Window(), Calls()
    for what in said:
        after = step(calls, what)
        for change in changes(calls, after):
            window.do(change)
        calls = after
        assert (window.in_call, window.listening) == (calls.call is not None, calls.listening)


@given(st.lists(steps, max_size=15), steps)
def test_saying_a_thing_twice_is_saying_it_once(said, last):
    calls = Calls()
    for what in [*said, last]:
        calls = step(calls, what)
    assert step(calls, last) == calls


@given(st.lists(steps, max_size=15))
def test_a_softphone_alone_never_undoes_a_pause(said):
    calls = clicked(told(Calls(), Request("start", Details("1"))), "pause")
    for what in said:
        if not isinstance(what, str):
            calls = told(calls, what)
        if calls.serial == 1:
            assert not calls.listening
