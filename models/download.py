"""A download that goes on where it stopped: HTTP ranges into a `.part` file, guarded by validators.

What arrives is not trusted here: the caller checks its SHA-256. RFC 9110 §14 (ranges) and §13.1.5
(If-Range, strong validators only).
"""

import ssl
from http import HTTPStatus
from pathlib import Path

import httpx
import truststore

from models.disk import writing
from models.errors import HearbackError
from models.progress import NOBODY, Progress, Watch

TIMEOUT = httpx.Timeout(30.0)
"""Seconds without any answer or any byte."""
ATTEMPTS = 5
"""Connections that may break in the middle, each having brought something, before giving up."""


class DownloadError(HearbackError):
    """The file cannot be had from there now; what has arrived is kept."""

    default_retryable = True


class _BrokenError(Exception):
    """The connection ended in the middle."""


def client() -> httpx.Client:
    """Return a client with the system's certificates and proxies.

    Raises DownloadError where the proxy settings of the system cannot be used.
    """
    try:
        return httpx.Client(
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=TIMEOUT,
            follow_redirects=True,
            max_redirects=5,
            event_hooks={"response": [_stay]},
            trust_env=True,
            headers={"Accept-Encoding": "identity", "User-Agent": "hearback"},
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise DownloadError(
            f"proxy settings: {type(error).__name__}",
            "The proxy settings of this system (HTTPS_PROXY, ALL_PROXY) cannot be used.",
        ) from error


class Download:
    """One address into one `.part` file of `size` bytes."""

    def __init__(self, http: httpx.Client, url: str, part: Path, size: int) -> None:
        self._http = http
        self._url = url
        self._host = _host(url)
        self._part = part
        self._mark = part.with_name(part.name + ".from")
        self._size = size

    def run(self, watch: Watch = NOBODY) -> bool:
        """Fetch what is missing; return whether it came in several pieces.

        Raises DownloadError, DiskError or CanceledError; the bytes that arrived are kept.
        """
        had = self._have()
        pieces = int(had > 0)
        while self._have() != self._size and pieces < ATTEMPTS:
            pieces += 1
            try:
                self._connect(watch)
            except _BrokenError as broken:
                if self._have() <= had:
                    raise self._stopped() from broken
            had = self._have()
        if self._have() != self._size:
            raise self._stopped()
        watch.tell(Progress("download", self._size, self._size))
        return pieces > 1

    def drop(self) -> None:
        """Forget what has arrived."""
        with writing(self._part.parent):
            self._part.unlink(missing_ok=True)
            self._mark.unlink(missing_ok=True)

    def _have(self) -> int:
        """Return the bytes that have arrived; more than there should be is thrown away."""
        try:
            have = self._part.stat().st_size
        except FileNotFoundError:
            return 0
        if have > self._size:
            self.drop()
            return 0
        return have

    def _connect(self, watch: Watch) -> None:
        have = self._have()
        try:
            with self._http.stream("GET", self._url, headers=self._range(have)) as response:
                start = self._accept(response, have)
                if start is None:
                    self.drop()
                    return
                self._receive(response, start, watch)
        except httpx.TooManyRedirects as error:
            raise self._refused("it sends us in circles") from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            said = (
                f"{self._host} cannot be reached. Is this computer online, and is a proxy needed?"
            )
            if "CERTIFICATE_VERIFY" in str(error):
                said = f"{self._host} shows a certificate that this computer does not trust."
            raise DownloadError(f"download: {type(error).__name__}", said) from error
        except (httpx.TransportError, httpx.StreamError) as error:
            raise _BrokenError from error
        except httpx.InvalidURL as error:
            raise self._refused("its address is not valid") from error

    def _range(self, have: int) -> dict[str, str]:
        if not have:
            return {}
        headers = {"Range": f"bytes={have}-"}
        try:
            if validator := self._mark.read_text("utf-8"):
                headers["If-Range"] = validator
        except (OSError, UnicodeDecodeError):
            pass  # without a validator the hash of the whole tells whether the halves fit
        return headers

    def _accept(self, response: httpx.Response, have: int) -> int | None:
        """Return where the body belongs in the file, None to begin again without a range."""
        match response.status_code:
            case HTTPStatus.OK:
                said = response.headers.get("Content-Length", "")
                if said.isdecimal() and int(said) != self._size:
                    raise self._refused("it offers a file of another size than the catalog says")
                return 0
            case HTTPStatus.PARTIAL_CONTENT:
                given = response.headers.get("Content-Range", "")
                return have if given.startswith(f"bytes {have}-") else None
            case HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE if have:
                return None
            case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
                raise self._refused("it does not have this file")
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                raise self._refused("it does not let us have this file")
            case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                raise self._refused("the proxy wants a name and password")
            case status:
                raise self._refused(f"it answered {status}", retryable=status >= 500)

    def _receive(self, response: httpx.Response, start: int, watch: Watch) -> None:
        with writing(self._part.parent):
            self._part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if start == 0:
                self._mark.write_text(_validator(response), "utf-8")
            with self._part.open("r+b" if start else "wb") as file:
                file.seek(start)
                for chunk in response.iter_raw():
                    watch.go_on()
                    start += len(chunk)
                    if start > self._size:
                        file.truncate(0)
                        raise self._refused("it sends more than the catalog says")
                    file.write(chunk)
                    watch.tell(Progress("download", start, self._size))

    def _refused(self, why: str, *, retryable: bool = False) -> DownloadError:
        return DownloadError(
            f"download refused: {why}",
            f"The model cannot be downloaded from {self._host}: {why}.",
            retryable=retryable,
        )

    def _stopped(self) -> DownloadError:
        have = self._have()
        return DownloadError(
            f"download stopped at {have} of {self._size} bytes",
            f"The download from {self._host} stopped at {have / 1e6:.1f} of "
            f"{self._size / 1e6:.1f} MB. Try again: it goes on from there.",
        )


def _stay(response: httpx.Response) -> None:
    """Follow no redirect to another host, or out of encryption. Raises DownloadError.

    Nobody has agreed to that host: connections go to those of the catalog and the settings only.
    """
    here = response.url
    try:
        there = here.join(response.headers.get("Location", ""))
    except httpx.InvalidURL:
        return  # httpx says so itself
    weaker = here.scheme == "https" and there.scheme != "https"
    if there.host != here.host or weaker:
        raise DownloadError(
            "download refused: sent on to another host",
            f"{here.host} sends us on to {there.host}, which the settings do not name. Name the "
            "place that has the file as [speech] mirror, or install from a file.",
            retryable=False,
        )


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL as error:
        raise DownloadError(
            "address is not valid", "The address of the model is not valid.", retryable=False
        ) from error


def _validator(response: httpx.Response) -> str:
    """Return what tells this file from a later one of the same name; weak ETags may not be used."""
    etag: str = response.headers.get("ETag", "")
    if etag.startswith('"'):
        return etag
    modified: str = response.headers.get("Last-Modified", "")
    return modified
