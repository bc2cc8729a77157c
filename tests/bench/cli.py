"""`hearback bench`: speed and memory, side by side with what they are compared with."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console

from app.folders import Folders
from models.emotion import SHIPPED
from tests.bench import calls, cores, ears, live, models, note, packs, phone, soak, voice
from tests.bench.figures import Figure, LeftOut, show

AREAS: dict[str, Callable[[Callable[[str], None]], Iterator[Figure | LeftOut]]] = {
    "live": live.measure,
    "cores": cores.measure,
    "packs": packs.measure,
    "note": note.measure,
    "phone": phone.measure,
    "ears": ears.measure,
    "voice": voice.measure,
    "models": models.measure_models,
    "calls": calls.measure,
}


SOAK = "soak"
"""Takes an hour or so: only when named."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "areas",
        nargs="*",
        metavar="AREA",
        help=f"one or more of {', '.join(AREAS)}; all of them if "
        f"none; or {SOAK}, a whole shift, which takes an hour or more and runs only when named",
    )
    parser.add_argument(
        "--hours", type=_hours, default=soak.HOURS, metavar="H",
        help=f"of {SOAK}: hours of call audio, {soak.HOURS:g} if not given",
    )  # fmt: skip
    parser.add_argument(
        "--data", type=Path, metavar="DIR",
        help="of models: the folder with GoEmotions' train.tsv, dev.tsv and test.tsv",
    )  # fmt: skip
    parser.add_argument(
        "--emotion-model", type=Path, default=SHIPPED, metavar="DIR",
        help="of models and calls: another emotion model than the one that ships",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _hours(text: str) -> float:
    hours = float(text)
    if not 0.01 <= hours <= 100.0:
        raise argparse.ArgumentTypeError("must be from 0.01 to 100")
    return hours


def run(args: argparse.Namespace, folders: Folders) -> int:
    del folders  # every measurement runs in a home of its own
    areas = {
        **AREAS,
        SOAK: lambda say: soak.measure(say, args.hours),
        "models": lambda say: models.measure_models(say, args.data, args.emotion_model),
        "calls": lambda say: calls.measure(say, args.emotion_model),
    }
    unknown = [area for area in args.areas if area not in areas]
    if unknown:
        print(f"hearback bench: no area {unknown[0]!r}; there are {', '.join(areas)}.",
              file=sys.stderr)  # fmt: skip
        return 2
    console = Console(stderr=True)
    figures: list[Figure] = []
    with console.status("measuring") as status:
        for area in args.areas or AREAS:
            for figure in areas[area](lambda doing, area=area: status.update(f"{area}: {doing}")):
                if isinstance(figure, LeftOut):
                    console.log(f"left out: {figure.why}")
                    continue
                figures.append(figure)
                console.log(f"{figure.name} {figure.value:.3g} {figure.unit}")
    if args.json:
        print(json.dumps({figure.name: figure.as_json() for figure in figures}, indent=2))
    else:
        show(figures, Console())
    return 0
