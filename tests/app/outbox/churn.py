"""A child to be killed: writes and sends without end, and says each step once it is durable.

Run as `python -m tests.app.outbox.churn FOLDER KEY TURN`.
"""

import sys
from itertools import count
from pathlib import Path

from app.helpdesk.adapter import Receipt
from app.outbox.entry import Draft
from app.outbox.store import Outbox
from tests.app.outbox.notes import make_note

NOW = 1_790_000_000.0


def main(folder: str, key: str, turn: str) -> None:
    def say(what: str, name: str) -> None:
        sys.stdout.write(f"{what} {name}\n")
        sys.stdout.flush()

    with Outbox.open(Path(folder), bytes.fromhex(key)) as outbox:
        for number in count():
            name = f"t{turn}-{number}"
            note = make_note(name)
            outbox.save_draft(Draft(call_id=name, started="2026-11-20T09:28:00+01:00", note=note))
            say("draft", name)
            outbox.enqueue(note, NOW, call_id=name)
            say("queued", name)
            outbox.claim(name, NOW)
            outbox.mark_posting(name, NOW)
            say("posting", name)
            outbox.mark_sent(name, Receipt(str(number), "", "ticket"), NOW)
            say("sent", name)


if __name__ == "__main__":
    main(*sys.argv[1:])
