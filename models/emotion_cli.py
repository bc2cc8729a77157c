"""`hearback emotion`: what the emotion model makes of a line, to see what it can and cannot do."""

import argparse
from pathlib import Path
from typing import Any

import msgspec

from models.emotion import SHIPPED, EmotionModel
from models.reading import Reading

SHOWN = 0.05
"""Probability below which a label or mood is not worth a line of the terminal."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hearback emotion`."""
    parser.description = (
        "Read a line as if a customer had said it, with the model that reads calls. The line goes "
        "nowhere: it is neither kept nor logged. Without a line, say which model there is and "
        "whether it is whole."
    )
    parser.add_argument("text", nargs="?", metavar="TEXT", help="what the customer says")
    parser.add_argument(
        "--before",
        action="append",
        default=[],
        metavar="TEXT",
        help="what the same customer said before it; twice at most, oldest first",
    )
    parser.add_argument(
        "--model", type=Path, default=SHIPPED, metavar="DIR", help="another model than ours"
    )
    parser.add_argument("--json", action="store_true", help="JSON with every figure, for scripts")


def run(args: argparse.Namespace, folders: object) -> int:
    """Read one line, or look the model over."""
    del folders  # nothing is kept
    model = EmotionModel.load(args.model)
    if args.text is None:
        _tell_model(model, as_json=args.json)
        return 0
    reading = model.read(args.text, args.before)
    if args.json:
        print(msgspec.json.encode(_figures(reading)).decode())
    else:
        _tell(reading)
    return 0


def _tell_model(model: EmotionModel, *, as_json: bool) -> None:
    described = model.description
    if as_json:
        print(
            msgspec.json.encode({"version": described.version, "files": described.files}).decode()
        )
        return
    print(f"Emotion model {described.version}: whole.")
    for name, file in described.files.items():
        print(f"  {name}  {file.bytes / 1e6:.1f} MB  {file.sha256}")


def _tell(reading: Reading) -> None:
    if reading.sure:
        intensity = f", intensity {reading.intensity:.1f} of 3" if reading.mood != "neutral" else ""
        print(f"{reading.mood}{intensity} (sure: {reading.confidence:.2f})")
        print(f"valence  {reading.valence:+.2f}")
    else:
        print(f"not sure enough to say a mood ({reading.confidence:.2f})")
    print(f"moods    {_ranked(reading.moods)}")
    print(f"labels   {_ranked(reading.scores)}")


def _ranked(shares: dict[str, float]) -> str:
    ranked = sorted(shares.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} {p:.2f}" for name, p in ranked if p >= SHOWN) or "none"


def _figures(reading: Reading) -> dict[str, Any]:
    return {
        "mood": reading.mood if reading.sure else "",
        "confidence": reading.confidence,
        "intensity": reading.intensity,
        "valence": reading.valence,
        "moods": reading.moods,
        "ekman": reading.ekman,
        "scores": reading.scores,
    }
