"""What a softphone may say about a call: one verb and a few short facts, checked in one place.

The command line, the `hearback:` links, the socket and baresip all end up here. What comes from
outside is short, printable and known, or it is refused. Only cheap imports: a softphone waits for
the program that says this.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from models.errors import BadInputError

VERBS = ("ring", "start", "hold", "resume", "end", "status")
"""What can be said of a call. `ring` says who is calling; nothing is listened to yet."""
RAISE = "raise"
"""Bring the window to the front: what a second `hearback` says to the first."""
LIMITS = {"id": 128, "from": 128, "name": 100, "ticket": 64, "direction": 8}
"""The facts by their names outside, and how many characters each may have."""
NO_ID = "call"
"""The id of a call that came without an id and without a number."""

_DIRECTIONS = {
    **dict.fromkeys(("in", "i", "incoming", "inbound"), "in"),
    **dict.fromkeys(("out", "o", "outgoing", "outbound"), "out"),
}
_TICKET = re.compile(r"#?([0-9A-Za-z][0-9A-Za-z._-]*)")
_ADDRESS = re.compile(r"(?:sips?|tel):", re.IGNORECASE)


class BadRequestError(BadInputError):
    """Something was said of a call that cannot be taken as it is."""


class Details(NamedTuple):
    """What is known of a call; empty where nothing is."""

    id: str = ""
    number: str = ""
    """The far end: a telephone number, or the user part of its SIP address."""
    name: str = ""
    ticket: str = ""
    """Where the note goes."""
    direction: str = ""
    """ "in", "out" or "". """

    def __repr__(self) -> str:
        return f"<Details {self.id!r}>"  # the caller stays out of logs

    def with_news(self, news: "Details") -> "Details":
        """Return these details, replaced where the news say something."""
        return Details(*(new or old for old, new in zip(self, news, strict=True)))

    def named(self) -> dict[str, str]:
        """Return what is known, by the names that are used outside."""
        return {key: value for key, value in zip(LIMITS, self, strict=True) if value}


class Request(NamedTuple):
    """One thing said. `do` is one of `VERBS`, or `RAISE`."""

    do: str
    call: Details = Details()


def checked(do: str, facts: Mapping[str, object], *, strict: bool = False) -> Request:
    """Return the request, tidied.

    Unknown facts are left out, as a newer program may know more than this one; with `strict` they
    are refused. A call without an id takes the number for it. Raises BadRequestError.
    """
    if do not in VERBS and do != RAISE:
        raise BadRequestError("unknown call verb", "This Hearback knows no such word for a call.")
    if strict and (unknown := sorted(set(facts) - set(LIMITS))):
        raise BadRequestError(
            f"{len(unknown)} unknown facts of a call",
            f"A call can have {', '.join(LIMITS)}; nothing else.",
        )
    fact = {key: _printable(key, facts.get(key, "")) for key in LIMITS}
    number = remote_user(fact["from"])
    ticket = fact["ticket"]
    if ticket:
        found = _TICKET.fullmatch(ticket)
        if found is None:
            raise BadRequestError(
                "ticket of odd signs",
                "A ticket is letters, digits, dots and dashes: --ticket 4711.",
            )
        ticket = found[1]
    direction = fact["direction"].lower()
    if direction and direction not in _DIRECTIONS:
        raise BadRequestError("unknown direction", 'The direction of a call is "in" or "out".')
    known = fact["id"] or number or (NO_ID if do in {"ring", "start"} else "")
    return Request(do, Details(known, number, fact["name"], ticket, _DIRECTIONS.get(direction, "")))


def remote_user(address: str) -> str:
    """Return who is at the far end: `"Ann" <sip:1001@pbx;x=y>` → `1001`."""
    if "<" in address:
        address = address.partition("<")[2].partition(">")[0]
    bare = _ADDRESS.sub("", address.strip(), count=1)
    return re.split(r"[@;?]", bare, maxsplit=1)[0].strip()


def _printable(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadRequestError(f"{key} is no text", f"The {key} of a call is a text.")
    tidy = value.strip(" ")
    if len(tidy) > LIMITS[key]:
        raise BadRequestError(
            f"{key} is too long",
            f"The {key} of a call has at most {LIMITS[key]} characters.",
        )
    if not tidy.isprintable():  # control signs, line breaks, marks that turn text around
        raise BadRequestError(
            f"{key} has control signs", f"The {key} of a call has signs in it that cannot be shown."
        )
    return tidy
