"""`hearback analyze`: listen to a recorded call at full speed and say what stood out."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from app import recording
from app.call import replay_cli, report
from app.folders import Folders
from speech.events import AnyEvent, Level

TELL_EVERY = 5.0
"""Seconds of call between two updates of the progress line."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the verb."""
    parser.description = (
        "Listens to a recorded call (WAV, FLAC, OGG or MP3; customer on the left, agent on the "
        "right) as fast as the recognizer can, and prints what was said, noticed and shown. "
        "Nothing is kept: redirect the output if you want to."
    )
    parser.add_argument("call", type=Path, metavar="CALL", help="a recorded call")
    replay_cli.add_shared(parser)
    parser.add_argument(
        "--recognizer",
        choices=("auto", "vosk", "pocketsphinx"),
        help="which ear; auto takes vosk where a model is installed",
    )
    parser.add_argument("--model", metavar="DIR", help="folder of a vosk model")
    parser.add_argument("--swap", action="store_true", help="left is the agent, right the customer")


def run(args: argparse.Namespace, folders: Folders) -> int:  # noqa: ARG001  every verb takes both
    """Analyze one call. Raises ListenerFailedError and PackError."""
    session = replay_cli.new_session(args.pack)
    options = ["--swap"] if args.swap else []
    for name in ("recognizer", "model"):
        if value := getattr(args, name):
            options += [f"--{name}", value]
    heard = _telling(recording.hear(args.call, options), quiet=not (args.json or _piped()))
    replay_cli.show(session, heard, source=args.call.name, as_json=args.json)
    return 0


def _piped() -> bool:
    return not sys.stdout.isatty()


def _telling(events: Iterable[AnyEvent], *, quiet: bool) -> Iterator[AnyEvent]:
    """Say on standard error how far it is, where a person looks on and nothing else scrolls by."""
    quiet = quiet or not sys.stderr.isatty()
    told = 0.0
    for event in events:
        if not quiet and isinstance(event, Level) and event.t - told >= TELL_EVERY:
            told = event.t
            sys.stderr.write(f"\rheard {report.clock(told)} of the call …")
            sys.stderr.flush()
        yield event
    if told:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
