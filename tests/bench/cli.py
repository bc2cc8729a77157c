"""`hearback bench`: speed and memory, side by side with what they are compared with."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator

from rich.console import Console

from app.folders import Folders
from tests.bench import live, note, packs, phone
from tests.bench.figures import Figure, show

AREAS: dict[str, Callable[[Callable[[str], None]], Iterator[Figure]]] = {
    "live": live.measure,
    "packs": packs.measure,
    "note": note.measure,
    "phone": phone.measure,
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "areas", nargs="*", metavar="AREA", help=f"one or more of {', '.join(AREAS)}; all if none"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, folders: Folders) -> int:
    del folders  # every measurement runs in a home of its own
    unknown = [area for area in args.areas if area not in AREAS]
    if unknown:
        print(f"hearback bench: no area {unknown[0]!r}; there are {', '.join(AREAS)}.",
              file=sys.stderr)  # fmt: skip
        return 2
    console = Console(stderr=True)
    figures: list[Figure] = []
    with console.status("measuring") as status:
        for area in args.areas or AREAS:
            for figure in AREAS[area](lambda doing, area=area: status.update(f"{area}: {doing}")):
                figures.append(figure)
                console.log(f"{figure.name} {figure.value:.3g} {figure.unit}")
    if args.json:
        print(json.dumps({figure.name: figure.as_json() for figure in figures}, indent=2))
    else:
        show(figures, Console())
    return 0
