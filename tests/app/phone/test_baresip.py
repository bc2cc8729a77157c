"""baresip's control connection: the bytes, what its events mean, and staying in touch."""

import json
import queue
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.phone import baresip_link
from app.phone.baresip import (
    LONGEST_RETRY,
    MAX_FRAME,
    Netstrings,
    NotNetstringsError,
    netstring,
    read_event,
    retry_after,
)
from app.phone.baresip_link import BaresipLink, address_of
from app.phone.request import Details, Request
from models.errors import BadInputError

ESTABLISHED = {
    "event": True,
    "type": "CALL_ESTABLISHED",
    "class": "call",
    "accountaor": "sip:agent@127.0.0.1",
    "direction": "incoming",
    "peeruri": "sip:customer@127.0.0.1",
    "id": "c6b5fd2b9fa2ac7e",
    "param": "sip:customer@127.0.0.1",
}
CLOSED = {**ESTABLISHED, "type": "CALL_CLOSED", "param": "Connection reset by peer"}
START = Request("start", Details("c6b5fd2b9fa2ac7e", "customer", direction="in"))
END = Request("end", START.call)


def packed(event: object) -> bytes:
    return netstring(json.dumps(event).encode())


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.integers(1, 9), max_size=40))
def test_payloads_come_whole_wherever_the_bytes_are_split(payloads, sizes):
    stream = b"".join(map(netstring, payloads))
    reader, heard, at = Netstrings(), [], 0
    for size in [*sizes, len(stream)]:
        heard += reader.feed(stream[at : at + size])
        at += size
    assert heard == payloads


def test_one_byte_at_a_time():
    stream = packed(ESTABLISHED) + packed(CLOSED)
    reader = Netstrings()
    heard = [payload for byte in stream for payload in reader.feed(bytes([byte]))]
    assert [read_event(payload) for payload in heard] == [START, END]


@pytest.mark.parametrize(
    "junk",
    [b"HTTP/1.1 400 Bad Request\r\n", b"5:hello;", b":", b"-1:", b"1 :", b"123456", b"x"],
)
def test_what_is_no_netstring_is_refused(junk):
    with pytest.raises(NotNetstringsError):
        list(Netstrings().feed(junk))


def test_one_too_long_is_refused_before_it_is_read():
    with pytest.raises(NotNetstringsError):
        list(Netstrings().feed(b"%d:" % (MAX_FRAME + 1)))
    whole = b"x" * MAX_FRAME
    assert list(Netstrings().feed(netstring(whole))) == [whole]


@given(st.binary(max_size=60))
def test_no_bytes_at_all_do_more_than_be_refused(junk):
    try:
        for payload in Netstrings().feed(junk):
            read_event(payload)
    except NotNetstringsError:
        pass


def test_what_events_mean():
    assert read_event(json.dumps(ESTABLISHED).encode()) == START
    assert read_event(json.dumps(CLOSED).encode()) == END
    rung = read_event(json.dumps({**ESTABLISHED, "type": "CALL_INCOMING"}).encode())
    assert rung is not None
    assert rung.do == "ring"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"7",
        b"{",
        json.dumps({"response": True, "ok": True, "data": ""}).encode(),
        json.dumps({**ESTABLISHED, "type": "REGISTER_OK"}).encode(),
        json.dumps({**ESTABLISHED, "type": ["CALL_ESTABLISHED"]}).encode(),
        json.dumps({**ESTABLISHED, "event": False}).encode(),
        json.dumps({**ESTABLISHED, "id": "\x00"}).encode(),
    ],
)
def test_what_is_not_about_a_call_is_left_aside(payload):
    assert read_event(payload) is None


def test_a_caller_with_an_odd_name_is_a_caller_all_the_same():
    odd = {**ESTABLISHED, "peerdisplayname": "nnA\u202e" * 90}
    assert read_event(json.dumps(odd).encode()) == Request("start", Details(START.call.id))


def test_the_wait_grows_up_to_a_limit():
    waits = [retry_after(failures) for failures in range(1, 2000)]
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_RETRY


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:4444", ("127.0.0.1", 4444)),
        (" localhost:1 ", ("localhost", 1)),
        ("[::1]:4444", ("::1", 4444)),
    ],
)
def test_an_address(text, address):
    assert address_of(text) == address


@pytest.mark.parametrize("text", ["", "4444", ":4444", "host:", "host:0", "host:70000", "host:x"])
def test_no_address(text):
    with pytest.raises(BadInputError):
        address_of(text)


def test_the_link_comes_back_when_baresip_does(monkeypatch):
    """baresip is left, says rubbish, is restarted: the link is there again each time."""
    monkeypatch.setattr(baresip_link, "retry_after", lambda _failures: 0.01)
    said: queue.Queue[Request] = queue.Queue()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        link = BaresipLink(server.getsockname(), said.put)
        link.start()
        for _ in range(2):
            connection, _ = server.accept()
            with connection:
                connection.sendall(packed(ESTABLISHED))
                assert said.get(timeout=60) == START
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"220 mail.example.com ESMTP\r\n")
            assert connection.recv(1) == b""
        connection, _ = server.accept()
        with connection:
            connection.sendall(packed(CLOSED))
            assert said.get(timeout=60) == END
            link.stop()
            assert connection.recv(1) == b""
    assert not link._thread.is_alive()


def test_a_link_to_nobody_ends_when_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
    link = BaresipLink(address, lambda request: None)
    link.start()
    link.stop()
    assert not link._thread.is_alive()
