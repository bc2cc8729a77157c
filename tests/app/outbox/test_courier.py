"""Delivery: once, whatever is lost on the way; later each time; and every outcome is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.helpdesk.adapter import (
    HelpdeskConfusedError,
    HelpdeskRefusedError,
    HelpdeskUnreachableError,
)
from app.outbox.courier import Backoff, Courier
from app.outbox.entry import State
from app.outbox.errors import OutboxFullError
from app.outbox.store import LEASE, LONGEST_WAIT, Outbox
from tests.app.helpdesk.fake import FakeHelpdesk
from tests.app.outbox.notes import make_note

NOW = 1_790_000_000.0
KEY = bytes(range(32))
BACKOFF = Backoff(first=5, cap=60, settle=30)


@pytest.fixture
def outbox(tmp_path):
    with Outbox.open(tmp_path, KEY) as opened:
        yield opened


@pytest.fixture
def helpdesk():
    return FakeHelpdesk()


@pytest.fixture
def courier(outbox, helpdesk):
    return make_courier(outbox, helpdesk)


def make_courier(outbox, helpdesk):
    return Courier(outbox, helpdesk, backoff=BACKOFF, jitter=lambda: 1.0, elapsed=lambda: 0.0)


def unreachable(**fields):
    return HelpdeskUnreachableError("test", "Nobody answers.", **fields)


def test_a_note_is_sent_once(courier, outbox, helpdesk):
    outbox.enqueue(make_note("n1"), NOW)
    (result,) = courier.run_once(NOW)
    assert (result.state, result.receipt) == ("sent", helpdesk.filed[0][1])
    assert courier.run_once(NOW + 1e6) == []
    assert helpdesk.looked == 0
    assert len(helpdesk.filed) == 1


def test_nobody_there_waits_longer_each_time(courier, outbox, helpdesk):
    outbox.enqueue(make_note("n1"), NOW)
    helpdesk.before = [unreachable(may_have_arrived=False) for _ in range(6)]
    at, waits = NOW, []
    for _ in range(6):
        (result,) = courier.run_once(at)
        assert (result.state, result.why) == ("queued", "Nobody answers.")
        assert courier.run_once(result.next_try - 0.001) == []
        waits.append(result.next_try - at)
        at = result.next_try
    assert waits == [5, 10, 20, 40, 60, 60]
    assert courier.run_once(at)[0].state == "sent"
    assert helpdesk.looked == 0


@pytest.mark.parametrize(
    "lost", [unreachable(), HelpdeskConfusedError("test"), unreachable(retry_after=1.0)]
)
def test_a_lost_answer_is_looked_up_and_not_sent_again(courier, outbox, helpdesk, lost):
    outbox.enqueue(make_note("n1"), NOW)
    helpdesk.after = [lost]
    (result,) = courier.run_once(NOW)
    assert result.state == "queued"
    assert result.next_try == NOW + BACKOFF.settle
    (result,) = courier.run_once(result.next_try)
    assert (result.state, result.receipt) == ("sent", helpdesk.filed[0][1])
    assert (len(helpdesk.filed), helpdesk.looked) == (1, 1)


def test_a_lost_question_is_asked_again_after_a_look(courier, outbox, helpdesk):
    outbox.enqueue(make_note("n1"), NOW)
    helpdesk.before = [unreachable()]
    helpdesk.blind = [unreachable(may_have_arrived=False)]
    courier.run_once(NOW)
    (result,) = courier.run_once(NOW + 30)
    assert result.state == "queued"
    assert outbox.entry("n1").uncertain
    (result,) = courier.run_once(NOW + 60)
    assert result.state == "sent"
    assert (len(helpdesk.filed), helpdesk.looked) == (1, 2)


def test_a_refusal_waits_for_the_person(courier, outbox, helpdesk):
    outbox.enqueue(make_note("n1"), NOW)
    helpdesk.before = [HelpdeskRefusedError("test", "The password is wrong.", "Set it anew.")]
    (result,) = courier.run_once(NOW)
    assert (result.state, result.why, result.cure) == (
        "failed",
        "The password is wrong.",
        "Set it anew.",
    )
    assert outbox.entry("n1").error == "The password is wrong. Set it anew."
    assert courier.run_once(NOW + 1e6) == []
    assert outbox.retry("n1", NOW)
    assert courier.run_once(NOW)[0].state == "sent"
    assert (len(helpdesk.filed), helpdesk.looked) == (1, 0)


def test_a_refused_look_does_not_forget_the_doubt(courier, outbox, helpdesk):
    outbox.enqueue(make_note("n1"), NOW)
    helpdesk.after = [unreachable()]
    helpdesk.blind = [HelpdeskRefusedError("test")]
    courier.run_once(NOW)
    assert courier.run_once(NOW + 30)[0].state == "failed"
    outbox.retry("n1", NOW + 40)
    assert courier.run_once(NOW + 40)[0].state == "sent"
    assert len(helpdesk.filed) == 1


def test_a_doubtful_note_is_not_sent_to_another_helpdesk_unasked(courier, outbox, helpdesk):
    """The answer was lost, and then the settings were changed."""
    outbox.enqueue(make_note("n1"), NOW)
    outbox.enqueue(make_note("n2"), NOW)
    helpdesk.after = [unreachable()]
    courier.run_once(NOW, most=1)
    helpdesk.before = [unreachable(may_have_arrived=False)]
    courier.run_once(NOW, most=1)
    other = FakeHelpdesk(name="the other helpdesk")
    results = make_courier(outbox, other).run_once(NOW + 60)
    assert {result.note_id: result.state for result in results} == {"n1": "failed", "n2": "sent"}
    assert "a fake helpdesk" in outbox.entry("n1").error
    assert "the other helpdesk" in outbox.entry("n1").error
    outbox.retry("n1", NOW + 70)
    assert courier.run_once(NOW + 70)[0].state == "sent"  # the settings were changed back
    assert len(helpdesk.filed) == 1


def test_a_doubtful_note_goes_elsewhere_when_the_person_says_so(courier, outbox, helpdesk):
    outbox.enqueue(make_note("n1"), NOW)
    helpdesk.after = [unreachable()]
    courier.run_once(NOW)
    other = FakeHelpdesk(name="the other helpdesk")
    elsewhere = make_courier(outbox, other)
    assert elsewhere.run_once(NOW + 30)[0].state == "failed"
    outbox.retry("n1", NOW + 40)
    assert elsewhere.run_once(NOW + 40)[0].state == "sent"
    assert other.looked == 2


def test_one_that_is_refused_does_not_hold_up_the_others(courier, outbox, helpdesk):
    for number in range(3):
        outbox.enqueue(make_note(f"n{number}"), NOW + number)
    helpdesk.before = [HelpdeskRefusedError("test")]
    results = courier.run_once(NOW + 5)
    assert [(result.note_id, result.state) for result in results] == [
        ("n0", "failed"),
        ("n1", "sent"),
        ("n2", "sent"),
    ]


def test_at_most_so_many(courier, outbox):
    for number in range(3):
        outbox.enqueue(make_note(f"n{number}"), NOW)
    assert len(courier.run_once(NOW, most=1)) == 1
    assert len(courier.run_once(NOW, most=1)) == 1


def test_what_another_process_left_is_looked_up(courier, outbox, helpdesk, tmp_path):
    """It hangs after the helpdesk had filed the note, before that was written down."""
    note = make_note("n1")
    outbox.enqueue(note, NOW)
    with Outbox.open(tmp_path, KEY) as hanging:
        hanging.claim("n1", NOW)
        hanging.mark_posting("n1", NOW)
        helpdesk.deliver(note)
        assert courier.run_once(NOW + LEASE - 1) == []
        assert courier.run_once(NOW + LEASE)[0].state == "sent"
    assert (len(helpdesk.filed), helpdesk.looked) == (1, 1)


def test_an_outcome_that_cannot_be_written_down_is_looked_up(
    courier, outbox, helpdesk, monkeypatch
):
    outbox.enqueue(make_note("n1"), NOW)
    with monkeypatch.context() as patch:

        def full(*args, **kwargs):
            raise OutboxFullError("test")

        patch.setattr(outbox, "mark_sent", full)
        with pytest.raises(OutboxFullError):
            courier.run_once(NOW)
    assert outbox.entry("n1").state is State.SENDING
    assert courier.run_once(NOW + LEASE)[0].state == "sent"
    assert (len(helpdesk.filed), helpdesk.looked) == (1, 1)


def test_an_entry_that_was_taken_over_is_not_sent(outbox, helpdesk, tmp_path):
    """This process slept through its claim; another one has the entry now."""
    outbox.enqueue(make_note("n1"), NOW - LEASE)
    slow = iter([0.0, 0.0, LEASE + 1, LEASE + 1])
    with Outbox.open(tmp_path, KEY) as other:

        class Sleepy(FakeHelpdesk):
            def find(self, note):
                assert other.claim("n1", NOW + LEASE + 1)

        assert outbox.claim("n1", NOW - LEASE)
        assert outbox.mark_posting("n1", NOW - LEASE)
        sleepy = Sleepy()
        courier = Courier(outbox, sleepy, elapsed=lambda: next(slow))
        assert courier.run_once(NOW) == []
        assert sleepy.filed == []


def test_the_helpdesks_own_wish_is_respected(courier, outbox, helpdesk):
    outbox.enqueue(make_note("n1"), NOW)
    helpdesk.before = [unreachable(retry_after=600.0, may_have_arrived=False)]
    assert courier.run_once(NOW)[0].next_try == NOW + 600


@given(
    attempts=st.integers(0, 10_000),
    jitter=st.floats(0, 1),
    unknown=st.booleans(),
    retry_after=st.none() | st.floats(0, 1e9),
)
def test_a_wait_is_never_too_short_and_never_too_long(attempts, jitter, unknown, retry_after):
    backoff = Backoff()
    wait = backoff.wait(attempts, jitter, unknown=unknown, retry_after=retry_after)
    assert backoff.first / 2 <= wait <= LONGEST_WAIT
    if unknown:
        assert wait >= backoff.settle
    if retry_after is None:
        assert wait <= backoff.cap
    else:
        assert wait >= min(retry_after, LONGEST_WAIT)
