"""What a failure may leave behind: of an exception its type and place, never its words.

The message of an exception may quote what it choked on: a word, a line of a note, a name. Those of
`HearbackError` are written not to; of the system's own errors the reason is kept; of all others
only the type. An image of a crashed process would hold the transcript and the key, so none is
written where the system lets us say so.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from types import TracebackType

from models.errors import HearbackError

if sys.platform != "win32":
    import resource

log = logging.getLogger("hearback")

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_Info = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)  # fmt: skip


class DiscreetFormatter(logging.Formatter):
    """Writes tracebacks without the words of the exceptions in them."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatException(self, ei: _Info) -> str:  # noqa: N802  logging's name
        """Return where it happened and what it was, the cause before what it caused."""
        return "\n".join(_told(ei[1]))


def _told(error: BaseException | None) -> Iterator[str]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for one in reversed(chain):
        for frame in traceback.extract_tb(one.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} {frame.name}"
        yield words(one)


def words(error: BaseException) -> str:
    """Return the type of an exception, with its message where that cannot quote anybody."""
    name = type(error).__name__
    if isinstance(error, HearbackError):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name


def begin() -> None:
    """Have what nobody catches go to the log, not to standard error; forbid core dumps.

    For the start of a program: the hooks are those of the whole process.
    """
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def _in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        info = (args.exc_type, args.exc_value, args.exc_traceback)
        log.error("unhandled in a thread", exc_info=info)


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    if args.exc_value is not None:
        info = (args.exc_type, args.exc_value, args.exc_traceback)
        log.error("unhandled where nothing can be raised", exc_info=info)
