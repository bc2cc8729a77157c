"""Whether vosk survives a folder: tried in a child process, because a damaged model aborts it.

Measured with flipped bytes in a whole-looking model: vosk ends the process while loading (SIGSEGV)
or while decoding (SIGABRT), so the child does both. Models that were installed by hash and are
untouched since need no trial.
"""

import hashlib
import logging
import subprocess
from pathlib import Path

from models import shelf
from models.own_program import own_program
from speech.recognize.vosk_folder import VoskFolder, refuse

log = logging.getLogger(__name__)

TIME_LIMIT = 180.0
"""Seconds; the largest published model (2.3 GB) loads in well under a minute."""
_survived: set[str] = set()


def probe(folder: VoskFolder, cache: Path | None) -> None:
    """Return if vosk can be given the folder; once for each state of its files.

    `cache` is a folder that remembers states between processes. Raises ModelFolderError.
    """
    state = _state(folder.path)
    memory = cache / "models" / f"{state}.works" if cache else None
    if state in _survived or (memory and memory.exists()) or shelf.trusted(folder.path):
        return
    try:
        done = subprocess.run(  # noqa: S603  our own program
            own_program("try-model", str(folder.path)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TIME_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("a vosk model was not tried: %s", type(error).__name__)
        raise refuse(folder.path, "trying it did not come to an end") from error
    if done.returncode:
        log.warning("a vosk model failed its trial: status %d", done.returncode)
        raise refuse(folder.path, "vosk cannot load it, its files are damaged")
    _survived.add(state)
    if memory:
        try:
            memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            memory.touch()
        except OSError as error:
            log.info("a trial is not remembered: %s", error.strerror)


def _state(folder: Path) -> str:
    """Return what changes whenever a file of the folder does."""
    digest = hashlib.sha256(str(folder).encode())
    for file in sorted(folder.rglob("*")):
        status = file.stat()
        digest.update(f"{file} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
