"""`hearback try-model`: see whether vosk hears with a folder, or dies of it."""

import argparse
import importlib
from pathlib import Path


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hearback try-model`."""
    parser.description = (
        "Load a vosk model folder and recognize a second of noise with it. A damaged model can end "
        "the process, which is why the listener does this in a child process before it trusts a "
        "folder that Hearback did not install itself."
    )
    parser.add_argument("folder", type=Path, metavar="DIR")


def run(args: argparse.Namespace, _folders: object) -> int:
    """Try it. Raises ModelFolderError with the one thing that is wrong."""
    found = importlib.import_module("speech.recognize.vosk").try_out(args.folder)
    print(f"{found.path} works: a vosk model for {found.rate} Hz.")
    return 0
