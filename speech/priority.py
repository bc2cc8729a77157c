"""The softphone comes first: the listener asks the system for less than its fair share."""

import ctypes
import logging
import os
import sys

log = logging.getLogger(__name__)

NICENESS = 5
"""Of 0 to 19: about a third of the processor time of a program at 0 that wants all of it, so the
call itself wins where there is too little for both; the listener then leaves out the agent."""
_BELOW_NORMAL = 0x4000
"""Windows: BELOW_NORMAL_PRIORITY_CLASS of SetPriorityClass."""


def lower() -> None:
    """Lower the priority of this process and what it starts. Where that fails it stays as it is."""
    try:
        if sys.platform == "win32":
            kernel = ctypes.windll.kernel32
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)
        else:
            os.nice(NICENESS)
    except OSError as error:
        log.info("the priority stays as it is: %s", error.strerror)
