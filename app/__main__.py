"""The command line: the one door that knows everyone. Each verb is imported when it is called."""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from typing import Protocol, cast

from app import discretion
from app.folders import Folders, made
from models.errors import HearbackError

log = logging.getLogger("hearback")

ROOMS = ("app", "ui", "speech", "models", "resources", "tests")


class VerbModule(Protocol):
    """What a module behind a verb offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the verb's arguments."""

    def run(self, args: argparse.Namespace, folders: Folders) -> int:
        """Do it; return the exit status. Raises HearbackError and nothing else on purpose."""


@dataclass(frozen=True, slots=True)
class Verb:
    name: str
    module: str
    help: str


VERBS = (
    Verb("window", "ui.cli", "open the overlay (what `hearback` alone does)"),
    Verb("demo", "ui.demo.cli", "play a sample call through the real window"),
    Verb("call", "app.phone.cli", "tell the running window that a call begins, is held or ends"),
    Verb("open-url", "app.phone.link_cli", "do what a hearback: link says"),
    Verb("listen", "speech.cli", "turn sound into events, one JSON object a line"),
    Verb("devices", "speech.devices_cli", "list what each ear could hear"),
    Verb("replay", "app.call.replay_cli", "feed a recorded event stream through the call core"),
    Verb("explain", "app.call.explain_cli", "print how the risk of a recorded call came about"),
    Verb("analyze", "app.call.analyze_cli", "listen to a recorded call and say what stood out"),
    Verb("note", "app.note.cli", "make the escalation note of a recorded event stream"),
    Verb("outbox", "app.outbox.cli", "list, retry or discard notes that wait to be sent"),
    Verb("feedback", "app.feedback.cli", 'see, export or delete what you called "not so"'),
    Verb("models", "models.cli", "list, install and check recognizer models"),
    Verb("emotion", "models.emotion_cli", "see what the emotion model makes of a line"),
    Verb("try-model", "speech.recognize.cli", "see whether vosk can hear with a model folder"),
    Verb("packs", "app.cues.cli", "check a phrase pack and say what is wrong with it"),
    Verb("bench", "tests.bench.cli", "measure speed and memory, side by side"),
)


def build_parser(verb: Verb | None) -> argparse.ArgumentParser:
    """Return the parser; only `verb`'s module is imported to describe its arguments."""
    parser = argparse.ArgumentParser(
        prog="hearback",
        description="Hears the call on this machine, offers one gentle phrase at a time, "
        "hands over a real note. Without a verb it opens the overlay.",
    )
    parser.add_argument("--verbose", action="store_true", help="more detail in the log")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for known in VERBS:
        sub = verbs.add_parser(known.name, help=known.help, description=known.help)
        if known is verb:
            load(known).configure(sub)
    return parser


def load(verb: Verb) -> VerbModule:
    """Import what is behind a verb. Raises HearbackError where not all of it is installed."""
    try:
        return cast("VerbModule", importlib.import_module(verb.module))
    except ModuleNotFoundError as error:
        if error.name and verb.module.startswith(error.name):
            raise HearbackError(
                f"{verb.module} is not installed",
                f"`hearback {verb.name}` works from a source checkout only.",
            ) from error
        package = (error.name or "").partition(".")[0]
        if package in {"", *ROOMS}:
            raise
        raise HearbackError(
            f"{verb.module} needs {error.name}, which is not installed",
            f"`hearback {verb.name}` needs the package {package}, which is not installed here. "
            "Install Hearback again; in a source checkout, `make test` brings what is needed.",
        ) from error


def start_logging(folders: Folders, *, verb: str, verbose: bool) -> None:
    """Log to a file of this user; the listener, being a child process, logs to stderr."""
    logging.raiseExceptions = False  # On a full disk a log line is lost, and nothing is printed.
    handler: logging.Handler
    try:
        if verb == "listen":
            handler = logging.StreamHandler()
        else:
            handler = RotatingFileHandler(
                made(folders.logs) / "hearback.log",
                maxBytes=1_000_000,
                backupCount=3,
                encoding="utf-8",
                delay=True,
            )
    except OSError:
        handler = logging.NullHandler()  # Nowhere to write: the person gets the sentence alone.
    handler.setFormatter(discretion.DiscreetFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb. Returns 0, 1 for a failure said in one sentence, 2 for wrong usage."""
    if argv is None:  # the program itself, not somebody who calls it from another one
        discretion.begin()
        argv = sys.argv[1:]
    argv = list(argv)
    known = {verb.name: verb for verb in VERBS}
    named = next((known[word] for word in argv if word in known), None)
    if named is None and not any(word in {"-h", "--help"} for word in argv):
        named = known["window"]
        argv.append(named.name)
    folders = Folders.find()
    try:
        args = build_parser(named).parse_args(argv)
        assert named is not None  # noqa: S101  without a verb argparse has printed help and left
        start_logging(folders, verb=named.name, verbose=args.verbose)
        return load(named).run(args, folders)
    except HearbackError as error:
        # The log of a listener is standard error: a traceback there would bury the sentence.
        told = named is not None and named.name == "listen" and not log.isEnabledFor(logging.DEBUG)
        log.error("%s: %s", type(error).__name__, error, exc_info=not told)  # noqa: TRY400
        print(f"hearback: {error.person}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:
        log.exception("unexpected")
        where = folders.logs / "hearback.log"
        print(f"hearback: something unexpected happened; see {where}.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
