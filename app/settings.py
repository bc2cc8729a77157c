"""The user's settings: a frozen value, checked once, handed down."""

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from models.errors import BadInputError


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An unknown key is a typing mistake, and is said so."""


class HelpdeskSettings(Section, frozen=True, kw_only=True):
    kind: Literal["folder", "rt"] = "folder"
    url: str = ""
    """Base address, "https://rt.example.com"; the only host ever contacted."""
    user: str = ""
    queue: str = "General"
    folder: str = ""
    """For kind "folder"; empty means `notes` in the data folder."""
    insecure: bool = False
    """Allow an http:// address beyond this computer: password and note travel unencrypted."""


class AudioSettings(Section, frozen=True, kw_only=True):
    customer: str = ""
    """Device name or source that carries the far end; empty: the default output's monitor."""
    agent: str = ""
    """Microphone; empty: the default."""
    watch_for_calls: bool = False
    """Between calls, notice by voices on both channels that one seems to have begun, and ask."""


class SpeechSettings(Section, frozen=True, kw_only=True):
    recognizer: Literal["auto", "vosk", "pocketsphinx"] = "auto"
    model: str = ""
    """Folder of a vosk model; empty: the installed one."""
    mirror: str = ""
    """Base address that replaces the maker's for model downloads."""


class WindowSettings(Section, frozen=True, kw_only=True):
    theme: Literal["system", "dark", "light"] = "system"
    captions: bool = True
    reduced_motion: bool = False


class PhoneSettings(Section, frozen=True, kw_only=True):
    baresip: str = ""
    """Where baresip's ctrl_tcp listens, "127.0.0.1:4444"; empty: not asked."""


class FeedbackSettings(Section, frozen=True, kw_only=True):
    keep: bool = True
    """Keep what the agent called "not so", redacted and encrypted, on this computer."""


class Settings(Section, frozen=True, kw_only=True):
    helpdesk: HelpdeskSettings = HelpdeskSettings()
    audio: AudioSettings = AudioSettings()
    speech: SpeechSettings = SpeechSettings()
    window: WindowSettings = WindowSettings()
    phone: PhoneSettings = PhoneSettings()
    feedback: FeedbackSettings = FeedbackSettings()


def load(file: Path) -> Settings:
    """Return the settings of `file`, the defaults if there is none.

    Raises BadInputError naming the file and the key that is wrong.
    """
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Settings)
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadInputError(f"settings: {error}", f"{file}: {error}.") from error
    except OSError as error:
        raise BadInputError(
            f"settings: {error}", f"{file} cannot be read: {error.strerror}."
        ) from error
