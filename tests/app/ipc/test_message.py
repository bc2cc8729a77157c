"""The lines that go through the socket."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ipc.message import (
    MAX_BYTES,
    Answer,
    decode_answer,
    decode_request,
    encode_answer,
    encode_request,
)
from app.phone.request import RAISE, BadRequestError, Details, Request


@pytest.mark.parametrize(
    "request_",
    [
        Request("start", Details("1", "1001", "Ann é", "4711", "in")),
        Request("status"),
        Request(RAISE),
    ],
)
def test_a_request_comes_through(request_):
    line = encode_request(request_)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_request(line) == request_


def test_an_answer_comes_through():
    answer = Answer(True, "Listening to the call.", "active", Details("1", ticket="4711"))
    assert decode_answer(encode_answer(answer)) == answer


def test_a_newer_program_may_say_more():
    line = json.dumps({"v": 3, "do": "start", "id": "1", "mood": {"x": [1]}}).encode()
    assert decode_request(line) == Request("start", Details("1"))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"start 1",
        b"[]",
        b"7",
        b'{"do":"start"}',
        b'{"v":0,"do":"start"}',
        b'{"v":true,"do":"start"}',
        b'{"v":1}',
        b'{"v":1,"do":["start"]}',
        b'{"v":1,"do":"start","id":{}}',
        b'{"v":1,"do":"start","id":"\\u0000"}',
        b"\xff\xfe",
        b"[" * 8000,
        b'{"v":1,"do":"start","mood":"' + b"x" * MAX_BYTES + b'"}',
    ],
)
def test_what_is_no_request_is_refused(line):
    with pytest.raises(BadRequestError):
        decode_request(line)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_do_more_than_be_refused(line):
    with pytest.raises(BadRequestError):
        decode_request(line)
