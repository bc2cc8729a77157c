"""Whether a folder is a vosk model for our rate: asked before vosk is, because vosk may abort.

The layout is the one of vosk-api `src/model.cc` (`ConfigureV2`), which all models published since
2020 have. File magic: Kaldi binaries begin with NUL "B" (kaldi `base/io-funcs`), OpenFst files with
`kFstMagicNumber` 2125659606 (openfst `fst.h`).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from models.errors import BadInputError
from speech.recognize.recognizer import RATE, RecognizerError

_KALDI = b"\0B"
_FST = (2125659606).to_bytes(4, "little")
_RATE = re.compile(r"^\s*--sample-frequency\s*=\s*([\d.]+)", re.MULTILINE)
_GRAPHS = (("graph/HCLG.fst",), ("graph/HCLr.fst", "graph/Gr.fst"))
_WORDS = "graph/words.txt"
_IVECTOR = (
    "final.ie",
    "final.dubm",
    "final.mat",
    "global_cmvn.stats",
    "online_cmvn.conf",
    "splice.conf",
)
_CONF_LIMIT = 100_000


class ModelFolderError(RecognizerError, BadInputError):
    """The folder is no vosk model, a broken one, or one for another sample rate."""

    default_retryable = False


@dataclass(frozen=True, slots=True)
class VoskFolder:
    """A folder that has all its parts."""

    path: Path
    rate: int
    """Hz that the model was trained on, from conf/mfcc.conf."""

    @property
    def model(self) -> str:
        """The model's id: the folder's name, as its maker gave it."""
        return self.path.name


def examine(path: Path) -> VoskFolder:
    """Return the folder if vosk can use it at `RATE`.

    Raises ModelFolderError with the one thing that is wrong.
    """
    path = path.expanduser().absolute()
    try:
        if not path.is_dir():
            raise refuse(path, "there is no such folder")
        _require(path, "am/final.mdl", _KALDI)
        graph = next((g for g in _GRAPHS if all((path / part).exists() for part in g)), None)
        if graph is None:
            raise refuse(path, "graph/HCLG.fst is missing")
        for part in graph:
            _require(path, part, _FST)
        if len(graph) == 1:
            _require(path, _WORDS)
        if (path / "ivector").is_dir():
            for part in _IVECTOR:
                _require(path, f"ivector/{part}")
        _require(path, "conf/model.conf")
        rate = _rate(path)
    except OSError as error:
        raise refuse(path, f"it cannot be read ({error.strerror})") from error
    if rate != RATE:
        raise refuse(path, f"it is for sound at {rate} Hz, and Hearback needs {RATE} Hz")
    return VoskFolder(path, rate)


def _require(path: Path, part: str, magic: bytes = b"") -> None:
    file = path / part
    if not file.is_file():
        raise refuse(path, f"{part} is missing")
    with file.open("rb") as stream:
        head = stream.read(max(len(magic), 1))
    if not head:
        raise refuse(path, f"{part} is empty")
    if not head.startswith(magic):
        raise refuse(path, f"{part} is damaged")


def _rate(path: Path) -> int:
    _require(path, "conf/mfcc.conf")
    with (path / "conf/mfcc.conf").open("rb") as stream:
        conf = stream.read(_CONF_LIMIT).decode("utf-8", "replace")
    said = _RATE.search(conf)
    # Kaldi's own default where the file does not say (feat/feature-window.h: samp_freq 16000).
    try:
        return round(float(said.group(1))) if said else 16_000
    except ValueError:
        raise refuse(path, "conf/mfcc.conf is damaged") from None


def refuse(path: Path, why: str) -> ModelFolderError:
    """Return the error that says what is wrong with the folder."""
    return ModelFolderError(
        f"vosk model refused: {why}", f"{path} is not a usable vosk model: {why}."
    )
