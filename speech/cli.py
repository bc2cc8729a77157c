"""`hearback listen`: sound in, one JSON event a line out."""

import argparse
import importlib
import logging
import math
import signal
import sys
from pathlib import Path
from typing import Protocol

import models
from speech import priority
from speech.backlog import Backlog
from speech.capture.file import FileSource, open_recording
from speech.capture.here import sound_system
from speech.capture.live import LiveSource
from speech.capture.source import Source
from speech.control import Control
from speech.devices_cli import list_devices
from speech.events import Event, encode
from speech.feeling import Reader
from speech.feelings import Feelings
from speech.listen import Listener, Start
from speech.recognize.choose import KINDS, make_recognizer

log = logging.getLogger(__name__)

EMOTION = Path(models.__file__).with_name("emotion-en")
"""The model that comes with Hearback (`models.emotion.SHIPPED`, which is not loaded for this)."""
DESCRIPTION = """\
Turn a call into events, one JSON object a line on standard output; the log goes to standard error.

A recorded call has the customer on the left and the agent on the right (--swap: the other way
around). A mono recording is heard as the customer alone (--swap: as the agent alone): give no mix
of both voices, they cannot be told apart. Live, the customer is what the softphone plays (a
monitor source) and the agent is the microphone; without device names the default ones are heard.
Live, it runs at a lower priority than the softphone, and where the computer cannot keep up it
leaves out the agent before the customer; a `gap` and the channel's `health` say so.
What the customer says is read for a mood on this computer (`emotion`); the agent never is.
"""
"""What `--help` begins with."""


class HasFolders(Protocol):
    """Of the folders, what the listener needs to know."""

    @property
    def models(self) -> Path:
        """Installed recognizer models."""

    @property
    def cache(self) -> Path:
        """Remembers which models, not installed by us, were tried."""


def speed(text: str) -> float:
    """Return a playing speed: "max" is infinite."""
    value = math.inf if text == "max" else float(text)
    if not value > 0.0:
        msg = "must be above 0"
        raise argparse.ArgumentTypeError(msg)
    return value


def number(text: str) -> int:
    """Return the number of an utterance, 1 or more."""
    value = int(text)
    if value < 1:
        msg = "must be 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return value


def seconds(text: str) -> float:
    """Return a moment of the call clock."""
    value = float(text)
    if not 0.0 <= value < math.inf:
        msg = "must be 0 or more"
        raise argparse.ArgumentTypeError(msg)
    return value


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hearback listen`."""
    parser.description = DESCRIPTION
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.set_defaults(misuse=parser.error)
    what = parser.add_argument_group("what to hear")
    what.add_argument("--file", type=Path, metavar="CALL", help="a WAV, FLAC, OGG or MP3 file")
    what.add_argument("--swap", action="store_true", help="left is the agent, right the customer")
    what.add_argument(
        "--speed", type=speed, default=1.0, help="of a file: 1 is real time, or a factor, or max"
    )
    what.add_argument("--customer", metavar="DEVICE", help="the source that carries the far end")
    what.add_argument("--agent", metavar="DEVICE", help="the microphone")
    what.add_argument("--list", action="store_true", help="print the devices and leave")
    what.add_argument("--json", action="store_true", help="with --list: as JSON")
    words = parser.add_argument_group("how to write it down")
    words.add_argument(
        "--recognizer",
        choices=KINDS,
        default="auto",
        help="auto takes vosk where a model is installed, else pocketsphinx; "
        "none hears that somebody speaks, and no word",
    )
    words.add_argument("--model", type=Path, metavar="DIR", help="folder of a vosk model")
    words.add_argument(
        "--emotion",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="read what the customer says for a mood; on where the model is there",
    )
    words.add_argument(
        "--emotion-model", type=Path, metavar="DIR", help="another emotion model than ours"
    )
    again = parser.add_argument_group("for the program that runs this one")
    again.add_argument(
        "--control",
        action="store_true",
        help="read commands on standard input: pause, resume, stop; its end means stop",
    )
    again.add_argument(
        "--clock", type=seconds, default=0.0, metavar="T", help="call clock at the start, seconds"
    )
    again.add_argument(
        "--first-utterance",
        type=number,
        default=1,
        metavar="N",
        help="number of the next utterance",
    )
    again.add_argument(
        "--lost-at", type=seconds, metavar="T", help="say that nothing was heard from T to --clock"
    )


def run(args: argparse.Namespace, folders: HasFolders) -> int:
    """Listen until the recording ends or somebody says stop."""
    if args.file and (args.customer or args.agent or args.list):
        args.misuse("--file cannot go with --customer, --agent or --list")
    if args.lost_at is not None and args.lost_at > args.clock:
        args.misuse("--lost-at must not be after --clock")
    if args.list:
        return list_devices(as_json=args.json)
    control = Control()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: control.send("stop"))
    if args.control:
        control.read(sys.stdin.fileno())
    source = _open_source(args, control)
    try:
        model = args.model
        if model is None and args.recognizer in {"auto", "vosk"}:
            model = _installed(folders.models)
        recognizers = {
            channel: make_recognizer(args.recognizer, model, folders.cache)
            for channel in source.rates
        }
    except BaseException:
        source.close()
        raise
    start = Start(args.clock, args.first_utterance, args.lost_at)
    if args.file:
        backlog = None
    else:
        backlog = Backlog()
        priority.lower()
    Listener(source, recognizers, control, _write, start, backlog, _feelings(args)).run()
    return 0


def _open_source(args: argparse.Namespace, control: Control) -> Source:
    if args.file:
        recording = open_recording(args.file, swap=args.swap)
        return FileSource(recording, speed=args.speed, wait=control.wait, begin=args.clock)
    return LiveSource(sound_system(), {"customer": args.customer or "", "agent": args.agent or ""})


def _feelings(args: argparse.Namespace) -> Feelings | None:
    """Return what reads feelings, None where it is not wanted or there are no words to read."""
    folder: Path = args.emotion_model or EMOTION
    named = args.emotion_model is not None
    wanted = args.emotion if args.emotion is not None else named or folder.is_dir()
    if not wanted or args.recognizer == "none":
        return None

    def load() -> Reader:
        """Import what runs the model on the thread that waits for it: `ready` does not."""
        model: Reader = importlib.import_module("models.emotion").EmotionModel.load(folder)
        return model

    return Feelings(load)


def _installed(folder: Path) -> Path | None:
    """Return the installed vosk model. The store brings the network with it: load it for cause."""
    if not folder.is_dir():
        return None
    found: Path | None = importlib.import_module("models.store").find(folder)
    return found


def _write(event: Event) -> None:
    sys.stdout.buffer.write(encode(event))
    sys.stdout.buffer.flush()
