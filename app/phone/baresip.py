"""What baresip's `ctrl_tcp` module says of calls: netstrings of JSON. Pure: bytes in, requests out.

A netstring is a length, a colon, so many bytes, a comma (`5:hello,`). Events look like
`{"event":true,"type":"CALL_ESTABLISHED","class":"call","peeruri":"sip:1001@pbx","id":"…", …}`;
answers to commands come in between and are left aside.
"""

import json
from collections.abc import Iterator

from app.phone.request import BadRequestError, Request, checked
from models.errors import HearbackError

MAX_FRAME = 65_536
"""Bytes of one netstring. baresip's own events are below 1,000; calls lists may be longer."""
MOST_DIGITS = len(str(MAX_FRAME))
FIRST_RETRY = 1.0
LONGEST_RETRY = 30.0
"""Seconds between two tries to reach baresip: doubled each time, up to this."""

_VERBS = {
    "CALL_INCOMING": "ring",
    "CALL_ESTABLISHED": "start",
    "CALL_HOLD": "hold",
    "CALL_RESUME": "resume",
    "CALL_CLOSED": "end",
}
_DIRECTIONS = {"incoming": "in", "outgoing": "out"}


class NotNetstringsError(HearbackError):
    """Whoever listens at that address does not speak baresip's language."""

    default_person = "What answers at the baresip address in the settings is not baresip."


class Netstrings:
    """Feed it bytes in pieces of any size; it yields whole payloads."""

    def __init__(self) -> None:
        self._heard = b""

    def feed(self, part: bytes) -> Iterator[bytes]:
        """Yield the payloads that are complete now. Raises NotNetstringsError, and then is done."""
        self._heard += part
        while (size := self._size()) is not None:
            start = self._heard.index(b":") + 1
            if len(self._heard) <= start + size:
                return
            if self._heard[start + size : start + size + 1] != b",":
                raise NotNetstringsError("a netstring does not end in a comma")
            payload = self._heard[start : start + size]
            self._heard = self._heard[start + size + 1 :]
            yield payload

    def _size(self) -> int | None:
        """Return the length that comes first; None while it is not complete."""
        digits, colon, _ = self._heard[: MOST_DIGITS + 1].partition(b":")
        if not colon and len(digits) <= MOST_DIGITS and (not digits or digits.isdigit()):
            return None
        if not colon or not digits.isdigit() or int(digits) > MAX_FRAME:
            raise NotNetstringsError("no length of a netstring, or one too long")
        return int(digits)


def netstring(payload: bytes) -> bytes:
    """Return the payload framed."""
    return b"%d:%b," % (len(payload), payload)


def read_event(payload: bytes) -> Request | None:
    """Return what an event means for the window; None for all that is not about a call's course."""
    try:
        event = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or event.get("event") is not True:
        return None
    kind, peer = event.get("type"), event.get("peeruri")
    verb = _VERBS.get(kind) if isinstance(kind, str) else None
    if verb is None:
        return None
    facts = {
        "id": event.get("id", ""),
        "from": peer if isinstance(peer, str) else "",
        "name": event.get("peerdisplayname", ""),
        "direction": _DIRECTIONS.get(str(event.get("direction", "")), ""),
    }
    try:
        return checked(verb, facts)
    except BadRequestError:  # a caller with an odd name is a caller all the same
        return _bare(verb, facts["id"])


def _bare(verb: str, known: object) -> Request | None:
    try:
        return checked(verb, {"id": known})
    except BadRequestError:
        return None


def retry_after(failures: int) -> float:
    """Return how many seconds to wait after that many failures in a row (1, 2, …)."""
    return float(min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(failures - 1, 10)))
