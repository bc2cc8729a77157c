"""`hearback call`: what a softphone runs when a call begins, is held, goes on and ends.

A softphone waits for it, so it imports next to nothing: no Qt, no sound, no helpdesk.
"""

import argparse
import json
import os
import sys

from app.folders import Folders
from app.ipc.client import NotRunningError, ask
from app.ipc.message import Answer
from app.ipc.place import socket_folder
from app.phone.crm import read_switches
from app.phone.request import VERBS, Request, checked
from models.errors import HearbackError
from models.own_program import own_program

DESCRIPTION = """\
Tell the running Hearback about a call. `start` begins to listen, `hold` pauses, `resume` goes on,
`end` stops and leaves the note; `ring` only says who is calling; `status` changes nothing. Saying
a thing twice is fine, and a start of another call ends the one before. A number that comes from
the telephone network goes last, behind `--`, so that it can never be read as an option:
`hearback call start -- 1001`. `crm` takes 3CX's switches: `hearback call crm -- /N:C /I:42`.
Ready-made hooks for softphones: docs/softphones.md.
"""
CRM = "crm"
START_PATIENCE = 30.0
"""Seconds that a window may take to open with --start-window."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = DESCRIPTION
    parser.add_argument("what", choices=(*VERBS, CRM), help="what happened")
    parser.add_argument("rest", nargs="*", metavar="NUMBER", help="the far end, behind --")
    parser.add_argument("--id", default="", help="the softphone's id of the call")
    parser.add_argument("--from", dest="number", default="", metavar="NUMBER", help="the far end")
    parser.add_argument("--name", default="", help="the far end's name")
    parser.add_argument("--ticket", default="", help="the ticket that the note goes to")
    parser.add_argument("--direction", default="", metavar="in|out", help="who called whom")
    parser.add_argument(
        "--start-window", action="store_true", help="open Hearback first if it is not running"
    )
    parser.add_argument("--json", action="store_true", help="the answer as one JSON object")


def run(args: argparse.Namespace, folders: Folders) -> int:
    answer = say(_asked(args), folders, start_window=args.start_window)
    print(told(answer) if args.json else answer.said)
    return 0 if answer.ok else 1


def _asked(args: argparse.Namespace) -> Request:
    if args.what == CRM:
        return read_switches(args.rest)
    facts = {
        "id": args.id,
        "from": args.number or " ".join(args.rest),
        "name": args.name,
        "ticket": args.ticket,
        "direction": args.direction,
    }
    return checked(args.what, facts)


def say(request: Request, folders: Folders, *, start_window: bool = False) -> Answer:
    """Return what the running window answers; open one first if that is asked for and needed."""
    folder = socket_folder(folders)
    try:
        return ask(folder, request)
    except NotRunningError:
        if not start_window:
            raise
    open_window()
    return ask(folder, request, patience=START_PATIENCE)


def told(answer: Answer) -> str:
    """Return the answer for a script."""
    return json.dumps(
        {"ok": answer.ok, "said": answer.said, "state": answer.state, "call": answer.call.named()}
    )


def open_window() -> None:
    """Start the window in a session of its own: it outlives whoever asked for it."""
    try:
        _spawn(own_program("window"))
    except OSError as error:
        raise HearbackError(
            f"window not started: {error.strerror}", "Hearback could not be opened."
        ) from error


def _spawn(command: list[str]) -> None:
    if sys.platform == "win32":  # not run on hardware yet
        os.spawnv(os.P_DETACH, command[0], command)  # noqa: S606  ourselves
        return
    null = os.open(os.devnull, os.O_RDWR)
    silent = [(os.POSIX_SPAWN_DUP2, null, number) for number in range(3)]
    try:
        os.posix_spawn(command[0], command, os.environ, file_actions=silent, setsid=True)
    finally:
        os.close(null)
