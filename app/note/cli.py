"""`hearback note`: the escalation note of a recorded call, to read, to keep or to send."""

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

import resources
from app import settings as user_settings
from app.call import stream
from app.call.actions import AnyAction
from app.call.session import CallSession
from app.call.state import CallState
from app.cues.pack import load_pack
from app.folders import Folders
from app.note import render
from app.note.compose import compose
from app.note.schema import Note
from app.outbox.desk import Desk
from app.outbox.entry import Entry, State
from models.errors import BadInputError
from speech.events import AnyEvent

FORMATS: dict[str, Callable[[Note], str]] = {
    "text": render.text,
    "markdown": render.markdown,
    "html": render.html,
    "json": render.json,
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the verb."""
    parser.description = (
        "Makes the escalation note of a recorded call (what `hearback listen` printed) and prints "
        "it. Card numbers, phone numbers, addresses, ids and codes are masked. With --send it "
        "goes to the helpdesk of the settings; the same call sent twice arrives once."
    )
    parser.add_argument(
        "events", metavar="EVENTS.jsonl", help="a file of events, JSON lines; - for standard input"
    )
    parser.add_argument(
        "--format", choices=tuple(FORMATS), help="how to print the note (default: text)"
    )
    parser.add_argument(
        "--send", action="store_true", help="send it; says where it is now, or why it waits"
    )
    parser.add_argument(
        "--ticket", metavar="ID", help="make it a private comment on this ticket, not a new one"
    )


def run(args: argparse.Namespace, folders: Folders) -> int:
    """Make the note, print it, send it. Returns 0, or 1 for a note that waits or was refused.

    Raises HearbackError.
    """
    recorded = _recorded(args.events)
    if not stream.speaks(recorded):
        raise BadInputError(
            "note: nothing was said", "Nothing was said in this recording, so there is no note."
        )
    ticket = args.ticket.removeprefix("#") if args.ticket else None
    note = compose(
        _played(recorded), note_id=note_id(recorded, ticket), created=_now(), ticket=ticket
    )
    if args.format or not args.send:
        print(FORMATS[args.format or "text"](note), end="")
    if not args.send:
        return 0
    with Desk.open(folders, user_settings.load(folders.settings_file)) as desk:
        if desk.notice:
            print(f"hearback: {desk.notice}", file=sys.stderr)
        desk.send(note)
        desk.step(most=None)
        entry = desk.outbox.entry(note.id)
    told = sys.stderr if args.format else sys.stdout
    print(outcome(entry), file=told)
    return 0 if entry is not None and entry.state is State.SENT else 1


def note_id(recorded: Iterable[AnyEvent | AnyAction], ticket: str | None) -> str:
    """Return the same id for the same call and ticket: sent twice, it is one note."""
    digest = hashlib.sha256((ticket or "").encode())
    for one in recorded:
        digest.update(msgspec.json.encode(one) + b"\n")
    return digest.hexdigest()[:32]


def outcome(entry: Entry | None) -> str:
    """Return one line on where the note is now."""
    if entry is None:
        return "The note is no longer in the outbox."
    match entry.state:
        case State.SENT if entry.receipt:
            return f"Sent: {entry.receipt.kind} {entry.receipt.ticket}  {entry.receipt.link}"
        case State.FAILED:
            return f"Not sent, kept as {entry.id}: {entry.error}"
        case State.QUEUED if entry.error:
            return f"Queued as {entry.id}: {entry.error}"
        case _:
            return f"Queued as {entry.id}: `hearback outbox send` tries again."


def _recorded(name: str) -> list[AnyEvent | AnyAction]:
    if name != "-":
        return stream.load(Path(name))
    return list(stream.read(sys.stdin.buffer, "standard input"))


def _played(recorded: Iterable[AnyEvent | AnyAction]) -> CallState:
    session = CallSession(load_pack(resources.path("packs/default")))
    for one in recorded:
        session.feed(one)
    return session.state


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
