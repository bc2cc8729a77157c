"""`hearback outbox`: what waits to be sent, and what to do about it. Note text only on `show`."""

import argparse
import getpass
import sys
import time
from datetime import UTC, datetime

import msgspec

from app import settings as user_settings
from app.folders import Folders
from app.keyring_error import KeyringUnavailableError
from app.note import render
from app.note.schema import Note
from app.outbox.courier import DeliveryResult
from app.outbox.desk import Desk
from app.outbox.entry import Draft, Entry, State
from app.secrets import (
    HELPDESK_VARIABLE,
    SystemKeyring,
    helpdesk_account,
)
from models.errors import BadInputError

ASKING_PATIENCE = 120.0
"""Seconds that a person may take to unlock the keyring when a secret is set."""

EPILOG = f"""
The secret of the helpdesk (password, or token where no user is set) is kept in the system keyring
only. `hearback outbox secret set` asks for it, or reads it from standard input; it is never taken
from the command line, which other users could see. On a machine without a keyring set the
environment variable {HELPDESK_VARIABLE} instead.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the verb's arguments."""
    parser.epilog = EPILOG
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def add(name: str, words: str) -> argparse.ArgumentParser:
        return actions.add_parser(name, help=words, description=words)

    listing = add("list", "list what waits, what failed and why, and the receipts of 30 days")
    show = add("show", "print one note in full")
    show.add_argument("id", metavar="ID", help="note id, as `list` prints it")
    retry = add("retry", "try now what waits or failed: one note, or all of them")
    retry.add_argument("id", metavar="ID", nargs="?", help="note id; all notes when left out")
    send = add("send", "deliver what is due, as the window does, and say what came of it")
    discard = add("discard", "forget a note or a draft for good; it is not sent")
    discard.add_argument("id", metavar="ID", help="note id or call id, as `list` prints it")
    for sub in (listing, show, retry, send):
        sub.add_argument("--json", action="store_true", help="print JSON")
    secret = add("secret", "set or clear the password or token of the helpdesk")
    secret.epilog = EPILOG
    secret.add_argument("what", choices=("set", "clear"))


def run(args: argparse.Namespace, folders: Folders) -> int:
    """Do it; return the exit status. Raises HearbackError."""
    settings = user_settings.load(folders.settings_file)
    if args.action == "secret":
        return _secret(args.what, settings.helpdesk)
    with Desk.open(folders, settings) as desk:
        if desk.notice:
            print(f"hearback: {desk.notice}", file=sys.stderr)
        match args.action:
            case "list":
                return _list(desk, as_json=args.json)
            case "show":
                return _show(desk, args.id, as_json=args.json)
            case "discard":
                return _discard(desk, args.id)
            case "retry":
                _make_due(desk, args.id)
        return _send(desk, as_json=args.json)


def _list(desk: Desk, *, as_json: bool) -> int:
    drafts, entries = desk.drafts(), desk.entries()
    if as_json:
        _print_json(
            {
                "helpdesk": desk.helpdesk_name,
                "key": {"kind": desk.key_source.kind, "words": desk.key_source.words},
                "drafts": [_draft_row(draft) for draft in drafts],
                "entries": [_entry_row(entry) for entry in entries],
            }
        )
        return 0
    for draft in drafts:
        print(f"{draft.call_id}  draft   of the call that began {draft.started}")
    for entry in entries:
        print(f"{entry.id}  {entry.state.value:7} {_story(entry)}")
    if not drafts and not entries:
        print("Nothing waits.")
    print(f"Notes go to {desk.helpdesk_name}. {desk.key_source.words}")
    return 0


def _story(entry: Entry) -> str:
    match entry.state:
        case State.SENT if entry.receipt:
            return f"{entry.receipt.kind} {entry.receipt.ticket}  {entry.receipt.link}"
        case State.SENDING:
            return "is being sent just now"
        case State.QUEUED if entry.error:
            return f"{entry.error} Next try {_local(entry.next_try)}."
        case _:
            return entry.error or f"since {_local(entry.created)}"


def _draft_row(draft: Draft) -> dict[str, object]:
    return {"call": draft.call_id, "started": draft.started, "updated": draft.updated}


def _entry_row(entry: Entry) -> dict[str, object]:
    waits = entry.state is State.QUEUED
    return {
        "id": entry.id,
        "state": entry.state.value,
        "created": _iso(entry.created),
        "attempts": entry.attempts,
        "next_try": _iso(entry.next_try) if waits else None,
        "error": "" if entry.state is State.SENT else entry.error,
        "receipt": msgspec.to_builtins(entry.receipt),
    }


def _show(desk: Desk, wanted: str, *, as_json: bool) -> int:
    note = _note(desk, wanted)
    if as_json:
        _print_json(note)
    else:
        print(render.text(note))
    return 0


def _note(desk: Desk, wanted: str) -> Note:
    for draft in desk.drafts():
        if draft.call_id == wanted and draft.note:
            return draft.note
    entry = desk.outbox.entry(wanted)
    if entry is None:
        raise _unknown(wanted)
    if entry.note is None and entry.state is not State.SENT:
        raise BadInputError("unreadable note", entry.error)
    if entry.note is None:
        raise BadInputError("sent", f"Note {wanted} was sent: {_story(entry)}. No copy is kept.")
    return entry.note


def _discard(desk: Desk, wanted: str) -> int:
    if desk.discard_draft(wanted) or desk.discard(wanted):
        print(f"{wanted} is gone.")
        return 0
    if desk.outbox.entry(wanted):
        raise BadInputError("sending", f"Note {wanted} is being sent just now; try again later.")
    raise _unknown(wanted)


def _make_due(desk: Desk, wanted: str | None) -> None:
    """Make one note due, or all that wait or failed."""
    if wanted is None:
        for each in desk.entries():
            desk.retry(each.id)
        return
    entry = desk.outbox.entry(wanted)
    if entry is None:
        raise _unknown(wanted)
    if not desk.retry(wanted):
        raise BadInputError("not to be retried", f"Note {wanted}: {_story(entry)}.")


def _send(desk: Desk, *, as_json: bool) -> int:
    results = desk.step(most=None)
    if as_json:
        _print_json(results)
    else:
        for result in results:
            print(_outcome(result))
        if not results:
            print("Nothing is due.")
    return 0 if all(result.state == "sent" for result in results) else 1


def _outcome(result: DeliveryResult) -> str:
    if result.receipt:
        return f"{result.note_id}  sent: {result.receipt.kind} {result.receipt.ticket}  " + (
            result.receipt.link
        )
    words = f"{result.note_id}  {result.state}: {result.why} {result.cure}".rstrip()
    return f"{words} Next try {_local(result.next_try)}." if result.next_try else words


def _secret(what: str, helpdesk: user_settings.HelpdeskSettings) -> int:
    if helpdesk.kind == "folder" or not helpdesk.url:
        raise BadInputError(
            "no helpdesk that needs a secret",
            'Notes go to a folder, which needs no secret. Set [helpdesk] kind = "rt" and url in '
            "settings first.",
        )
    account = helpdesk_account(helpdesk)
    ring = SystemKeyring(patience=ASKING_PATIENCE, prompts=True)
    try:
        if what == "clear":
            print("Forgotten." if ring.clear(account) else "There was none.")
            return 0
        who = f"password of {helpdesk.user}" if helpdesk.user else "token"
        asking = sys.stdin.isatty()
        secret = getpass.getpass(f"{who} at {helpdesk.url}: ") if asking else sys.stdin.readline()
        secret = secret.rstrip("\r\n")
        if not secret:
            raise BadInputError("empty secret", "Nothing was given, so nothing was changed.")
        ring.set(account, secret)
    except KeyringUnavailableError as error:
        raise KeyringUnavailableError(
            str(error),
            f"{error.person} Set the environment variable {HELPDESK_VARIABLE} instead.",
        ) from error
    print(f"The {who} is in the system keyring.")
    return 0


def _unknown(wanted: str) -> BadInputError:
    return BadInputError(
        "unknown id", f"There is no {wanted!r} in the outbox; `hearback outbox list` shows it."
    )


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


def _local(moment: float) -> str:
    there = datetime.fromtimestamp(moment).astimezone()
    today = there.date() == datetime.fromtimestamp(time.time()).astimezone().date()
    return f"{there:at %H:%M:%S}" if today else f"{there:on %Y-%m-%d at %H:%M}"


def _print_json(value: object) -> None:
    print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
