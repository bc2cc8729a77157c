#!/usr/bin/env python3
"""Hearback and Linphone's daemon: reads the events that linphone-daemon prints, tells Hearback.

    linphone-daemon … | ./linphone-daemon.py

An event is a few lines: `Event-type: call-state-changed`, `Event: LinphoneCallStreamsRunning`,
`From: "Ann" <sip:1001@pbx>`, `Id: 1`.
"""

import subprocess
import sys

VERBS = {
    "IncomingReceived": "ring",
    "StreamsRunning": "start",
    "Paused": "hold",
    "PausedByRemote": "hold",
    "Resuming": "resume",
    "End": "end",
    "Error": "end",
    "Released": "end",
}


def main() -> None:
    event: dict[str, str] = {}
    for line in sys.stdin:
        key, colon, value = line.strip().partition(": ")
        if not colon:
            continue
        if key == "Event-type":
            event.clear()
        event[key] = value
        if key == "Id" and event.get("Event-type") == "call-state-changed":
            tell(event)


def tell(event: dict[str, str]) -> None:
    state = event.get("Event", "").removeprefix("LinphoneCall")
    verb = VERBS.get(state)
    if verb is None:
        return
    verbs = ["start", "resume"] if verb == "start" else [verb]  # it also runs again after a hold
    for each in verbs:
        facts = [f"--id={event['Id']}", f"--from={event.get('From', '')}"]
        command = ["hearback", "call", each, *facts]  # no shell reads what a caller sent
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603


if __name__ == "__main__":
    main()
