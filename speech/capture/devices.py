"""What can be heard on this machine: microphones, monitors of what the speakers play, loopbacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from models.errors import BadInputError
from speech.events import Channel

Kind = Literal["microphone", "monitor", "virtual"]
"""A virtual device is a cable in software (BlackHole, VB-Cable): what is played into it can be
heard from it: the customer's ear where the system has no monitors (macOS)."""
WANTED: dict[Channel, Kind] = {"customer": "monitor", "agent": "microphone"}
KINDS: dict[Channel, tuple[Kind, ...]] = {
    "customer": ("monitor", "virtual"),
    "agent": ("microphone",),
}
"""What a default may be: no ear is ever given the other side's."""
FOLLOW = frozenset({"", "default", "@DEFAULT_MONITOR@", "@DEFAULT_SOURCE@"})
"""Names that mean: whatever the system's default is, also when that changes during a call."""


@dataclass(frozen=True, slots=True)
class Device:
    """One input, by the name that `--customer` and `--agent` take."""

    name: str
    """Stable: the sound server's own name, which a device has again after it was unplugged."""
    description: str
    kind: Kind
    rate: int
    """Hz, its own: capturing at another rate would be resampled twice."""
    index: int
    """Of the sound system; a device that was unplugged and is back has another one."""
    default: bool = False
    """The one heard when none is named."""
    state: str = ""
    """"running", "idle", "suspended" or "muted"; empty where the system does not say."""

    @property
    def title(self) -> str:
        """What to call it in front of a person."""
        return f"{self.description} ({self.name})" if self.description else self.name


def find(devices: Iterable[Device], channel: Channel, wanted: str | None) -> Device | None:
    """Return the device named `wanted`, or the default for the channel; None if it is not there.

    Nothing else is ever returned: taking another device in silence would be a deaf ear that looks
    healthy, or one that hears what it should not. A default source that is a monitor (PulseAudio
    names one when the last microphone is unplugged) is no microphone.
    """
    if wanted and wanted not in FOLLOW:
        known = list(devices)
        by_name = (device for device in known if device.name == wanted)
        by_description = (device for device in known if device.description == wanted)
        return next(by_name, None) or next(by_description, None)
    kinds = KINDS[channel]
    return next((device for device in devices if device.default and device.kind in kinds), None)


def choose(devices: Sequence[Device], channel: Channel, wanted: str | None) -> Device:
    """Return what `find` finds. Raises BadInputError naming what there is."""
    found = find(devices, channel, wanted)
    if found is not None:
        return found
    if wanted and wanted not in FOLLOW:
        names = ", ".join(device.name for device in devices) or "none at all"
        raise BadInputError(
            f"no such device for the {channel}",
            f"There is no sound device {wanted} for the {channel}; there are: {names}.",
        )
    raise BadInputError(
        f"no default device for the {channel}",
        f"There is no default {WANTED[channel]} to hear the {channel}: name one with --{channel} "
        "(`hearback devices` shows them).",
    )


def choose_both(devices: Sequence[Device], wanted: dict[Channel, str]) -> dict[Channel, Device]:
    """Return a device for each ear. Raises BadInputError, also when both would be the same."""
    heard = {channel: choose(devices, channel, name) for channel, name in wanted.items()}
    if len({device.name for device in heard.values()}) < len(heard):
        name = next(iter(heard.values())).name
        raise BadInputError(
            "one device for both channels",
            f"The customer and the agent cannot both be heard on {name}.",
        )
    return heard
