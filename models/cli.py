"""`hearback models`: what can be installed, what is, and whether it is still whole."""

import argparse
import sys
import tomllib
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TimeRemainingColumn
from rich.progress import Progress as Bar

from models import catalog, store
from models.errors import BadInputError
from models.progress import Progress, Tell, Watch


class HasFolders(Protocol):
    """Of the folders, what the store needs to know."""

    @property
    def models(self) -> Path:
        """Installed recognizer models."""

    @property
    def cache(self) -> Path:
        """Downloads that are under way."""

    @property
    def settings_file(self) -> Path:
        """May name a mirror."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hearback models`."""
    parser.description = (
        "With a model vosk can listen, which hears better than what is built in. A model is "
        "downloaded only by `install`, from the address in the catalog or from a mirror, or taken "
        "from a file, and used only if its SHA-256 is the catalog's."
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="JSON, for scripts")
    shared.add_argument(
        "--catalog",
        type=Path,
        default=catalog.BUILT_IN,
        metavar="FILE",
        help="a catalog of your own instead of the built-in one (TOML, same keys)",
    )
    verbs = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    verbs.add_parser("list", parents=[shared], help="what can be installed and what is")
    install = verbs.add_parser("install", parents=[shared], help="download, verify, put in place")
    install.add_argument("id", metavar="ID")
    source = install.add_mutually_exclusive_group()
    source.add_argument("--mirror", metavar="URL", help="address of a folder with the same file")
    source.add_argument("--file", type=Path, metavar="ZIP", help="an archive already downloaded")
    check = verbs.add_parser("check", parents=[shared], help="hash every file of what is installed")
    check.add_argument("id", metavar="ID", nargs="?", help="all if left out")
    remove = verbs.add_parser("remove", parents=[shared], help="delete an installed model")
    remove.add_argument("id", metavar="ID")


def run(args: argparse.Namespace, folders: HasFolders) -> int:
    """Do one of the actions."""
    known = catalog.load(args.catalog)
    match args.action:
        case "list":
            return _list(known, folders, as_json=args.json)
        case "check":
            return _check(folders, args.id, as_json=args.json)
        case "remove":
            store.remove(folders.models, args.id)
            _say({"removed": args.id} if args.json else f"{args.id} is removed.")
            return 0
        case _:
            return _install(args, known.entry(args.id), folders)


def _install(args: argparse.Namespace, entry: catalog.Entry, folders: HasFolders) -> int:
    mirror = args.mirror or ("" if args.file else _mirror(folders.settings_file))
    if mirror and not mirror.startswith(("http://", "https://")):
        raise BadInputError("mirror address", "A mirror's address begins with http:// or https://.")
    bar: AbstractContextManager[Tell]
    if args.json:
        bar = nullcontext(_JsonLines())
    elif sys.stderr.isatty():
        bar = _Bar()
    else:
        bar = nullcontext(Watch().tell)
    with bar as tell:
        source = store.Source(mirror, args.file)
        made = store.install(entry, folders.models, folders.cache, source, Watch(tell))
    _say({"installed": made} if args.json else f"{made.id} is installed in {made.path}.")
    return 0


def _list(known: catalog.Catalog, folders: HasFolders, *, as_json: bool) -> int:
    there = {model.id: model for model in store.installed(folders.models)}
    if as_json:
        _say({"installed": list(there.values()), "catalog": known.model})
        return 0
    for entry in known.model:
        model = there.pop(entry.id, None)
        print(f"{entry.id}  {entry.title}, {entry.bytes / 1e6:.0f} MB, {entry.license}")
        print(f"  {_state(model) if model else 'not installed'}")
    for model in there.values():
        print(f"{model.id}  {model.title}, {model.license} (not in the catalog)")
        print(f"  {_state(model)}")
    print("Without a model Hearback hears with pocketsphinx, which is built in (US English).")
    return 0


def _check(folders: HasFolders, wanted: str | None, *, as_json: bool) -> int:
    models = store.installed(folders.models, thorough=True)
    if wanted is not None:
        models = [model for model in models if model.id == wanted]
        if not models:
            raise BadInputError("model not installed", f"There is no installed model {wanted!r}.")
    if as_json:
        _say({"models": models})
    else:
        for model in models:
            print(f"{model.id}: {_state(model)}")
        if not models:
            print("No model is installed.")
    return 1 if any(model.problem for model in models) else 0


def _state(model: store.InstalledModel) -> str:
    if model.problem:
        return f"damaged: {model.problem}; install it again"
    return f"installed in {model.path}"


def _mirror(settings_file: Path) -> str:
    """Return `mirror` of the `[speech]` settings, empty where it is not set."""
    try:
        settings = tomllib.loads(settings_file.read_text("utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"settings: {type(error).__name__}", f"{settings_file}: {error}."
        ) from (error)
    speech = settings.get("speech")
    return str(speech.get("mirror", "")) if isinstance(speech, dict) else ""


def _say(what: object) -> None:
    text = what if isinstance(what, str) else msgspec.json.encode(what, enc_hook=str).decode()
    print(text, flush=True)


class _JsonLines:
    """Progress as JSON lines on standard output, one for each percent of a step."""

    def __init__(self) -> None:
        self._told = ("", -1)

    def __call__(self, progress: Progress) -> None:
        now = (progress.step, 100 * progress.done // max(progress.total, 1))
        if now != self._told:
            self._told = now
            _say(progress)


class _Bar:
    """Progress as a bar on the terminal; standard output stays free."""

    def __init__(self) -> None:
        self._bar = Bar(
            "{task.description:>8}",
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Tell:
        self._bar.start()
        return self._tell

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _tell(self, progress: Progress) -> None:
        if progress.step not in self._tasks:
            self._tasks[progress.step] = self._bar.add_task(progress.step, total=progress.total)
        task = self._tasks[progress.step]
        self._bar.update(task, completed=progress.done, total=progress.total)
