"""What may be said of a call, and what is refused, in a sentence that repeats none of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phone.request import (
    LIMITS,
    NO_ID,
    VERBS,
    BadRequestError,
    Details,
    checked,
    remote_user,
)


@pytest.mark.parametrize(
    ("address", "user"),
    [
        ("1001", "1001"),
        ("+1 212 555 0100", "+1 212 555 0100"),
        ("sip:1001@pbx.example.com", "1001"),
        ("SIPS:ann@pbx;transport=tls", "ann"),
        ('"Ann" <sip:1001@pbx:5060>;tag=9', "1001"),
        ("tel:+12125550100", "+12125550100"),
        ("", ""),
    ],
)
def test_the_far_end_is_found_in_an_address(address, user):
    assert remote_user(address) == user


def test_a_call_without_an_id_takes_the_number_for_it():
    assert checked("start", {"from": "sip:1001@pbx"}).call.id == "1001"
    assert checked("end", {"from": "1001"}).call.id == "1001"
    assert checked("start", {}).call.id == NO_ID
    assert checked("end", {}).call.id == ""  # whichever runs


def test_a_ticket_loses_its_sharp_and_a_direction_its_long_form():
    call = checked("start", {"ticket": "#4711", "direction": "Inbound"}).call
    assert (call.ticket, call.direction) == ("4711", "in")


@pytest.mark.parametrize(
    "facts",
    [
        {"id": "x" * (LIMITS["id"] + 1)},
        {"from": "12\n34"},
        {"name": "Ann\x00"},
        {"name": "nnA\u202e"},
        {"ticket": "47 11"},
        {"ticket": "../4711"},
        {"direction": "sideways"},
        {"id": 5},
    ],
)
def test_odd_facts_are_refused_without_repeating_them(facts):
    with pytest.raises(BadRequestError) as refused:
        checked("start", facts)
    for value in facts.values():
        assert str(value) not in refused.value.person
        assert str(value) not in str(refused.value)


def test_unknown_facts_are_left_out_or_refused():
    assert checked("start", {"id": "1", "color": "red"}).call == Details("1")
    with pytest.raises(BadRequestError):
        checked("start", {"id": "1", "color": "red"}, strict=True)


def test_unknown_verbs_are_refused():
    with pytest.raises(BadRequestError):
        checked("dance", {})


def test_the_caller_stays_out_of_a_repr():
    shown = repr(checked("start", {"id": "7", "from": "5550100", "name": "Ann Example"}))
    assert "7" in shown
    assert "5550100" not in shown
    assert "Ann" not in shown


@given(st.sampled_from(VERBS), st.dictionaries(st.sampled_from([*LIMITS, "odd"]), st.text()))
def test_whatever_passes_is_printable_and_short(verb, facts):
    try:
        call = checked(verb, facts).call
    except BadRequestError:
        return
    for key, value in call.named().items():
        assert value.isprintable()
        assert len(value) <= LIMITS["from" if key == "id" else key]
