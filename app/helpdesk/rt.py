"""Request Tracker 5 over REST 2.0: a new ticket in a queue, or an internal comment on a ticket.

RT has no idempotency key, so each note carries its own: the note's JSON is attached under the
name `hearback-note-ID.json`, and a ticket search by attachment name finds it again, for tickets
and comments alike, without a full-text index and even after a merge (tried on RT 5.0.3). The
account needs the rights SeeQueue, ShowTicket, CreateTicket and CommentOnTicket.

The attachment also gives other programs the note as it was written, version and all.
"""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
import msgspec

from app.helpdesk.adapter import (
    HelpdeskConfusedError,
    HelpdeskRefusedError,
    Receipt,
    marker,
)
from app.helpdesk.http import PATIENCE, TIMEOUT, HelpdeskClient
from app.note.schema import Note

_T = TypeVar("_T")
_API = "REST/2.0"
_SUBJECT_LENGTH = 200
"""Characters: the width of RT's column."""
_SEARCH_BACK = timedelta(days=7)
"""How far before the note's own time a ticket may have changed last and still be looked at: it
keeps the search small on a large RT, and forgives a clock or a time zone that is off."""


class _Created(msgspec.Struct):
    id: str | int
    type: str


class _Found(msgspec.Struct):
    id: str | int


class _Search(msgspec.Struct):
    total: int
    items: list[_Found]


class RequestTracker:
    """One RT and one account. With a user name the secret is its password, else a token.

    `secret` is asked for each request and may raise HelpdeskError; `html` renders a note.
    """

    def __init__(  # noqa: PLR0913  every one is a setting
        self,
        url: str,
        *,
        user: str,
        queue: str,
        secret: Callable[[], str],
        html: Callable[[Note], str],
        insecure: bool = False,
        timeout: httpx.Timeout = TIMEOUT,
        patience: float = PATIENCE,
    ) -> None:
        self._user = user
        self._queue = queue
        self._secret = secret
        self._html = html
        self._client = HelpdeskClient(
            url, self._authorization, insecure=insecure, timeout=timeout, patience=patience
        )
        self.name = f"Request Tracker at {self._client.host}"

    def close(self) -> None:
        self._client.close()

    def find(self, note: Note) -> Receipt | None:
        since = (_moment(note.created) - _SEARCH_BACK).strftime("%Y-%m-%d")
        query = f"Filename = '{_file_name(note)}' AND LastUpdated > '{since}'"
        answer = self._client.request(
            "GET", f"{_API}/tickets", params={"query": query, "per_page": "2"}
        )
        found = _shaped(answer, _Search, self.name)
        if not found.items:
            return None
        return self._receipt(_number(found.items[0].id, self.name), note)

    def deliver(self, note: Note) -> Receipt:
        document = msgspec.json.encode(note)
        message: dict[str, object] = {
            "ContentType": "text/html",
            "Content": self._html(note),
            "Attachments": [
                {
                    "FileName": _file_name(note),
                    "FileType": "application/json",
                    "FileContent": base64.b64encode(document).decode("ascii"),
                }
            ],
        }
        if note.ticket is not None:
            return self._comment(note, ticket_number(note.ticket), message)
        why = (
            f"{self.name} does not let this account open tickets in the queue "
            f"“{self._queue}”, or there is no such queue."
        )
        cure = "Check [helpdesk] queue in settings and the account's rights, then retry."
        answer = self._client.request(
            "POST",
            f"{_API}/ticket",
            body={"Queue": self._queue, "Subject": _subject(note), **message},
            refusals={403: (why, cure)},
        )
        made = _shaped(answer, _Created, self.name)
        return self._receipt(_number(made.id, self.name), note)

    def _comment(self, note: Note, number: str, message: dict[str, object]) -> Receipt:
        try:
            answer = self._client.request("POST", f"{_API}/ticket/{number}/comment", body=message)
        except HelpdeskRefusedError:
            # RT says 400 for a ticket that is not there: ask for the ticket to tell them apart.
            self._client.request(
                "GET",
                f"{_API}/ticket/{number}",
                refusals={
                    404: (
                        f"There is no ticket {number} in {self.name}.",
                        "Correct the ticket number, or send the note as a new ticket.",
                    )
                },
            )
            raise
        _shaped(answer, list[str], self.name)
        return self._receipt(number, note)

    def _receipt(self, number: str, note: Note) -> Receipt:
        kind = "ticket" if note.ticket is None else "comment"
        return Receipt(number, self._client.link(f"Ticket/Display.html?id={number}"), kind)

    def _authorization(self) -> str:
        secret = self._secret()
        if not self._user:
            if not (secret.isascii() and secret.isprintable()):
                raise HelpdeskRefusedError(
                    "token of odd signs",
                    f"The token for {self.name} has signs in it that no token has.",
                    "Set it anew with `hearback outbox secret set`, then retry.",
                )
            return f"token {secret}"
        pair = f"{self._user}:{secret}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"


def ticket_number(text: str) -> str:
    """Return "12" for "12" or "#12". Raises HelpdeskRefusedError for anything else."""
    found = re.fullmatch(r"\s*#?([1-9][0-9]{0,9})\s*", text, re.ASCII)
    if found is None:
        raise HelpdeskRefusedError(
            "ticket is no number",
            "The ticket of the note is not a number.",
            "Correct the ticket number, or send the note as a new ticket.",
        )
    return found.group(1)


def _file_name(note: Note) -> str:
    return f"hearback-note-{marker(note.id)}.json"


def _subject(note: Note) -> str:
    """One line, as RT wants it."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in note.subject).split())
    return plain[:_SUBJECT_LENGTH] or "Note from a call"


def _moment(created: str) -> datetime:
    try:
        return datetime.fromisoformat(created)
    except ValueError:
        return datetime(1971, 1, 1, tzinfo=UTC)


def _number(found: str | int, name: str) -> str:
    number = str(found)
    if not (number.isascii() and number.isdigit()):
        raise HelpdeskConfusedError(f"{name}: id is no number")
    return number


def _shaped(answer: object, kind: type[_T], name: str) -> _T:
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError:
        raise HelpdeskConfusedError(
            f"{name}: answer of another shape",
            f"What answers as {name} is not Request Tracker 5 with REST 2.0.",
        ) from None
