"""Ctrl-C and a polite kill close the window properly: drafts saved, no child left behind.

Python runs signal handlers between its own instructions, and Qt's loop has none of those while
nothing happens. So the signal writes into a socket that the loop watches.
"""

import contextlib
import signal
import socket
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QSocketNotifier

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def on_quit_signals(parent: QObject, leave: Callable[[], object]) -> Iterator[None]:
    """Call `leave` on SIGINT and SIGTERM for the length of the block."""
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read, parent)
    notifier.activated.connect(lambda *_: ours.recv(64))
    before = {number: signal.signal(number, lambda *_: leave()) for number in SIGNALS}
    woken_before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(woken_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        notifier.deleteLater()
        ours.close()
        theirs.close()
