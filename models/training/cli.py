"""`python -m models.training`: train the emotion model and write its folder."""

import argparse
import importlib
import importlib.util
import sys
from pathlib import Path

from models.errors import BadInputError, HearbackError
from models.training import goemotions

NEEDS = ("torch", "safetensors", "onnx", "onnxruntime", "tokenizers")
REQUIREMENTS = "models/training/requirements.lock"


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command."""
    made = argparse.ArgumentParser(
        prog="python -m models.training",
        description=(
            "Trains the emotion model from scratch: comments of GoEmotions, then those together "
            "with our own lines of calls; quantizes, calibrates, measures, and writes the folder "
            "with its card. Takes under an hour on two cores and the same seed gives the same "
            "model on the same machine."
        ),
        epilog=f"It needs what is in {REQUIREMENTS}, which Hearback itself does not.",
    )
    made.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="DIR",
        help=f"folder with train.tsv, dev.tsv and test.tsv of {goemotions.SOURCE}",
    )
    made.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where to write the model's folder"
    )
    made.add_argument(
        "--base",
        type=Path,
        metavar="DIR",
        help="folder with model.safetensors and tokenizer.json of MiniLM-L6; without it, those of "
        "the installed package",
    )
    made.add_argument(
        "--threads", type=int, default=2, metavar="N", help="processor cores to use (default 2)"
    )
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 1 after one clear sentence where it cannot."""
    args = parser().parse_args(arguments)
    try:
        missing = [name for name in NEEDS if importlib.util.find_spec(name) is None]
        if missing:
            raise BadInputError(
                f"missing: {missing}",
                f"Training needs {', '.join(missing)}: install {REQUIREMENTS} first.",
            )
        if args.threads < 1:
            raise BadInputError("threads", "--threads is a number of cores, 1 or more.")
        pipeline = importlib.import_module("models.training.pipeline")
        options = pipeline.Options(args.data, args.out, args.base, args.threads)
        pipeline.run(options, lambda line: print(line, file=sys.stderr, flush=True))
    except HearbackError as error:
        print(error.person, file=sys.stderr)
        return 1
    return 0
