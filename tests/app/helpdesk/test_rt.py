"""Request Tracker, against a simulator that misbehaves in every way an HTTP server can."""

import base64
import gzip
import shlex
import shutil
import socket
import ssl
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import msgspec
import pytest

from app.helpdesk.adapter import (
    HelpdeskConfusedError,
    HelpdeskError,
    HelpdeskRefusedError,
    HelpdeskUnreachableError,
)
from app.helpdesk.http import LARGEST_ANSWER
from app.helpdesk.rt import RequestTracker
from app.note.schema import Note
from models.errors import BadInputError
from tests.app.helpdesk.contract import CommentContract, HelpdeskContract
from tests.app.helpdesk.simulator import PASSWORD, USER, Answer, Simulator
from tests.app.outbox.notes import SECRET, make_note


def html(note):
    return f"<p>{note.wants[0].text}</p>"


@pytest.fixture
def simulator():
    with Simulator().running() as running:
        yield running


@pytest.fixture
def make(simulator):
    made = []

    def build(**changes):
        options = {
            "url": simulator.url,
            "user": USER,
            "queue": "General",
            "secret": lambda: PASSWORD,
            "html": html,
            "timeout": httpx.Timeout(5.0),
            **changes,
        }
        made.append(RequestTracker(**options))
        return made[-1]

    yield build
    for helpdesk in made:
        helpdesk.close()


@pytest.fixture
def helpdesk(make):
    return make()


class TestRequestTracker(HelpdeskContract, CommentContract):
    @pytest.fixture
    def arrived(self, simulator):
        return simulator.count

    @pytest.fixture
    def existing(self):
        return "1"


def test_what_arrives_is_readable_by_people_and_by_programs(helpdesk, simulator):
    note = make_note("n1", subject="Charged\ntwice")
    receipt = helpdesk.deliver(note)
    assert receipt.link == f"{simulator.url}/Ticket/Display.html?id={receipt.ticket}"
    _, kind, sent = simulator.filed[-1]
    assert (kind, sent["Queue"], sent["Subject"]) == ("ticket", "General", "Charged twice")
    assert (sent["ContentType"], sent["Content"]) == ("text/html", html(note))
    attached = base64.b64decode(sent["Attachments"][0]["FileContent"])
    assert msgspec.json.decode(attached, type=Note) == note


def test_a_hash_before_the_number_is_no_trouble(helpdesk):
    assert helpdesk.deliver(make_note(ticket=" #1 ")).ticket == "1"


def test_an_answer_is_never_unpacked(make, simulator):
    """A bomb: a few kilobytes that unpack to hundreds of megabytes."""
    seen = []
    packed = gzip.compress(b"[" + b" " * 50_000_000)
    bomb = Answer(200, packed, {"Content-Encoding": "gzip", "Content-Type": "application/json"})
    simulator._work = lambda handler, _body: seen.append(handler.headers["Accept-Encoding"]) or bomb
    with pytest.raises(HelpdeskConfusedError) as caught:
        make().find(make_note())
    assert "compressed" in str(caught.value)
    assert seen == ["identity"]


@pytest.mark.parametrize("token", ["tök-hunter2", "hunter2\r\nX-More: 1", "hunter2\x00"])
def test_a_token_that_is_none_is_said_and_not_sent(make, simulator, token):
    with pytest.raises(HelpdeskRefusedError) as caught:
        make(user="", secret=lambda: token).deliver(make_note())
    assert "Set it anew" in caught.value.person
    assert "hunter2" not in f"{caught.value} {caught.value.person}"
    assert simulator.requests == []


def test_without_a_user_the_secret_is_a_token(make, simulator):
    seen = []
    simulator._work = lambda handler, _body: (
        seen.append(handler.headers["Authorization"]) or Answer(200, b'{"total":0,"items":[]}')
    )
    make(user="", secret=lambda: "1-14-abc").find(make_note())
    assert seen == ["token 1-14-abc"]


HTML = Answer(200, b"<html>Welcome to the hotel</html>", {"Content-Type": "text/html"})
ELSEWHERE = Answer(302, b"", {"Location": "http://elsewhere.example.com/"})
FAULTS = [
    (Answer(400), HelpdeskRefusedError, False, "status 400"),
    (Answer(401), HelpdeskRefusedError, False, "hearback outbox secret set"),
    (Answer(403), HelpdeskRefusedError, False, "“General”"),
    (Answer(404), HelpdeskRefusedError, False, "[helpdesk] url"),
    (Answer(413), HelpdeskRefusedError, False, "too long"),
    (Answer(422), HelpdeskRefusedError, False, "status 422"),
    (Answer(429), HelpdeskUnreachableError, False, "left alone"),
    (Answer(500), HelpdeskUnreachableError, True, "has trouble (status 500)"),
    (Answer(502, b"<html>"), HelpdeskUnreachableError, True, "has trouble"),
    (Answer(504), HelpdeskUnreachableError, True, "has trouble"),
    (HTML, HelpdeskConfusedError, True, "does not answer as a helpdesk"),
    (Answer(200, b'{"id": "1'), HelpdeskConfusedError, True, "does not answer as a helpdesk"),
    (Answer(200, b"\xff\xfe"), HelpdeskConfusedError, True, "does not answer as a helpdesk"),
    (Answer(200, b"[]"), HelpdeskConfusedError, True, "not Request Tracker 5"),
    (Answer(200, b'{"id":"x","type":""}'), HelpdeskConfusedError, True, "[helpdesk] url"),
    (Answer(201, b'{"id"', cut=True), HelpdeskUnreachableError, True, "not answering"),
    (Answer(200, b" " * (LARGEST_ANSWER + 1)), HelpdeskConfusedError, True, ""),
    (Answer(200, b"x", {"Content-Encoding": "gzip"}), HelpdeskConfusedError, True, ""),
    (ELSEWHERE, HelpdeskConfusedError, False, "not followed"),
]  # fmt: skip


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: f"{case[0].status}-{case[3]}")
def test_every_fault_has_its_sentence(helpdesk, simulator, case):
    fault, kind, may_have_arrived, words = case
    simulator.faults = [fault]
    with pytest.raises(HelpdeskError) as caught:
        helpdesk.deliver(make_note())
    error = caught.value
    assert type(error) is kind
    assert error.retryable == (kind is not HelpdeskRefusedError)
    assert error.may_have_arrived is may_have_arrived
    assert words in error.person
    assert error.why in error.person
    assert SECRET not in f"{error} {error.person}"
    assert PASSWORD not in f"{error} {error.person}"
    assert len(simulator.requests) == 1


def test_what_the_server_says_is_not_repeated(make):
    with pytest.raises(HelpdeskRefusedError) as caught:
        make(queue="Nope").deliver(make_note(subject=SECRET))
    assert SECRET not in f"{caught.value} {caught.value.person}"


def test_a_wrong_password_is_said_clearly(make):
    with pytest.raises(HelpdeskRefusedError) as caught:
        make(secret=lambda: "wrong").deliver(make_note())
    assert "user name or the password" in caught.value.why


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", 120.0),
        ("soon", None),
        ("-5", None),
        (None, None),
    ],
)
def test_retry_after_in_seconds(helpdesk, simulator, status, value, expected):
    headers = {"Retry-After": value} if value else {}
    simulator.faults = [Answer(status, b"", headers)]
    with pytest.raises(HelpdeskUnreachableError) as caught:
        helpdesk.deliver(make_note())
    assert caught.value.retry_after == expected


def test_retry_after_as_a_date_goes_by_the_servers_clock(helpdesk, simulator):
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    simulator.faults = [Answer(503, b"", {"Retry-After": until})]
    with pytest.raises(HelpdeskUnreachableError) as caught:
        helpdesk.deliver(make_note())
    assert caught.value.retry_after == pytest.approx(90, abs=60)


def test_nobody_there_has_certainly_not_taken_the_note(make):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(HelpdeskUnreachableError) as caught:
        make(url=f"http://127.0.0.1:{port}").deliver(make_note())
    assert not caught.value.may_have_arrived
    assert "not answering" in caught.value.person


def test_no_answer_in_time_leaves_it_open(make, simulator):
    simulator.faults = [Answer(hold=threading.Event())]
    hold = simulator.faults[0].hold
    with pytest.raises(HelpdeskUnreachableError) as caught:
        make(timeout=httpx.Timeout(0.2)).deliver(make_note())
    hold.set()
    assert caught.value.may_have_arrived


def test_patience_has_an_end(make, simulator):
    with pytest.raises(HelpdeskUnreachableError) as caught:
        make(patience=-1.0).deliver(make_note())
    assert "too slow" in caught.value.person


def test_a_lost_answer_is_found_again(helpdesk, simulator):
    note = make_note()
    simulator.faults = [Answer(201, b"", cut=True, after=True)]
    with pytest.raises(HelpdeskUnreachableError):
        helpdesk.deliver(note)
    assert helpdesk.find(note).ticket == simulator.filed[-1][0]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "is none"),
        ("rt.example.com", "is none"),
        ("ftp://rt.example.com", "is none"),
        ("https://", "is none"),
        ("https://[::1", "is none"),
        ("http://rt.example.com", "unencrypted"),
        ("https://me:pw@rt.example.com", "host and a path only"),
        ("https://rt.example.com/?a=1", "host and a path only"),
    ],
)
def test_an_address_that_cannot_be_used(make, url, words):
    with pytest.raises(BadInputError) as caught:
        make(url=url)
    assert words in caught.value.person


def test_an_address_with_a_path_and_a_slash(make):
    helpdesk = make(url="http://rt.example.com/rt/", insecure=True)
    assert helpdesk._client.link("REST") == "http://rt.example.com/rt/REST"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_nobody_vouches_for(make, simulator, tmp_path):
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -out cert.pem -keyout"
    openssl = ["openssl", *shlex.split(words), "key.pem", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(openssl, cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    plain = simulator.server.socket
    simulator.server.socket = context.wrap_socket(plain, server_side=True)
    url = f"https://localhost:{simulator.server.server_address[1]}"
    with pytest.raises(HelpdeskUnreachableError) as caught:
        make(url=url).deliver(make_note())
    assert "certificate" in caught.value.why
    assert not caught.value.may_have_arrived
