import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.catalog import Entry
from tests.models.server import FileServer, Habits

TINY = Path(__file__).parent.parent / "data" / "vosk-model-tiny-synth-en"


@pytest.fixture(scope="session")
def archive() -> bytes:
    """The tiny model as its maker would pack it: one folder around everything."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for file in sorted(TINY.rglob("*")):
            if file.is_file() and "samples" not in file.parts:
                target.write(file, Path(TINY.name) / file.relative_to(TINY))
    return packed.getvalue()


@pytest.fixture
def habits(archive: bytes) -> Habits:
    return Habits(archive)


@pytest.fixture
def server(habits: Habits) -> Iterator[FileServer]:
    with FileServer(habits) as serving:
        yield serving


@pytest.fixture
def entry(server: FileServer, archive: bytes) -> Entry:
    return Entry(
        id="tiny",
        title="Test model",
        language="en",
        recognizer="vosk",
        url=f"{server.address}/models/tiny.zip",
        bytes=len(archive),
        sha256=hashlib.sha256(archive).hexdigest(),
        license="Apache-2.0",
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path
