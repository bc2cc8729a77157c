"""The sound devices chosen in the window: kept in the user's settings, under `[audio]`."""

import msgspec

from app.folders import Folders
from app.settings_file import keep


class Devices(msgspec.Struct, frozen=True):
    """Stable names as `hearback devices` gives them; "" follows the system's default."""

    customer: str = ""
    agent: str = ""


def remember(folders: Folders, devices: Devices) -> None:
    """Keep the choice for the next start. Raises BadInputError where it cannot be kept."""
    keep(folders.settings_file, "audio", {"customer": devices.customer, "agent": devices.agent})
