"""`hearback open-url`: what the desktop runs for a `hearback:` link."""

import argparse

from app.folders import Folders
from app.phone.cli import say, told
from app.phone.link import read_link


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Do what a hearback: link says; the same words as `hearback call`. Links look like "
        "hearback:call/start?id=a84b&from=1001&ticket=4711."
    )
    parser.add_argument("link", help="the link, quoted")
    parser.add_argument("--json", action="store_true", help="the answer as one JSON object")


def run(args: argparse.Namespace, folders: Folders) -> int:
    answer = say(read_link(args.link), folders)
    print(told(answer) if args.json else answer.said)
    return 0 if answer.ok else 1
