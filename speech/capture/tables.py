"""Which of PortAudio's many entries are worth showing, on Windows, macOS and bare ALSA. Pure.

PortAudio has no ids that outlive a restart; names do, so a name is the id here. Twins get a
number, in the order of the table.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from speech.capture.devices import Device, Kind

Row = Mapping[str, Any]
VIRTUAL = re.compile(
    r"blackhole|soundflower|loopback audio|vb-?(audio|cable)|cable output|stereo mix|what u hear",
    re.IGNORECASE,
)
"""Names of cables in software, and of sound cards' own "what you hear"."""
HOST = {"win32": "Windows WASAPI", "darwin": "Core Audio"}
"""The one host API to read: Windows lists each device three or four times, and its MME names are
cut off after 31 letters."""
LOOPBACK = " [Loopback]"
"""What PyAudioWPatch puts after the name of an output when it lists what can be heard of it."""
MAC_WITHOUT = (
    "macOS lets no program hear another one: install a virtual device such as BlackHole and have "
    "the softphone play into it (a Multi-Output Device lets you hear it too)."
)
MAC_WITH = "The customer is heard on {name}: the softphone, or the whole Mac, must play into it."


def from_portaudio(
    rows: Sequence[Row], hosts: Sequence[Row], default: int, platform: str
) -> list[Device]:
    """Return the inputs of sounddevice's `query_devices()` and `query_hostapis()`.

    `default`: index of the default input, −1 for none. On macOS the first virtual device counts as
    the customer's default, for there is nothing else that could be.
    """
    host = HOST.get(platform)
    found = []
    cables = 0
    for row in rows:
        api = hosts[row["hostapi"]]
        if row["max_input_channels"] < 1 or (host and api["name"] != host):
            continue
        index = int(row["index"])
        name = str(row["name"]).strip()
        kind: Kind = "virtual" if VIRTUAL.search(name) else "microphone"
        first = default if host is None else int(api["default_input_device"])
        cables += kind == "virtual"
        chosen = index == first if kind == "microphone" else platform == "darwin" and cables == 1
        found.append(Device(name, "", kind, int(row["default_samplerate"]), index, chosen))
    return named_apart(found)


def from_loopbacks(rows: Iterable[Row], default_output: str) -> list[Device]:
    """Return the monitors of PyAudioWPatch's loopback entries."""
    found = [
        Device(
            name=str(row["name"]).strip(),
            description=f"What {str(row['name']).removesuffix(LOOPBACK)} plays",
            kind="monitor",
            rate=int(row["defaultSampleRate"]),
            index=int(row["index"]),
            default=row["name"] == default_output + LOOPBACK,
        )
        for row in rows
        if row.get("isLoopbackDevice")
    ]
    return named_apart(found)


def named_apart(devices: list[Device]) -> list[Device]:
    """Return the devices with a number on the second and later ones of a name."""
    seen: Counter[str] = Counter()
    found = []
    for device in devices:
        seen[device.name] += 1
        number = seen[device.name]
        name = device.name if number == 1 else f"{device.name} #{number}"
        found.append(replace(device, name=name))
    return found


def advice(devices: Iterable[Device], platform: str) -> str:
    """Return what a person must know about hearing the customer here; empty mostly."""
    if platform != "darwin":
        return ""
    cable = next((device for device in devices if device.kind == "virtual"), None)
    return MAC_WITH.format(name=cable.name) if cable else MAC_WITHOUT
