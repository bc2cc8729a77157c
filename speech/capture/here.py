"""The sound system of this machine."""

import importlib
import sys

from models.errors import BadInputError
from speech.capture import pulse
from speech.capture.system import SoundSystem


def sound_system() -> SoundSystem:
    """Return it: the sound server, WASAPI, or what PortAudio has.

    PortAudio is loaded when it is wanted: it needs a library of the system, recordings do not.
    Raises BadInputError where that is missing.
    """
    if pulse.present():
        return pulse.PulseSystem()
    windows = sys.platform == "win32"
    try:
        if windows:
            made: SoundSystem = importlib.import_module("speech.capture.wasapi").WasapiSystem()
        else:
            made = importlib.import_module("speech.capture.portaudio").PortAudioSystem()
    except OSError as error:
        raise BadInputError(
            f"PortAudio: {error}",
            "The PortAudio library is not installed (on Debian: apt install libportaudio2).",
        ) from error
    except ModuleNotFoundError as error:
        raise BadInputError(
            f"PyAudioWPatch: {error}",
            "Hearback is not installed completely: PyAudioWPatch is missing.",
        ) from error
    return made
