"""What a call is heard from, as the command line of the listener."""

from dataclasses import dataclass
from pathlib import Path

from app.settings import Settings


@dataclass(frozen=True, slots=True)
class CallSource:
    arguments: tuple[str, ...]
    """As for `hearback listen`."""
    rate: float = 1.0
    """Seconds of the call in one of ours; 0: as fast as it can be."""


def live(settings: Settings, *, customer: str = "", agent: str = "") -> CallSource:
    """Return two devices by name; "" is the default one."""
    named = {"--customer": customer, "--agent": agent}
    devices = [part for flag, name in named.items() if name for part in (flag, name)]
    return CallSource((*devices, *_recognizer(settings.speech.recognizer, settings.speech.model)))


def recording(file: Path, *, speed: str, recognizer: str, model: str) -> CallSource:
    """Return a recorded call; `speed` "1", "4" or "max"."""
    return CallSource(
        ("--file", str(file), "--speed", speed, *_recognizer(recognizer, model)),
        rate=0.0 if speed == "max" else float(speed),
    )


def _recognizer(recognizer: str, model: str) -> tuple[str, ...]:
    asked = ("--recognizer", recognizer)
    return (*asked, "--model", model) if model else asked
