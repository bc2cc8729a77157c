"""`hearback explain`: the arithmetic behind the risk of a recorded call, at any moment."""

import argparse
from pathlib import Path

import msgspec

from app.call import explain, replay_cli, stream
from app.folders import Folders


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the verb."""
    parser.description = (
        "Replays a recorded call (what `hearback listen` printed, with or without the agent's "
        "clicks) up to a moment and prints how its risk came about: what was noticed, what it "
        "weighs, what is left of it, and how it adds up to the value and its level. Weights and "
        "thresholds are those of app/call/weights.py. What was said is not repeated."
    )
    parser.add_argument("events", type=Path, metavar="EVENTS", help="a file of events, JSON lines")
    parser.add_argument(
        "--at",
        type=_seconds,
        metavar="SECONDS",
        help="the moment on the call clock; the worst one if not given",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.0 <= seconds <= 1e6:
        raise argparse.ArgumentTypeError("must be seconds of the call, 0 or more")
    return seconds


def run(args: argparse.Namespace, folders: Folders) -> int:  # noqa: ARG001  every verb takes both
    """Explain one moment. Raises BrokenStreamError."""
    session = replay_cli.new_session(None)
    found = explain.moment(session, stream.load(args.events), args.at)
    if args.json:
        print(msgspec.json.format(msgspec.json.encode(explain.as_json(found)), indent=1).decode())
        return 0
    for line in explain.lines(found):
        print(line)
    return 0
