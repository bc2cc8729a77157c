"""Where things are kept: the system's own folders, or everything under HEARBACK_HOME."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs


@dataclass(frozen=True, slots=True)
class Folders:
    """Nothing is created until somebody writes: use `made`."""

    settings_file: Path
    data: Path
    cache: Path
    logs: Path

    @property
    def models(self) -> Path:
        """Installed recognizer models."""
        return self.data / "models"

    @staticmethod
    def find(environ: Mapping[str, str] = os.environ) -> "Folders":
        """Return the folders of this user, or those below HEARBACK_HOME if that is set."""
        if home := environ.get("HEARBACK_HOME"):
            base = Path(home).expanduser().absolute()
            return Folders(base / "settings.toml", base / "data", base / "cache", base / "logs")
        dirs = PlatformDirs("hearback", appauthor=False)
        return Folders(
            Path(dirs.user_config_path) / "settings.toml",
            Path(dirs.user_data_path),
            Path(dirs.user_cache_path),
            Path(dirs.user_log_path),
        )


def made(folder: Path) -> Path:
    """Return the folder, created for this user only if it was not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
