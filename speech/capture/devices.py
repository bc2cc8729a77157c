"""What can be heard on this machine: microphones, and monitors of what the speakers play."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from models.errors import BadInputError
from speech.events import Channel

Kind = Literal["microphone", "monitor"]
WANTED: dict[Channel, Kind] = {"customer": "monitor", "agent": "microphone"}


@dataclass(frozen=True, slots=True)
class Device:
    """One input, by the name that `--customer` and `--agent` take."""

    name: str
    description: str
    kind: Kind
    rate: int
    """Hz, its own: capturing at another rate would be resampled twice."""
    index: int
    """Of the sound system; a device that was unplugged and is back has another one."""
    default: bool = False
    """The one heard when none is named."""

    @property
    def title(self) -> str:
        """What to call it in front of a person."""
        return f"{self.description} ({self.name})" if self.description else self.name


def choose(devices: Sequence[Device], channel: Channel, wanted: str | None) -> Device:
    """Return the device named `wanted`, or the default one for the channel.

    Raises BadInputError naming what there is: taking another device in silence would be a deaf ear
    that looks healthy, or one that hears what it should not.
    """
    if wanted:
        for device in devices:
            if wanted in (device.name, device.description):
                return device
        names = ", ".join(device.name for device in devices) or "none at all"
        raise BadInputError(
            f"no such device for the {channel}",
            f"There is no sound device {wanted} for the {channel}; there are: {names}.",
        )
    for device in devices:
        if device.default and device.kind == WANTED[channel]:
            return device
    raise BadInputError(
        f"no default device for the {channel}",
        f"There is no default {WANTED[channel]} to hear the {channel}: name one with --{channel} "
        "(`hearback listen --list` shows them).",
    )
