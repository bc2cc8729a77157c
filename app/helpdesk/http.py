"""One HTTP request to a helpdesk: limited in time and size, and every way to fail has a name.

The host is the one of the settings and no other: redirects are not followed. Certificates are
checked against the system's own store, so a company's authority works as in the browser. What
the server wrote in an error is neither logged nor shown: it may quote the note.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import NoReturn

import httpx
import msgspec
import truststore

from app.helpdesk import retry_after
from app.helpdesk.adapter import (
    HelpdeskConfusedError,
    HelpdeskRefusedError,
    HelpdeskUnreachableError,
)
from models.errors import BadInputError

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
"""Seconds for each read or write, and for connecting."""
PATIENCE = 60.0
"""Seconds for a whole answer; a delivery takes at most two, well within `store.LEASE`."""
LARGEST_ANSWER = 1_000_000
"""Bytes; the answers that are read here have some hundreds."""
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_TRY_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})


class HelpdeskClient:
    """Speaks JSON with one base address. `auth` is asked anew for each request.

    `auth` returns the value of the Authorization header or raises HelpdeskError.
    """

    def __init__(
        self,
        url: str,
        auth: Callable[[], str],
        *,
        insecure: bool = False,
        timeout: httpx.Timeout = TIMEOUT,
        patience: float = PATIENCE,
    ) -> None:
        self.url = checked_url(url, insecure=insecure)
        self.host = self.url.netloc.decode("ascii")
        self._auth = auth
        self._patience = patience
        # A proxy of the environment is honored, but not on the way to this same computer.
        self._client = httpx.Client(
            verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=timeout,
            # Requests are minutes apart: a kept connection that the server has closed meanwhile
            # would turn a certain outcome into an unknown one.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=not _is_loopback(self.url.host),
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "hearback",
            },
        )

    def close(self) -> None:
        self._client.close()

    def link(self, path: str) -> str:
        return f"{str(self.url).rstrip('/')}/{path}"

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: object = None,
        refusals: Mapping[int, tuple[str, str]] | None = None,
    ) -> object:
        """Return the decoded JSON of a 2xx answer. Raises HelpdeskError and nothing else.

        `refusals` gives the sentence and the cure for a status that means something special here.
        """
        headers = {"Authorization": self._auth()}
        content = None
        if body is not None:
            content = msgspec.json.encode(body)
            headers["Content-Type"] = "application/json"
        until = time.monotonic() + self._patience
        try:
            with self._client.stream(
                method, self.link(path), params=params, content=content, headers=headers
            ) as response:
                self._check(response, refusals or {})
                return self._decoded(self._read(response, until))
        except httpx.DecodingError as error:
            raise HelpdeskConfusedError(f"{self.host}: {type(error).__name__}") from None
        except httpx.TransportError as error:
            self._unreachable(error)

    def _read(self, response: httpx.Response, until: float) -> bytes:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            # Not asked for; a few kilobytes of it can unpack to more than there is memory.
            raise HelpdeskConfusedError(f"{self.host}: answer is compressed")
        parts: list[bytes] = []
        size = 0
        for part in response.iter_raw():
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER:
                raise HelpdeskConfusedError(f"{self.host}: answer above {LARGEST_ANSWER} bytes")
            if time.monotonic() > until:
                raise HelpdeskUnreachableError(
                    f"{self.host}: no whole answer in {self._patience:g} s",
                    f"The helpdesk at {self.host} is too slow to answer.",
                )
        return b"".join(parts)

    def _decoded(self, content: bytes) -> object:
        try:
            return msgspec.json.decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise HelpdeskConfusedError(
                f"{self.host}: answer is not JSON",
                f"What answers at {self.host} does not answer as a helpdesk.",
            ) from None

    def _check(self, response: httpx.Response, refusals: Mapping[int, tuple[str, str]]) -> None:
        status = response.status_code
        if response.is_success:
            return
        log = f"{self.host}: status {status}"
        if status in _TRY_LATER:
            wait = retry_after.seconds(
                response.headers.get("Retry-After"),
                date=response.headers.get("Date"),
                now=time.time(),
            )
            why = (
                f"The helpdesk at {self.host} asks to be left alone for a while."
                if status == httpx.codes.TOO_MANY_REQUESTS
                else f"The helpdesk at {self.host} has trouble (status {status})."
            )
            raise HelpdeskUnreachableError(
                log,
                why,
                retry_after=wait,
                may_have_arrived=status >= httpx.codes.INTERNAL_SERVER_ERROR,
            )
        if response.is_redirect:
            raise HelpdeskConfusedError(
                log,
                f"The helpdesk's address {self.url} leads on to another one, which is not "
                "followed.",
                "The note is saved and will be tried again; check [helpdesk] url in settings.",
                may_have_arrived=False,
            )
        why, cure = refusals.get(status) or self._refusal(status)
        raise HelpdeskRefusedError(log, why, cure)

    def _refusal(self, status: int) -> tuple[str, str]:
        known = {
            401: (
                f"The helpdesk at {self.host} does not accept the user name or the password.",
                "Set it anew with `hearback outbox secret set`, then retry.",
            ),
            403: (
                f"The helpdesk at {self.host} does not allow this account to put notes there.",
                "Ask whoever runs it for the rights, then retry.",
            ),
            404: (
                f"There is no helpdesk at {self.url}.",
                "Check [helpdesk] url in settings, then retry.",
            ),
            413: (
                f"The note is too long for the helpdesk at {self.host}.",
                "Shorten it, then send it again.",
            ),
        }
        return known.get(status) or (
            f"The helpdesk at {self.host} refused the note (status {status}).",
            "Check the ticket number and the queue, then retry.",
        )

    def _unreachable(self, error: httpx.TransportError) -> NoReturn:
        log = f"{self.host}: {type(error).__name__}"
        if _is_about_certificates(error):
            raise HelpdeskUnreachableError(
                log,
                f"The certificate of {self.host} is not trusted by this computer.",
                "The note is saved and will be tried again; ask your IT to add the certificate.",
                may_have_arrived=False,
            ) from None
        raise HelpdeskUnreachableError(
            log,
            f"The helpdesk at {self.host} is not answering.",
            may_have_arrived=not isinstance(error, _NEVER_SENT),
        ) from None


def checked_url(url: str, *, insecure: bool) -> httpx.URL:
    """Return the base address. Raises BadInputError, saying what to write instead."""
    hint = 'Write [helpdesk] url = "https://rt.example.com" in settings.'
    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError):
        parsed = httpx.URL()
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise BadInputError("helpdesk url", f"The helpdesk's address {url!r} is none. {hint}")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise BadInputError(
            "helpdesk url", f"The helpdesk's address may hold a host and a path only. {hint}"
        )
    if parsed.scheme == "http" and not (insecure or _is_loopback(parsed.host)):
        raise BadInputError(
            "helpdesk url is http",
            f"{url} would send the password and the note unencrypted. Use https, or set "
            "insecure = true under [helpdesk] if your network makes that safe.",
        )
    return parsed


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_about_certificates(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
