"""The sound devices chosen in the window: one small file, used where the settings are silent."""

import logging
from pathlib import Path

import msgspec

from app.folders import made

log = logging.getLogger(__name__)

FILE = "sound-devices.json"
MAX_BYTES = 10_000


class Devices(msgspec.Struct, frozen=True):
    """Names as `hearback listen --list` gives them; "" is the default one."""

    customer: str = ""
    agent: str = ""


def remembered(folder: Path) -> Devices:
    """Return what was chosen last; a broken file is logged and left aside."""
    file = folder / FILE
    try:
        if file.stat().st_size > MAX_BYTES:
            log.warning("the chosen devices are too large and left aside")
            return Devices()
        return msgspec.json.decode(file.read_bytes(), type=Devices)
    except FileNotFoundError:
        return Devices()
    except (OSError, msgspec.DecodeError) as error:
        log.warning("the chosen devices cannot be read: %s", type(error).__name__)
        return Devices()


def remember(folder: Path, devices: Devices) -> None:
    """Keep the choice; where it cannot be kept it holds for this run, and the log says so."""
    fresh = folder / f"{FILE}.new"
    try:
        made(folder)
        fresh.write_bytes(msgspec.json.encode(devices))
        fresh.replace(folder / FILE)
    except OSError as error:
        log.warning("the chosen devices cannot be kept: %s", error.strerror)
