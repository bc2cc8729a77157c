"""`hearback replay`: feed a recorded event stream through the call core and say what it noticed."""

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

import resources
from app.call import report, stream
from app.call.actions import AnyAction
from app.call.analysis import Watcher
from app.call.session import CallSession
from app.cues.pack import load_pack
from app.folders import Folders
from app.note.compose import compose
from speech.events import AnyEvent


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the verb."""
    parser.description = (
        "Feeds a recorded call (what `hearback listen` printed, with or without the agent's "
        "clicks) through the call core, without a sound, and prints what was said, noticed and "
        "shown."
    )
    parser.add_argument("events", type=Path, metavar="EVENTS", help="a file of events, JSON lines")
    add_shared(parser)


def add_shared(parser: argparse.ArgumentParser) -> None:
    """Add what replay and analyze have in common."""
    parser.add_argument(
        "--json", action="store_true", help="one JSON object: the analysis of the whole call"
    )
    parser.add_argument(
        "--pack", type=Path, metavar="DIR", help="a phrase pack; default: the built-in one"
    )


def run(args: argparse.Namespace, folders: Folders) -> int:  # noqa: ARG001  every verb takes both
    """Replay one recording. Raises BrokenStreamError and PackError."""
    session = new_session(args.pack)
    show(session, stream.load(args.events), source=args.events.name, as_json=args.json)
    return 0


def new_session(pack: Path | None) -> CallSession:
    """Return a fresh call with this pack, or the built-in one. Raises PackError."""
    return CallSession(load_pack(pack or resources.path("packs/default")))


def show(
    session: CallSession,
    recorded: Iterable[AnyEvent | AnyAction],
    *,
    source: str,
    as_json: bool,
) -> None:
    """Print the call as it unfolds, or its analysis at the end."""
    watcher = Watcher()
    for event in recorded:
        before = watcher.state
        step = session.feed(event)
        watcher.see(event, step)
        if not as_json:
            for line in report.timeline(before, step):
                print(line)
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    note = compose(watcher.state, note_id=str(uuid4()), created=now)
    found = watcher.result(note, source=source)
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
    else:
        for line in report.summary(found):
            print(line)
