"""`hearback`: the overlay, for real calls."""

import argparse
import os
import sys

from app.folders import Folders
from app.ipc.client import ask
from app.ipc.door import Door
from app.ipc.place import socket_folder
from app.phone.request import RAISE, Request
from app.settings import Settings, load
from models.errors import BadInputError
from ui import bootstrap
from ui.call_door import open_door
from ui.call_watch import CallWatch
from ui.device_choice import Devices
from ui.later import Later
from ui.live_devices import LiveDevices
from ui.phone import connect_phone
from ui.workplace import Workplace

RAISE_PATIENCE = 30.0
"""Seconds for another window, found on its way up, to answer."""
DESCRIPTION = """\
Open the overlay. It stays beside the softphone, never takes the keyboard, and listens once you
press Start. To use it with the keyboard, choose "Use with the keyboard" in its menu or in the
tray; Escape gives the keyboard back.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = DESCRIPTION
    parser.add_argument(
        "--theme", choices=("system", "dark", "light"), help="instead of the one in the settings"
    )
    parser.add_argument("--customer", metavar="DEVICE", default="", help="source of the far end")
    parser.add_argument("--agent", metavar="DEVICE", default="", help="the microphone")
    parser.add_argument("--start", action="store_true", help="start listening at once")


def run(args: argparse.Namespace, folders: Folders) -> int:
    need_display()
    door = open_door(folders)
    if door is None:
        print(ask(socket_folder(folders), Request(RAISE), patience=RAISE_PATIENCE).said)
        return 0
    settings = load(folders.settings_file)
    app = bootstrap.make_application()
    workplace = bootstrap.make_workplace(app, settings, folders, theme=args.theme)
    furnish(workplace, settings, folders, Devices(args.customer, args.agent), door)
    if args.start:
        workplace.opened.connect(workplace.begin_call)
    return bootstrap.run(app, workplace)


def furnish(
    workplace: Workplace, settings: Settings, folders: Folders, devices: Devices, door: Door
) -> None:
    """Give the workplace what real calls need: ears, a way to hand over, softphones."""
    LiveDevices(workplace, settings, folders, devices)
    Later(workplace, folders, settings)
    connect_phone(workplace, door, settings.phone)
    if settings.audio.watch_for_calls:
        CallWatch(workplace)


def need_display() -> None:
    """Raise BadInputError where no window can be shown: Qt itself would abort the process."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise BadInputError(
            "no display",
            "There is no screen to show the window on (DISPLAY is not set). "
            "`hearback demo --headless --out DIR` works without one.",
        )
