"""`hearback:` links: what `hearback call` may say, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phone.link import MAX_LINK, read_link
from app.phone.request import VERBS, BadRequestError, Details, Request


def test_a_link_says_what_the_command_says():
    link = (
        "hearback:call/start?id=a84b&from=+12125550100&name=Ann%20E%C3%A9&ticket=4711&direction=in"
    )
    known = Details("a84b", "+12125550100", "Ann Eé", "4711", "in")
    assert read_link(link) == Request("start", known)


@pytest.mark.parametrize(
    "link", ["hearback://call/end?id=1", "HEARBACK:call/end?id=1", "hearback:call/end/?id=1#x"]
)
def test_the_ways_that_browsers_write_it(link):
    assert read_link(link) == Request("end", Details("1"))


@pytest.mark.parametrize(
    "link",
    [
        "",
        "tel:+12125550100",
        "https://example.com/call/start",
        "hearback:",
        "hearback:call",
        "hearback:call/raise",
        "hearback:open/start",
        "hearback:call/start/more",
        "hearback:call/start?color=red",
        "hearback:call/start?id=1&id=2",
        "hearback:call/start?id=%",
        "hearback:call/start?id=%0A",
        "hearback:call/start?id=%00",
        "hearback:call/start?id=%FF",
        "hearback:call/start?name=%E2%80%AEnnA",
        "hearback:call/start?id=a b",
        "hearback:call/start?id=é",
        "hearback:call/start?id=1\n",
        "hearback:call/start?id=" + "x" * MAX_LINK,
        "--help",
    ],
)
def test_anything_else_is_refused(link):
    with pytest.raises(BadRequestError):
        read_link(link)


@given(st.one_of(st.text(), st.text().map(lambda text: f"hearback:call/start?id={text}")))
def test_no_text_at_all_does_more_than_be_refused(text):
    try:
        request = read_link(text)
    except BadRequestError:
        return
    assert request.do in VERBS
