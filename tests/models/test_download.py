"""Downloading from a real server, in good and bad weather."""

import threading
from contextlib import nullcontext
from pathlib import Path

import httpx
import msgspec
import pytest

from models import download, store
from models.catalog import Entry
from models.download import DownloadError
from models.progress import CanceledError, Progress, Watch
from models.store import Source, WrongHashError
from tests.models.installing import install, leftovers
from tests.models.server import FileServer, Habits


def test_it_goes_on_after_a_break(entry: Entry, home: Path, habits: Habits):
    habits.cut = [1_000_000, 500_000]
    install(entry, home)
    assert [asked.get("Range") for asked in habits.asked] == [
        None,
        "bytes=1000000-",
        "bytes=1500000-",
    ]
    assert habits.asked[1]["If-Range"] == '"one"'


def test_it_is_sent_on_within_a_host_and_to_no_other(entry: Entry, home: Path, habits: Habits):
    habits.onward = ["/elsewhere/model.zip", "//localhost/model.zip"]
    with pytest.raises(DownloadError) as raised:
        install(entry, home)
    assert not raised.value.retryable
    assert "sends us on to localhost" in raised.value.person
    assert len(habits.asked) == 2
    habits.onward = ["/elsewhere/model.zip"]
    install(entry, home)
    assert habits.paths[-1] == "/elsewhere/model.zip"


@pytest.mark.parametrize(
    ("here", "there", "kept"),
    [
        ("https://a.example/m", "https://a.example/n", True),
        ("https://a.example/m", "http://a.example/n", False),
        ("http://a.example/m", "https://a.example/n", True),
        ("https://a.example/m", "https://b.example/m", False),
        ("http://a.example/m", "http://b.example/m", False),
        ("https://a.example/m", "", True),
    ],
)
def test_where_a_redirect_may_lead(here: str, there: str, kept: bool):
    headers = {"Location": there} if there else {}
    answer = httpx.Response(302, headers=headers, request=httpx.Request("GET", here))
    with nullcontext() if kept else pytest.raises(DownloadError):
        download._stay(answer)


def test_it_gives_up_when_nothing_more_comes_and_resumes_later(
    entry: Entry, home: Path, habits: Habits
):
    habits.cut = [1_000_000, 0]
    with pytest.raises(DownloadError) as raised:
        install(entry, home)
    assert raised.value.retryable
    assert "stopped at 1.0 of 4.3 MB" in raised.value.person
    assert store.installed(home / "models") == []
    install(entry, home)
    assert habits.asked[-1]["Range"] == "bytes=1000000-"
    assert leftovers(home) == [".lock"]


def test_it_begins_again_where_the_server_knows_no_ranges(entry: Entry, home: Path, habits: Habits):
    habits.ranges = False
    habits.cut = [1_000_000]
    install(entry, home)
    assert len(habits.asked) == 2


def test_it_begins_again_where_the_file_has_changed(entry: Entry, home: Path, habits: Habits):
    habits.cut = [1_000_000, 0]
    good, habits.body = habits.body, bytes(len(habits.body))
    with pytest.raises(DownloadError):
        install(entry, home)
    habits.body, habits.etag = good, '"two"'
    install(entry, home)
    assert habits.asked[-1]["If-Range"] == '"one"'


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_two_halves_of_different_files_are_noticed(
    entry: Entry, home: Path, habits: Habits, etag: str
):
    habits.etag = etag
    habits.cut = [1_000_000, 0]
    good, habits.body = habits.body, bytes(len(habits.body))
    with pytest.raises(DownloadError):
        install(entry, home)
    habits.body = good
    assert install(entry, home).problem == ""
    assert "If-Range" not in habits.asked[2]
    assert "Range" not in habits.asked[3]


def test_a_range_that_cannot_be_satisfied_begins_again(entry: Entry, home: Path, habits: Habits):
    good = habits.body
    habits.cut = [1_000_000, 0]
    with pytest.raises(DownloadError):
        install(entry, home)
    habits.body = good[:1000]
    with pytest.raises(DownloadError) as raised:
        install(entry, home)
    assert "another size" in raised.value.person
    habits.body = good
    install(entry, home)


def test_a_wrong_hash_is_refused_and_forgotten(entry: Entry, home: Path, habits: Habits):
    habits.body = bytes(len(habits.body))
    with pytest.raises(WrongHashError):
        install(entry, home)
    assert len(habits.asked) == 1
    assert leftovers(home) == [".lock"]


@pytest.mark.parametrize("length", [True, False])
def test_more_than_the_catalog_says_is_refused(
    entry: Entry, home: Path, habits: Habits, *, length: bool
):
    habits.body *= 2
    habits.length = length
    with pytest.raises(DownloadError) as raised:
        install(entry, home)
    assert "catalog says" in raised.value.person
    assert not raised.value.retryable


def test_less_than_the_catalog_says_is_refused(entry: Entry, home: Path, habits: Habits):
    habits.body = habits.body[:-1]
    with pytest.raises(DownloadError, match="another size"):
        install(entry, home)


@pytest.mark.parametrize(
    ("status", "said", "retryable"),
    [
        (404, "does not have this file", False),
        (403, "does not let us", False),
        (407, "name and password", False),
        (418, "answered 418", False),
        (503, "answered 503", True),
    ],
)
def test_what_the_server_refuses_is_said(
    entry: Entry, home: Path, habits: Habits, status: int, said: str, *, retryable: bool
):
    habits.status = status
    with pytest.raises(DownloadError) as raised:
        install(entry, home)
    assert said in raised.value.person
    assert raised.value.retryable is retryable


@pytest.mark.parametrize(
    ("mirror", "said"),
    [("http://127.0.0.1:9", "cannot be reached"), ("http://[::bad", "not valid")],
)
def test_a_mirror_that_is_not_there(entry: Entry, home: Path, mirror: str, said: str):
    with pytest.raises(DownloadError) as raised:
        install(entry, home, Source(mirror=mirror))
    assert said in raised.value.person


def test_a_server_that_falls_silent_is_left(
    entry: Entry, home: Path, habits: Habits, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(download, "TIMEOUT", 0.2)
    habits.stall_after = 0
    with pytest.raises(DownloadError) as raised:
        install(entry, home)
    assert "stopped at 0.0 of 4.3 MB" in raised.value.person


def test_it_can_be_canceled_and_resumed(entry: Entry, home: Path, habits: Habits):
    habits.stall_after = 1_000_000
    stop = threading.Event()

    def tell(progress: Progress) -> None:
        if progress.done > 100_000:
            stop.set()

    with pytest.raises(CanceledError):
        install(entry, home, watch=Watch(tell, stop.is_set))
    habits.go_on.set()
    install(entry, home)
    assert habits.asked[-1]["Range"].startswith("bytes=")


def test_proxies_of_the_system_are_used(
    entry: Entry, home: Path, server: FileServer, habits: Habits, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.setenv("no_proxy", "")
    elsewhere = msgspec.structs.replace(entry, url="http://maker.invalid/tiny.zip")
    install(elsewhere, home)
    assert habits.paths == ["http://maker.invalid/tiny.zip"]


def test_a_proxy_that_cannot_be_used_is_said(
    entry: Entry, home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("all_proxy", "gopher://nowhere")
    with pytest.raises(DownloadError) as raised:
        install(entry, home)
    assert "proxy settings" in raised.value.person
