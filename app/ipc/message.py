"""What goes through the private socket: one line of JSON to the window, one line back.

Versioned, short, and forgiving in one direction only: unknown fields are ignored, everything else
must be as written here. `{"v":1,"do":"start","id":"a84b","from":"1001","ticket":"4711"}` →
`{"v":1,"ok":true,"said":"…","state":"active","call":{…}}`.
"""

import json
from typing import NamedTuple

from app.phone.request import BadRequestError, Details, Request, checked

VERSION = 1
MAX_BYTES = 8192
"""Of one line, either way, line end included."""
TIME_LIMIT = 2.0
"""Seconds for the whole exchange, on either side."""


class Answer(NamedTuple):
    """`said` is one sentence for whoever asked."""

    ok: bool
    said: str
    state: str = "idle"
    """The Phase of the calls after the request."""
    call: Details = Details()


def encode_request(request: Request) -> bytes:
    """Return the request as one line."""
    return _line({"v": VERSION, "do": request.do, **request.call.named()})


def decode_request(line: bytes) -> Request:
    """Return what a line asks for. Raises BadRequestError."""
    fields = _fields(line)
    do = fields.get("do")
    return checked(do if isinstance(do, str) else "", fields)


def encode_answer(answer: Answer) -> bytes:
    """Return the answer as one line."""
    fields = {"ok": answer.ok, "said": answer.said, "state": answer.state}
    return _line({"v": VERSION, **fields, "call": answer.call.named()})


def decode_answer(line: bytes) -> Answer:
    """Return the answer of a window. Raises BadRequestError."""
    fields = _fields(line)
    call = fields.get("call")
    known = checked("status", call if isinstance(call, dict) else {}).call
    state = str(fields.get("state", "idle"))
    return Answer(fields.get("ok") is True, str(fields.get("said", "")), state, known)


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode("ascii") + b"\n"


def _fields(line: bytes) -> dict[str, object]:
    if len(line) > MAX_BYTES:
        raise BadRequestError("a line too long", "That was too long to be about a call.")
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise BadRequestError("no JSON", "That was not one line of JSON.") from None
    version = fields.get("v") if isinstance(fields, dict) else None
    if type(version) is not int or version < VERSION:
        raise BadRequestError("no version", 'That was not a request: it has no "v": 1.')
    return dict(fields)
