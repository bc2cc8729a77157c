"""Which recognizer a channel gets. Cheap to import: the ears are loaded when one is made."""

import importlib
from pathlib import Path
from typing import Literal

from models.errors import BadInputError
from speech.recognize.recognizer import Recognizer
from speech.recognize.silent import SilentRecognizer

Kind = Literal["auto", "vosk", "pocketsphinx", "none"]
KINDS: tuple[Kind, ...] = ("auto", "vosk", "pocketsphinx", "none")


def make_recognizer(kind: Kind, model: Path | None, cache: Path | None = None) -> Recognizer:
    """Return a new recognizer, one per channel; two on the same vosk model share it in memory.

    `model` is a vosk model folder, given by the user or found by `models.store.find`; "auto" takes
    vosk where there is one and pocketsphinx otherwise; "none" hears voices and no words. Which it
    became is in `name`, `model` and `version` of the result. `cache` is a folder that remembers
    which models, not installed by us, were tried already (otherwise each start tries them). Raises
    BadInputError for vosk without a model or with one that cannot be used, RecognizerError where a
    recognizer cannot be made.
    """
    if kind == "vosk" and model is None:
        raise BadInputError(
            "vosk without a model",
            "The recognizer vosk needs a model: give --model FOLDER, "
            "or install one with `hearback models install vosk-model-small-en-us-0.15`.",
        )
    made: Recognizer
    if kind == "none":
        return SilentRecognizer()
    if kind == "pocketsphinx" or model is None:
        made = importlib.import_module("speech.recognize.pocketsphinx").PocketsphinxRecognizer()
    else:
        made = importlib.import_module("speech.recognize.vosk").VoskRecognizer(model, cache)
    return made
