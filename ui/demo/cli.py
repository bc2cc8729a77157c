"""`hearback demo`: a sample call through the real window, with or without a screen."""

import argparse
import importlib
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec

import resources
from app.folders import Folders, made
from app.settings import HelpdeskSettings, Settings, load
from models.errors import BadInputError, HearbackError
from ui import bootstrap
from ui.call_source import CallSource, recording
from ui.cli import need_display
from ui.demo.recorder import StreamFile
from ui.demo.trace import Trace
from ui.later import Later
from ui.workplace import Workplace

if TYPE_CHECKING:
    from ui.demo.headless import Headless

DESCRIPTION = """\
Play a sample call through exactly the path of a real one: listener, call core, window. With
--headless nothing is shown; --out DIR then holds events.jsonl, analysis.json, note.json, note.md
and pictures of the window at its telling moments. Notes of a demo go into a folder of their own,
never to a helpdesk.
"""
SAMPLES = "sample_calls"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = DESCRIPTION
    names = ", ".join(sample_names())
    parser.add_argument(
        "--call", default="charged-twice", metavar="CALL", help=f"{names}, or a recording"
    )
    parser.add_argument("--speed", type=_speed, default="1", help="1 is real time; 4, …, or max")
    parser.add_argument("--recognizer", choices=("auto", "vosk", "pocketsphinx"), default=None)
    parser.add_argument("--model", default=None, metavar="DIR", help="folder of a vosk model")
    parser.add_argument("--theme", choices=("system", "dark", "light"), default=None)
    parser.add_argument("--headless", action="store_true", help="without a screen; needs --out")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the results go")
    parser.add_argument("--no-pictures", action="store_true", help="with --headless: files only")
    parser.add_argument(
        "--trace", type=Path, metavar="FILE", help="write when things reached the screen"
    )
    parser.set_defaults(misuse=parser.error)


def run(args: argparse.Namespace, folders: Folders) -> int:
    if args.headless and args.out is None:
        args.misuse("--headless needs --out DIR")
    settings = load(folders.settings_file)
    source = _source(args, settings)
    if args.headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    need_display()
    out = _out_folder(args.out)
    recorder = StreamFile(out / "events.jsonl") if out else None
    try:
        return _play(args, folders, settings, source, out, recorder)
    finally:
        if recorder is not None:
            recorder.close()


def sample_names() -> list[str]:
    """Return the calls that ship."""
    return sorted(file.stem for file in resources.path(SAMPLES).glob("*.flac"))


def _play(  # noqa: PLR0913, PLR0917  what run has put together
    args: argparse.Namespace,
    folders: Folders,
    settings: Settings,
    source: CallSource,
    out: Path | None,
    recorder: StreamFile | None,
) -> int:
    window = settings.window
    if args.headless:
        window = msgspec.structs.replace(window, theme=args.theme or "dark")
    settings = msgspec.structs.replace(settings, helpdesk=HelpdeskSettings(), window=window)
    apart = Folders(
        folders.settings_file, folders.data / "demo", folders.cache / "demo", folders.logs
    )
    app = bootstrap.make_application()
    workplace = bootstrap.make_workplace(app, settings, apart, theme=args.theme, recorder=recorder)
    workplace.use(source)
    workplace.tray.devices.setVisible(False)
    later = Later(workplace, apart, settings)
    workplace.opened.connect(workplace.begin_call)
    trace = Trace(args.trace, workplace) if args.trace else None
    headless = None
    if args.headless and out:
        headless = _headless(workplace, later, out, pictures=not args.no_pictures)
    try:
        status = bootstrap.run(app, workplace)
        if headless is not None:
            if headless.failure:
                raise HearbackError(f"demo: {headless.failure}", headless.failure)
            print(headless.summary())
        return status
    finally:
        if trace is not None:
            trace.close()


def _headless(workplace: Workplace, later: Later, out: Path, *, pictures: bool) -> "Headless":
    """Return the one who takes pictures; only a demo without a screen loads what it needs."""
    module = importlib.import_module("ui.demo.headless")
    return cast("Headless", module.Headless(workplace, later, out, pictures=pictures))


def _source(args: argparse.Namespace, settings: Settings) -> CallSource:
    file = resources.path(SAMPLES) / f"{args.call}.flac"
    if args.call not in sample_names():
        file = Path(args.call)
        if not file.is_file():
            raise BadInputError(
                "demo: no such call",
                f"There is no call “{args.call}”: take {', '.join(sample_names())}, "
                "or the path of a recording.",
            )
    return recording(
        file.absolute(),
        speed=args.speed,
        recognizer=args.recognizer or settings.speech.recognizer,
        model=settings.speech.model if args.model is None else args.model,
    )


def _out_folder(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    try:
        return made(folder.absolute())
    except OSError as error:
        raise BadInputError(
            f"demo: {error.strerror}", f"{folder} cannot be used: {error.strerror}."
        ) from error


def _speed(text: str) -> str:
    if text != "max" and not 0.0 < float(text) < math.inf:
        raise argparse.ArgumentTypeError("must be above 0, or max")
    return text
