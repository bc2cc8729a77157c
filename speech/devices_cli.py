"""`hearback devices`: what each ear could hear."""

import argparse
import json
import sys

from speech.capture.devices import KINDS, Device
from speech.capture.here import sound_system
from speech.capture.tables import advice
from speech.events import CHANNELS

DESCRIPTION = """\
List what can be heard: microphones (the agent), monitors of what the speakers play and virtual
devices (the customer). The name is stable: it goes into the settings, and to `hearback listen` as
--customer and --agent. Without a name each ear follows the system's default device.
"""
WHAT = {"microphone": "microphone", "monitor": "output monitor", "virtual": "virtual"}
"""By kind, what a person reads."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hearback devices`."""
    parser.description = DESCRIPTION
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--json", action="store_true", help="as JSON, one object a device")


def run(args: argparse.Namespace, _folders: object) -> int:
    """Print them. Raises SoundServerError, and BadInputError where a library is missing."""
    return list_devices(as_json=args.json)


def list_devices(*, as_json: bool) -> int:
    """Print every device of this machine's sound system."""
    devices = sound_system().look().devices
    if as_json:
        print(json.dumps([described(device) for device in devices], indent=1))
        return 0
    for device in devices:
        notes = [each for each in ("default" if device.default else "", device.state) if each]
        note = f" ({', '.join(notes)})" if notes else ""
        print(f"{WHAT[device.kind]:<15} {device.name:<32} {device.description}{note}")
    if not devices:
        print("There is nothing to hear: no microphone and no output.", file=sys.stderr)
    if told := advice(devices, sys.platform):
        print(told, file=sys.stderr)
    return 0


def described(device: Device) -> dict[str, object]:
    """Return what a program that offers a choice needs to know."""
    keys = ("name", "description", "kind", "rate", "default", "state")
    found: dict[str, object] = {key: getattr(device, key) for key in keys}
    found["ears"] = [channel for channel in CHANNELS if device.kind in KINDS[channel]]
    return found
