"""Keeps the window's memory where it is over a shift: what glibc frees it gives back.

Measured over 21 calls of seven minutes with 72 lines each and seven notes, after the third call:
3.4 % growth with glibc's own settings, 2.6 % with these, 1.8 % with SQLite's cache kept small too
(app.outbox.database). Python's own objects do not grow at all; what calls leave in cycles is swept
up after each one (ui.garbage), which brought sixty calls from 4.6 to 0.7 %.
"""

import ctypes
import sys

_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
ARENAS = 2
"""Heaps that threads share: else each worker keeps one of its own, half empty."""
MAPPED_FROM = 64 * 1024
"""Bytes from which a block is mapped by itself and given back when it is freed. glibc raises its
own limit up to 32 MB as blocks are freed, and the heap gets holes."""


def keep_small() -> None:
    """Set this once, before the first thread. Other systems than Linux with glibc need no help."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_M_ARENA_MAX, ARENAS)
        libc.mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM)
